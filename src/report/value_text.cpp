#include "report/value_text.h"

#include <type_traits>

#include "base/text.h"

namespace lrscope {

std::string value_text(const Value& value, const std::string& absent) {
  const auto list = [&](const auto& values) {
    std::vector<std::string> texts;
    for (const auto& element : values) texts.push_back(value_text(element, absent));
    return join(texts, " ");
  };
  return std::visit(
      [&](const auto& v) -> std::string {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, Absent>)
          return absent;
        else if constexpr (std::is_same_v<T, bool>)
          return v ? "true" : "false";
        else if constexpr (std::is_same_v<T, std::int64_t>)
          return std::to_string(v);
        else if constexpr (std::is_same_v<T, double>)
          return number_text(v);
        else if constexpr (std::is_same_v<T, std::string>)
          return v;
        else if constexpr (std::is_same_v<T, Object>)
          return v.text;
        else
          return list(v);
      },
      value);
}

}  // namespace lrscope
