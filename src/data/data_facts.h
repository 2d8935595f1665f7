// Kinds of columns and of defects, each with its name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lrscope/data_spec.h"

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

}  // namespace lrscope
