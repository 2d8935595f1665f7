// A range test and its suggestions compared with independent runs, for people to read.
#pragma once

#include <string>

#include "find/find_record.h"

namespace lrscope {

std::string find_table(const FindResult& result);

}  // namespace lrscope
