// The profile of a data file for people to read.
#pragma once

#include <string>
#include <string_view>

#include "profile/data_record.h"

namespace lrscope {

std::string data_table(const DataResult& result, std::string_view path);

}  // namespace lrscope
