#include "lrscope/sink/value_text.h"

#include <fmt/format.h>

#include <type_traits>

#include "lrscope/core/text.h"

namespace lrscope {

std::string place_text(const NonfiniteAt& place) {
  std::string text = fmt::format("step={} stage={}", place.step, stage_name(place.stage));
  if (place.layer > 0) text += fmt::format(" layer={}", place.layer);
  return text + fmt::format(" tensor={} index={}:{} kind={}", place.tensor, place.row, place.col,
                            kind_name(place.kind));
}

namespace {
std::string list_text(const std::vector<double>& values) {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(number_text(value));
  return join(texts, " ");
}
}  // namespace

std::string value_text(const Value& value, const std::string& absent) {
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
        else if constexpr (std::is_same_v<T, std::vector<double>>)
          return list_text(v);
        else
          return place_text(*v);
      },
      value);
}

}  // namespace lrscope
