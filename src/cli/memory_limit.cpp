#include "memory_limit.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "control_groups.h"
#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

constexpr double share_of_granted = 0.85;  // the rest is for the system, and for what the estimate misses

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

std::uint64_t physical_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
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
  constexpr std::pair<double, std::string_view> units[] = {
      {1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}};
  for (const auto& [size, name] : units)
    if (bytes >= 0.9995 * size) return fmt::format("{:.3g} {}", bytes / size, name);
  return fmt::format("{:.0f} B", bytes);
}

std::uint64_t memory_granted(std::uint64_t physical, const std::filesystem::path& root) {
  std::uint64_t granted = physical;
  for (const auto& group : control_groups(root, "memory"))
    for (const char* name : {"memory.max", "memory.limit_in_bytes"}) {
      const auto text = text_of_file(group / name);
      const auto limit = text ? parse_integer(trimmed(*text)) : std::nullopt;  // "max": none
      if (limit && *limit > 0) granted = std::min(granted, static_cast<std::uint64_t>(*limit));
    }
  return granted;
}

MemoryLimit memory_limit(const std::optional<std::uint64_t>& asked, const std::filesystem::path& root) {
  const std::string raise = "raise --max-memory";
  if (asked) return {static_cast<double>(*asked), "--max-memory", raise};
  // Beyond what the system grants --max-memory would only have it kill this process.
  const std::uint64_t physical = physical_memory();
  std::uint64_t granted = memory_granted(physical, root);
  std::string more = granted < physical ? "give the container or job more memory" : raise;
  rlimit addresses{};
  if (getrlimit(RLIMIT_AS, &addresses) == 0 && addresses.rlim_cur < granted) {
    granted = static_cast<std::uint64_t>(addresses.rlim_cur);
    more = "raise ulimit -v";
  }
  return {share_of_granted * static_cast<double>(granted),
          fmt::format("{:.0f} % of the {} that this process may use", 100 * share_of_granted,
                      bytes_text(static_cast<double>(granted))),
          more};
}

}  // namespace lrscope::cli
