#include "base/names.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace lrscope {

std::string plain_letters(std::string_view word) {
  std::string letters;
  for (const unsigned char c : word)
    if (std::isalnum(c)) letters += static_cast<char>(std::tolower(c));
  return letters;
}

bool is_among(std::string_view word, std::string_view words) {
  const auto all = split(words, ' ');
  return !word.empty() && std::ranges::find(all, word) != all.end();
}

}  // namespace lrscope
