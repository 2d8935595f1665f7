// Depth of brackets.
#include "base/nesting.h"

#include "test.h"

TEST_CASE("brackets are counted in levels, whatever kind they have, and not in strings") {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  CHECK_EACH(!is_nested_deeper("", 0), !is_nested_deeper("[]", 1), is_nested_deeper("[]", 0),
             is_nested_deeper("[{}]", 1));
  CHECK_EACH(!is_nested_deeper(nested(64)), is_nested_deeper(nested(65)), is_nested_deeper(std::string(65, '{')));
  CHECK(!is_nested_deeper("{\"a\":[1,2],\"b\":[3]}", 2));  // one after the other
  CHECK(!is_nested_deeper("{\"" + nested(80) + "\":\"\\\"" + std::string(80, '[') + "\"}", 1));
  CHECK(is_nested_deeper("{\"\\\\\":[[", 2));  // a backslash that is a text of its own
  CHECK(!is_nested_deeper("]]]][", 1));
}
