// Kinds of columns, and defects of a data file: reading for training stops at the first one, a profile of the file
// collects all of them. Both pass through the same checks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/data_spec.h"
#include "lrscope/errors.h"
#include "report/field.h"
#include "spec/change.h"

namespace lrscope {

/// The role of a column.
enum class Part { feature, target, dropped };

constexpr std::string_view name_of(Part part) {
  constexpr std::string_view names[] = {"feature", "target", "dropped"};
  return names[static_cast<int>(part)];
}

/// How a column is read; a date as days since the earliest of its column.
enum class ColumnKind { number, date, category };

constexpr std::string_view name_of(ColumnKind kind) {
  constexpr std::string_view names[] = {"number", "date", "category"};
  return names[static_cast<int>(kind)];
}

/// Kinds of defects of a file. `number`, `localised`, `date`, `range`: cells are no finite numbers. `constant`: the
/// target is. `file`: the reading ended there.
enum class DefectKind {
  missing,
  number,
  localised,
  date,
  range,
  ragged,
  target,
  identifier,
  classes,
  constant,
  scale,
  rows,
  file
};

constexpr std::string_view name_of(DefectKind kind) {
  constexpr std::string_view names[] = {"missing",    "number",  "localised", "date",  "range", "ragged", "target",
                                        "identifier", "classes", "constant",  "scale", "rows",  "file"};
  return names[static_cast<int>(kind)];
}

/// What is wrong with the cells of one column, or with rows, for one reason.
struct Defect {
  LRSCOPE_RECORD(Defect, "defect", "defects");
  LRSCOPE_FIELD(DefectKind, kind, "",
                "missing, number, localised, date, range, ragged, target, identifier, classes, constant, scale, rows "
                "or file");
  LRSCOPE_FIELD(std::optional<std::int64_t>, line, "line", "of the file, from 1: that of the first cell or row");
  LRSCOPE_FIELD(std::optional<std::int64_t>, column, "index", "from 1");
  LRSCOPE_FIELD(std::string, name, "", "name of the column");
  LRSCOPE_FIELD(std::string, cell, "", "the raw text of the first cell");
  LRSCOPE_FIELD(std::optional<std::int64_t>, count, "cells", "such cells of the column, or such rows");
  LRSCOPE_FIELD(std::vector<long long>, lines, "line", "of all of them, at most the first 1000");
  std::vector<Change> remedies = {};  // each was tried: with it the reading gets past this defect
  LRSCOPE_COMPUTED("remedy", "", "options with which the file is read past this defect: the first of those in message",
                   r.remedies.empty() ? std::string() : flags_text(r.remedies.front()));
  LRSCOPE_FIELD(std::string, message, "", "what is wrong, where, and the remedies");
};

/// Receives every defect, in the order in which they are found. The check that reported it goes on as well as it can if
/// this returns.
using DefectSink = std::function<void(const Defect&)>;

/// Throws: DataError with the message.
[[noreturn]] inline void refuse(const Defect& defect) { throw DataError(defect.message); }

}  // namespace lrscope
