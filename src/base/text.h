// Numbers and words as text: one spelling of a number for every record and message, independent of the locale.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lrscope/errors.h"

namespace lrscope {

/// Shortest digits that read back as the same double: "0.0001", "1e-05", "nan", "inf", "-inf".
std::string number_text(double value);

/// `value` with at most `digits` significant digits, for tables that people read.
std::string short_number_text(double value, int digits = 4);

/// The whole of `text` as a number, or nothing. Accepts a leading '+', "nan" and "inf". A finite text too large for
/// double gives ±inf, one too small gives ±0.
std::optional<double> parse_number(std::string_view text);

/// The whole of `text` as an integer, or nothing.
std::optional<long long> parse_integer(std::string_view text);

/// "3" or "3..7" as the first and the last number, or nothing.
std::optional<std::pair<long long, long long>> parse_integer_range(std::string_view text);

/// "500M", "4G", "2GiB", "1.5e9" as bytes: K M G T are powers of 1000, Ki Mi Gi Ti of 1024, a B may follow. Nothing for
/// what is not a number above 0 with one of these.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// "3.1 GB", "512 MB": three digits, powers of 1000.
std::string bytes_text(double bytes);

/// `text` cut to 60 bytes, and printable(): a file's bytes must not be able to steer a terminal.
std::string shortened(std::string_view text);

/// shortened(), in single quotes.
std::string in_quotes(std::string_view text);

/// True where printable() changes nothing, quickly found out; false for anything but ASCII.
bool is_printable_ascii(std::string_view text);

/// `text` with control characters, invisible ones that change the direction of writing, and bytes that are not UTF-8
/// written as \xNN.
std::string printable(std::string_view text);

/// printable(), except that line ends stay, and tabs and carriage returns if asked for.
std::string printable_lines(std::string_view text, bool keep_tabs_and_returns = false);

struct Character {
  char32_t code = 0;
  std::size_t size = 0;  // bytes
};

/// The first character of `text`; of no bytes if it is not UTF-8.
Character first_character(std::string_view text);

/// Bytes of the first character of `text`; 0 if printable() spells it out.
std::size_t printable_size(std::string_view text);

/// `text` as one word of a POSIX shell: in single quotes where it needs them, as "$(printf '…')" with octal escapes
/// where it is not printable().
std::string shell_word(std::string_view text);

std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string_view trimmed(std::string_view text);

/// "1 row", "2 rows", "3 classes".
std::string counted(std::size_t count, std::string_view noun);

/// The candidate nearest to `word`: a few edits away, or beginning with it. Absent if none is near.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// Ends a sentence about an unknown word: "; did you mean 'relu'?", or "." without a candidate.
std::string did_you_mean(const std::optional<std::string>& candidate);
/// The same for the nearest of `names`, which are listed: "; did you mean 'relu'? One of: relu, tanh."
std::string did_you_mean_one_of(std::string_view word, std::span<const std::string> names);

/// "--threads 'x': expected a whole number.": an error about the value `text` of the option `flag`.
UsageError bad_value(std::string_view flag, std::string_view text, std::string_view why);

/// The row of `rows` whose `name` is `name`. `kind`: of row, for the message ("activation").
/// Throws: UsageError that lists the names and proposes the nearest.
template <class Row>
const Row& find_named(std::span<const Row> rows, std::string_view name, std::string_view kind) {
  std::vector<std::string> names;
  for (const Row& row : rows) {
    if (row.name == name) return row;
    names.emplace_back(row.name);
  }
  throw UsageError("unknown " + std::string(kind) + " " + in_quotes(name) + did_you_mean_one_of(name, names));
}

}  // namespace lrscope
