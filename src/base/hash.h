// One hash for everything that is recognised by its content.
#pragma once

#include <string>
#include <string_view>

namespace lrscope {

/// Two lower-case digits for every byte.
std::string hexadecimal(std::string_view bytes);

/// XXH3-128 of `bytes`, 32 hexadecimal digits.
std::string hash_of(std::string_view bytes);

}  // namespace lrscope
