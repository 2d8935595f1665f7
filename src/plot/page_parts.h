// The fixed parts of a page: files beside this one, which the build puts into the program.
#pragma once

#include <string_view>

namespace lrscope {

extern const std::string_view page_script;
extern const std::string_view page_style;

}  // namespace lrscope
