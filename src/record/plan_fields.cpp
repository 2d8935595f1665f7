#include <vector>

#include "field_rows.h"
#include "lrscope/record/fields.h"

namespace lrscope {

template <>
std::span<const Field<PlanRecord>> fields<PlanRecord>() {
  using field_rows::field;
  using R = PlanRecord;
  static const std::vector<Field<R>> table = {
      field("run", "index", &R::run, "number of the run, from 0"),
      field("lr", "", &R::lr, "the learning rate η of the run, before its schedule"),
      field("seed", "", &R::seed, "seed of initial weights and batch order"),
      field("command", "", &R::command, "the command line that makes this run and no other"),
  };
  return table;
}

}  // namespace lrscope
