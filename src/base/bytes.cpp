#include "base/bytes.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace lrscope {

namespace {

/// Takes the unit off the end of `text`; its factor, nothing if it is none.
std::optional<double> strip_unit(std::string_view& text) {
  const auto end = text.find_last_of("0123456789.");
  if (end == std::string_view::npos) return std::nullopt;
  std::string unit;
  for (const char c : trimmed(text.substr(end + 1)))
    unit += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  text = trimmed(text.substr(0, end + 1));
  if (unit.ends_with('b')) unit.pop_back();
  const bool is_binary = unit.size() == 2 && unit[1] == 'i';
  if (unit.empty()) return 1;
  const auto power = std::string_view("kmgt").find(unit[0]);
  if (power == std::string_view::npos || unit.size() > (is_binary ? 2u : 1u)) return std::nullopt;
  return std::pow(is_binary ? 1024.0 : 1000.0, static_cast<double>(power + 1));
}

}  // namespace

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  text = trimmed(text);
  const auto factor = strip_unit(text);
  const auto number = parse_number(text);
  if (!factor || !number) return std::nullopt;
  const double bytes = *number * *factor;
  if (bytes >= 1 && bytes <= 0x1p62) return static_cast<std::uint64_t>(bytes);
  return std::nullopt;
}

std::string bytes_text(double bytes) {
  constexpr std::pair<double, std::string_view> units[] = {{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}};
  for (const auto& [size, name] : units)
    if (bytes >= 0.9995 * size) return fmt::format("{:.3g} {}", bytes / size, name);
  return fmt::format("{:.0f} B", bytes);
}

}  // namespace lrscope
