// What is wrong with a data file, and what becomes of it: reading for training stops at the first defect,
// a profile of the file collects all of them. Both pass through the same checks.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "data/data_facts.h"
#include "lrscope/errors.h"
#include "lrscope/types.h"

namespace lrscope {

struct Defect {
  DefectKind kind = DefectKind::file;
  std::optional<long long> line = {};  // of the file, from 1
  std::optional<Index> column = {};    // from 0
  std::string name = {};               // of that column
  std::string cell = {};               // the raw text
  std::string message = {};            // place, value and remedy, in one line
};

/// Is given every defect, in the order in which they are found. What reported one goes on as well as it can
/// if this returns.
using DefectSink = std::function<void(const Defect&)>;

/// Throws: DataError with the message.
[[noreturn]] inline void refuse(const Defect& defect) { throw DataError(defect.message); }

}  // namespace lrscope
