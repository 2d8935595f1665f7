// Messages about data that were read. Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "data/column_plan.h"
#include "data/encode.h"

namespace lrscope {

/// "f.csv: 3 rows, 2 features, target 'y' (regression); delimiter ',', header yes"
std::string description(const CsvTable& table, const Plan& plan, const DataSpec& spec, const Dataset& data);

/// The warning that `quantity` of a column is 0, so that --`flag` does not scale it.
std::string no_scale_text(const CsvTable& table, Index column, std::string_view flag, const std::string& quantity,
                          bool is_constant);

}  // namespace lrscope
