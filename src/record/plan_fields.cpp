#include "lrscope/record/plan.h"

#include <vector>

#include "report/members.h"

namespace lrscope {

const RecordKind<PlanRecord>& kind_of(const PlanRecord*) {
  using R = PlanRecord;
  static const std::vector<Field<R>> table = {
      field("run", "index", &R::run, "number of the run, from 0"),
      field("lr", "", &R::lr, "the learning rate η of the run, before its schedule"),
      field("seed", "", &R::seed, "seed of initial weights and batch order"),
      field("command", "", &R::command, "the command line that makes this run and no other"),
  };
  static const RecordKind<R> kind("plan", "plan", table);
  return kind;
}

}  // namespace lrscope
