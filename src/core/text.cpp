#include "lrscope/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

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
  // from_chars does not say which side the value fell off: the decimal exponent of its leading digit does.
  const bool negative = text.starts_with('-');
  const auto exponent_at = text.find_first_of("eE");
  const bool small =
      exponent_at != std::string_view::npos && exponent_at + 1 < text.size() && text[exponent_at + 1] == '-';
  const double magnitude = small || (exponent_at == std::string_view::npos && text.find('.') < 3)
                               ? 0.0
                               : std::numeric_limits<double>::infinity();
  return negative ? -magnitude : magnitude;
}

std::optional<long long> parse_integer(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  return "'" + printable(text.substr(0, longest)) + (text.size() > longest ? "…'" : "'");
}

std::string wrapped(std::string_view text, std::size_t indent) {
  constexpr std::size_t width = 110;
  const auto characters = [](std::string_view word) {  // bytes that do not continue a UTF-8 sequence
    return static_cast<std::size_t>(std::count_if(
        word.begin(), word.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  };
  std::string out;
  std::size_t column = 0;
  for (const std::string& word : split(text, ' ')) {
    const std::size_t length = characters(word);
    if (column > indent && column + 1 + length > width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += length;
  }
  return out + "\n";
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

namespace {

// Levenshtein distance, one row at a time.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::string lowercase(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::string wanted = lowercase(word);
  if (wanted.empty() || wanted.size() > 200) return ".";
  const std::string* nearest = nullptr;
  std::size_t fewest = std::max<std::size_t>(2, wanted.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::string have = lowercase(candidate);
    std::size_t edits = edits_between(wanted, have);
    if (wanted.size() >= 3 && have.starts_with(wanted)) edits = std::min<std::size_t>(edits, 1);
    if (edits < fewest && edits < have.size()) {
      fewest = edits;
      nearest = &candidate;
    }
  }
  return nearest ? "; did you mean " + in_quotes(*nearest) + "?" : ".";
}

}  // namespace lrscope
