// Kinds of columns, and defects of a data file: reading for training stops at the first one, a profile of the file
// collects all of them. Both pass through the same checks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lrscope/data_spec.h"
#include "lrscope/errors.h"
#include "report/field.h"

namespace lrscope {

/// The role of a column.
enum class Part { feature, target, dropped };

constexpr std::string_view name_of(Part part) {
  constexpr std::string_view names[] = {"feature", "target", "dropped"};
  return names[static_cast<int>(part)];
}

/// How a column is read.
enum class ColumnKind { number, category };

constexpr std::string_view name_of(ColumnKind kind) { return kind == ColumnKind::number ? "number" : "category"; }

/// Kinds of defects of a file. `number`, `localised`, `range`: a cell is not a finite number. `file`: the reading ended
/// there.
enum class DefectKind { missing, number, localised, range, ragged, target, identifier, classes, scale, rows, file };

constexpr std::string_view name_of(DefectKind kind) {
  constexpr std::string_view names[] = {"missing",    "number",  "localised", "range", "ragged", "target",
                                        "identifier", "classes", "scale",     "rows",  "file"};
  return names[static_cast<int>(kind)];
}

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
