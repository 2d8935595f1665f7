// One run that a sweep would make, for those who start it elsewhere.
#pragma once

#include <cstdint>
#include <string>

#include "report/field.h"

namespace lrscope {

struct PlanRecord {
  LRSCOPE_RECORD(PlanRecord, "plan", "plan");
  LRSCOPE_FIELD(std::int64_t, run, "index", "number of the run, from 0");
  LRSCOPE_FIELD(double, lr, "", "the learning rate η of the run, before its schedule");
  LRSCOPE_FIELD(std::uint64_t, seed, "", "seed of initial weights and batch order");
  LRSCOPE_FIELD(std::string, command, "", "the command line that makes this run and no other");
};

}  // namespace lrscope
