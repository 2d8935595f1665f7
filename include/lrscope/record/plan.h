// One run that a sweep would make, for those who start it elsewhere.
#pragma once

#include <cstdint>
#include <string>

namespace lrscope {

template <class Record>
struct RecordKind;  // report/kind.h

struct PlanRecord {
  std::int64_t run = 0;
  double lr = 0;
  std::uint64_t seed = 0;
  std::string command;
};

/// What outputs call this record and its fields.
const RecordKind<PlanRecord>& kind_of(const PlanRecord*);

}  // namespace lrscope
