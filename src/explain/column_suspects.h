// What in the columns of the data might have made a run fail. Private to this folder.
#pragma once

#include <vector>

#include "explain/suspects.h"

namespace lrscope {

/// Identifiers and codes taken as numbers, columns and targets that are not scaled.
void add_columns(const Findings& findings, std::vector<Suspect>& list);

/// Empty cells that --na zero has filled, where 0 may lie far from every other value of the column.
void add_fillings(const Findings& findings, std::vector<Suspect>& list);

/// Constant columns that --scale was to scale: harmless here, NaN where a program divides by their deviation.
void add_constant_columns(const Findings& findings, std::vector<Suspect>& list);

}  // namespace lrscope
