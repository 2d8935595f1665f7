// How deep the brackets of a text are nested: parsers that call themselves once a level are not given more than they bear.
#pragma once

#include <cstddef>
#include <string_view>

namespace lrscope {

/// Of whatever is read from a file.
inline constexpr std::size_t most_nested = 64;

/// True if brackets [ and { outside strings in quotes " are open more than `most` deep at any place. A line of JSON.
bool is_nested_deeper(std::string_view json, std::size_t most = most_nested);

}  // namespace lrscope
