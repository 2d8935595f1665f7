// One hash for everything that is recognised by its content.
#pragma once

#include <string>
#include <string_view>

namespace lrscope {

/// XXH3-128 of `bytes`, 32 hexadecimal digits.
std::string hash_of(std::string_view bytes);

}  // namespace lrscope
