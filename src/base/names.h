// Names in tables, and the words of other programs. A word stands for a name if both have the same letters and digits:
// "LeakyReLU", "leaky_relu" and "leaky-relu" are one.
#pragma once

#include <string>
#include <string_view>

namespace lrscope {

/// Words of other programs for a thing that is not here, in plain letters and separated by spaces, and what to use.
struct OtherWords {
  std::string_view words;
  std::string_view advice;
};

/// The letters and digits of `word`, in lower case.
std::string plain_letters(std::string_view word);

/// Whether `word` is one of the `words`, which are separated by spaces.
bool is_among(std::string_view word, std::string_view words);

}  // namespace lrscope
