#include "base/nesting.h"

#include <array>
#include <cstring>

namespace lrscope {
namespace {

enum Kind : unsigned char { plain, opens, closes, quotes };

constexpr std::array<Kind, 256> kinds = [] {
  std::array<Kind, 256> table{};
  table['['] = table['{'] = opens;
  table[']'] = table['}'] = closes;
  table['"'] = quotes;
  return table;
}();

/// Behind the quote that ends the string from `at` on; `end` if none does. An odd number of backslashes escapes a quote.
const char* after_string(const char* at, const char* end) {
  while (const void* found = std::memchr(at, '"', static_cast<std::size_t>(end - at))) {
    const char* const quote = static_cast<const char*>(found);
    const char* escape = quote;
    while (escape > at && escape[-1] == '\\') --escape;
    at = quote + 1;
    if ((quote - escape) % 2 == 0) return at;
  }
  return end;
}

}  // namespace

// Every line of a journal is scanned: few instructions for a byte.
bool is_nested_deeper(std::string_view json, std::size_t most) {
  std::size_t depth = 0;
  const char* const end = json.data() + json.size();
  for (const char* at = json.data(); at < end;) {
    const Kind kind = kinds[static_cast<unsigned char>(*at++)];
    if (kind == plain) continue;
    if (kind == quotes)
      at = after_string(at, end);
    else if (kind == closes)
      depth -= depth > 0;
    else if (++depth > most)
      return true;
  }
  return false;
}

}  // namespace lrscope
