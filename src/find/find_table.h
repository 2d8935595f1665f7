// A range test and its suggestions beside independent runs, for people to read.
#pragma once

#include <string>

#include "find/find_record.h"

namespace lrscope {

std::string find_table(const FindResult& result);

/// The first seed's losses over the axis of learning rates, and where suggestions, boundary and stops lie on
/// it.
std::string find_picture(const FindResult& result);

}  // namespace lrscope
