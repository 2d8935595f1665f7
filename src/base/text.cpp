#include "base/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <locale>
#include <numeric>
#include <sstream>
#include <utility>

namespace lrscope {

std::string number_text(double value) {
  if (std::isnan(value)) return "nan";  // never "-nan": the sign of a NaN depends on the processor
  return fmt::format("{}", value);
}

std::string short_number_text(double value, int digits) {
  constexpr std::size_t bearable = 6;
  std::string exact = number_text(value);
  return exact.size() <= bearable || !std::isfinite(value) ? exact : fmt::format("{:.{}g}", value, digits);
}

namespace {

std::string lowercase(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Invisible characters that change how others are shown: marks, embeddings, overrides and isolates of the direction of
/// writing, zero-width space and byte order mark, line and paragraph separator.
constexpr bool is_deceptive(char32_t code) {
  return code == 0x061c || code == 0x200b || code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

}  // namespace

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const std::size_t size = byte(0) < 0x80 ? 1 : byte(0) < 0xe0 ? 2 : byte(0) < 0xf0 ? 3 : 4;
  char32_t code = byte(0) & (size == 1 ? 0x7fu : 0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_lead = size == 1 || (byte(0) >= 0xc2 && byte(0) < 0xf5);
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  return is_lead && code >= smallest[size] && code < 0x110000 && !is_surrogate ? Character{code, size} : Character{};
}

std::size_t printable_size(std::string_view text) {
  const auto [code, size] = first_character(text);
  const bool is_control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  return is_control || is_deceptive(code) ? 0 : size;
}

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc{}) return value;
  if (error != std::errc::result_out_of_range) return std::nullopt;
  // from_chars does not say on which side the value fell off.
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  stream >> value;  // 0, or the largest number
  return std::copysign(std::abs(value) < 1 ? 0.0 : std::numeric_limits<double>::infinity(), value);
}

std::optional<long long> parse_integer(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::pair<long long, long long>> parse_integer_range(std::string_view text) {
  const auto dots = text.find("..");
  const auto first = parse_integer(trimmed(text.substr(0, dots)));
  const auto last = dots == std::string_view::npos ? first : parse_integer(trimmed(text.substr(dots + 2)));
  if (!first || !last) return std::nullopt;
  return std::pair(*first, *last);
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  const auto digits_end = text.find_last_of("0123456789.") + 1;  // 0 where there is none
  std::string unit = lowercase(trimmed(text.substr(digits_end)));
  if (unit.ends_with('b')) unit.pop_back();
  const bool is_binary = unit.size() == 2 && unit[1] == 'i';
  const auto power = unit.empty() ? 0 : std::string_view(" kmgt").find(unit[0]);
  const auto number = parse_number(trimmed(text.substr(0, digits_end)));
  if (!number || power > 4 || unit.size() > (is_binary ? 2u : 1u)) return std::nullopt;
  const double bytes = *number * std::pow(is_binary ? 1024.0 : 1000.0, static_cast<double>(power));
  return bytes >= 1 && bytes <= 0x1p62 ? std::optional(static_cast<std::uint64_t>(bytes)) : std::nullopt;
}

std::string bytes_text(double bytes) {
  constexpr std::pair<double, std::string_view> units[] = {{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}};
  for (const auto& [size, name] : units)
    if (bytes >= 0.9995 * size) return fmt::format("{:.3g} {}", bytes / size, name);
  return fmt::format("{:.0f} B", bytes);
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = printable_size(text);
    if (size > 0)
      out += text.substr(0, size);
    else
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

// Eight characters at a time: the top bit of each is set where it is below 0x20, or 0x7f and above.
bool is_printable_ascii(std::string_view text) {
  constexpr std::uint64_t each = 0x0101010101010101, tops = 0x80 * each;
  const auto has_others = [](std::uint64_t eight) {
    return (((eight - 0x20 * each) & ~eight) | (eight + each) | eight) & tops;
  };
  std::uint64_t others = 0;
  while (text.size() >= sizeof others) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data(), sizeof eight);
    others |= has_others(eight);
    text.remove_prefix(sizeof eight);
  }
  std::uint64_t rest = 0x20 * each;
  std::memcpy(&rest, text.data(), text.size());
  return (others | has_others(rest)) == 0;
}

std::string printable_lines(std::string_view text, bool keep_tabs_and_returns) {
  const std::string_view kept = keep_tabs_and_returns ? "\n\t\r" : "\n";
  std::string out;
  for (;;) {
    const auto end = text.find_first_of(kept);
    out += printable(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += text[end];
    text.remove_prefix(end + 1);
  }
}

std::string shortened(std::string_view text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return printable(text);
  std::size_t end = longest;
  while (end > longest - 3 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return printable(text.substr(0, end)) + "…";
}

namespace {

std::string in_single_quotes(std::string_view text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

/// Characters that no shell reads as anything else, anywhere in a word.
constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@+:,./";

}  // namespace

// One word of a shell, too: what a person pastes from a message runs nothing.
std::string in_quotes(std::string_view text) { return in_single_quotes(shortened(text)); }

// On one line: "${IFS#??}" is the shell's own newline, for those at the end.
std::string shell_word(std::string_view text) {
  const auto is_plain = [](char c) { return plain.find(c) != std::string_view::npos; };
  const auto may_stand = [&](char c) { return is_plain(c) || c == '%' || c == '=' || c == '-'; };
  // zsh takes a word that begins with = for the path of a program.
  if (!text.empty() && text[0] != '=' && std::ranges::all_of(text, may_stand)) return std::string(text);
  if (printable(text) == text) return in_single_quotes(text);
  const std::string_view newlines = text.substr(text.find_last_not_of('\n') + 1);  // $(…) would take them off
  text.remove_suffix(newlines.size());
  std::string word = text.empty() ? "\"" : "\"$(printf '";
  while (!text.empty()) {
    const std::size_t size = printable_size(text);
    // An interactive bash reads ! within double quotes, whatever is around it: all but plain characters are escaped.
    word += size > 1 || is_plain(text[0]) ? std::string(text.substr(0, size))
                                          : fmt::format("\\{:03o}", static_cast<unsigned char>(text[0]));
    text.remove_prefix(std::max<std::size_t>(1, size));
    if (text.empty()) word += "')";
  }
  for (std::size_t i = 0; i < newlines.size(); ++i) word += "${IFS#??}";
  return word + "\"";
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const auto end = text.find(separator, begin);
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts.begin(), parts.end(), separator));
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string counted(std::size_t count, std::string_view noun) {
  const std::string_view ending = count == 1 ? "" : noun.ends_with('s') ? "es" : "s";
  return fmt::format("{} {}{}", count, noun, ending);
}

namespace {

/// Letters to insert, leave out or replace, or neighbours to exchange; one row at a time.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  const std::string wanted = lowercase(word);
  constexpr std::size_t longest_name = 1000;  // bytes: nobody mistypes a longer one
  if (wanted.empty() || wanted.size() > 200) return std::nullopt;
  std::optional<std::string> found;
  const std::size_t letters = wanted.size() - std::min(wanted.find_first_not_of('-'), wanted.size());
  std::size_t fewest = std::max<std::size_t>(1, letters / 3) + 1;  // more edits make another short word of any
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_name) continue;
    const std::string have = lowercase(candidate);
    std::size_t edits = edits_between(wanted, have);
    if (wanted.size() >= 3 && have.starts_with(wanted)) edits = std::min<std::size_t>(edits, 1);
    if (edits < fewest && edits < have.size()) {
      fewest = edits;
      found = candidate;
    }
  }
  return found;
}

std::string did_you_mean(const std::optional<std::string>& candidate) {
  if (!candidate) return ".";
  const bool is_whole = shortened(*candidate) == *candidate;
  return "; did you mean " + (is_whole ? in_quotes(*candidate) : shell_word(*candidate)) + "?";
}

std::string did_you_mean_one_of(std::string_view word, std::span<const std::string> names) {
  return did_you_mean(nearest(word, names)) + " One of: " + join(names, ", ") + ".";
}

UsageError bad_value(std::string_view flag, std::string_view text, std::string_view why) {
  return UsageError(About{std::string(flag)}, " " + in_quotes(text) + ": " + std::string(why));
}

}  // namespace lrscope
