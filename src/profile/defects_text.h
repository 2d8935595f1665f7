// The defects of a data file for people to read.
#pragma once

#include <string>
#include <string_view>

#include "profile/data_record.h"

namespace lrscope {

/// One line each, up to a hundred of one kind in one column, then how many more; at the end their number.
/// Lines begin with "lrscope: ".
std::string defects_text(const DataResult& result, std::string_view path);

}  // namespace lrscope
