// Defects of a data file: reading for training stops at the first one, a profile of the file collects all of
// them. Both pass through the same checks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "data/data_facts.h"
#include "lrscope/errors.h"
#include "report/field.h"

namespace lrscope {

struct Defect {
  LRSCOPE_RECORD(Defect, "defect", "defects");
  LRSCOPE_FIELD(DefectKind, kind, "",
                "missing, number, localised, range, ragged, target, identifier, classes, scale, rows or file");
  LRSCOPE_FIELD(std::optional<std::int64_t>, line, "line", "of the file, from 1");
  LRSCOPE_FIELD(std::optional<std::int64_t>, column, "index", "from 1");
  LRSCOPE_FIELD(std::string, name, "", "name of the column");
  LRSCOPE_FIELD(std::string, cell, "", "the raw text");
  LRSCOPE_FIELD(std::string, message, "", "what is wrong, and the remedy");
};

/// Receives every defect, in the order in which they are found. The check that reported it goes on as well as it can if
/// this returns.
using DefectSink = std::function<void(const Defect&)>;

/// Throws: DataError with the message.
[[noreturn]] inline void refuse(const Defect& defect) { throw DataError(defect.message); }

}  // namespace lrscope
