#include "spec/axis.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/text.h"

namespace lrscope {
namespace {

constexpr std::size_t most_values = 1'000'000;

[[noreturn]] void refuse(std::string_view token, const std::string& why) {
  throw bad_value("--lr", token,
                  why +
                      " Right forms: 1e-4,1e-3 · log:1e-6:1:25 (25 values) · dec:1e-6:1:4 (4 per decade) · "
                      "lin:.01:.2:20 · @file · auto (the boundary, to 1 %) · auto:.002 (to 0.2 %).");
}

double parse_rate(std::string_view text, std::string_view token) {
  const auto value = parse_number(trimmed(text));
  if (!value) refuse(token, trimmed(text).empty() ? "a value is missing." : in_quotes(text) + " is not a number.");
  if (!std::isfinite(*value)) refuse(token, "a learning rate must be finite.");
  if (*value > 0) return *value;
  if (token.find(':') != std::string_view::npos) {
    const bool is_whole = *value == std::floor(*value) && *value > -308;
    refuse(token, "ranges take values, not exponents" +
                      (is_whole ? ": write 1e" + number_text(*value + 0.0) + ", not " + std::string(trimmed(text))
                                : std::string()) +
                      "; a learning rate must be above 0.");
  }
  refuse(token,
         *value == 0 ? "a learning rate of 0 trains nothing; it must be above 0." : "a learning rate must be above 0.");
}

struct Range {
  std::string kind;
  double low;
  double high;
  long long count;
};

Range parse_range(std::string_view token) {
  const auto parts = split(token, ':');
  if (parts[0] != "log" && parts[0] != "lin" && parts[0] != "dec")
    refuse(token, "unknown kind of range " + in_quotes(parts[0]) +
                      did_you_mean(nearest(parts[0], std::vector<std::string>{"log", "lin", "dec", "auto"})));
  if (parts.size() != 4) refuse(token, "a range has four parts, " + parts[0] + ":FROM:TO:COUNT.");
  const double low = parse_rate(parts[1], token);
  const double high = parse_rate(parts[2], token);
  const auto count = parse_integer(parts[3]);
  const bool per_decade = parts[0] == "dec";
  if (!count || *count < (per_decade ? 1 : 2) || *count > static_cast<long long>(most_values))
    refuse(token, in_quotes(parts[3]) + (per_decade ? " is not a number of values per decade (1 to 1000000)."
                                                    : " is not a number of values (2 to 1000000)."));
  if (low == high) refuse(token, "both ends are the same; write " + parts[1] + ".");
  if (!(low < high))
    refuse(token,
           "the range runs backwards; write " + parts[0] + ":" + parts[2] + ":" + parts[1] + ":" + parts[3] + ".");
  return {parts[0], low, high, *count};
}

// To 15 significant digits, which every decimal survives: dec:1e-6:1:2 holds 1e-5, lin:.1:1:10 holds .3.
double rounded(double value) { return *parse_number(short_number_text(value, 15)); }

std::vector<double> values_of(const Range& range, std::string_view token) {
  std::vector<double> values;
  if (range.kind == "dec") {
    for (long long i = 0;; ++i) {
      const double decades = static_cast<double>(i) / static_cast<double>(range.count);
      const double value = i == 0 ? range.low : rounded(range.low * std::pow(10.0, decades));
      if (!(value < range.high * (1 - 1e-12))) break;
      values.push_back(value);
      if (values.size() > most_values) refuse(token, "that is more than a million values.");
    }
  } else {
    const bool is_log = range.kind == "log";
    const double low = is_log ? std::log10(range.low) : range.low;
    const double high = is_log ? std::log10(range.high) : range.high;
    values.push_back(range.low);
    for (long long i = 1; i + 1 < range.count; ++i) {
      const double at = low + static_cast<double>(i) * (high - low) / static_cast<double>(range.count - 1);
      values.push_back(rounded(is_log ? std::pow(10.0, at) : at));
    }
  }
  values.push_back(range.high);
  return values;
}

std::vector<double> values_of_file(const std::string& path) {
  if (path.empty()) refuse("@", "the name of a file is missing.");
  const auto unreadable = [&] {
    return IoError(About{"--lr"}, " " + in_quotes("@" + path) + ": cannot be read: " + std::strerror(errno) +
                                      "; name a text file with one learning rate per line.");
  };
  constexpr long long most_lines = 10 * static_cast<long long>(most_values);  // remarks among them
  std::ifstream file(path);
  if (!file) throw unreadable();
  std::vector<double> values;
  std::array<char, 1024> line;
  for (long long number = 1; file.getline(line.data(), line.size()); ++number) {
    std::string_view text(line.data());
    if (number == 1 && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // a byte order mark
    text = trimmed(text.substr(0, text.find('#')));
    if (values.size() >= most_values || number > most_lines)
      throw bad_value("--lr", "@" + path, "that is more than a million values; is this the data?");
    if (text.empty()) continue;
    try {
      values.push_back(parse_rate(text, text));
    } catch (const UsageError& error) {
      throw about("--lr", UsageError(path + ":" + std::to_string(number) + ": " + error.what()));
    }
  }
  if (file.gcount() + 1 == std::ssize(line))
    throw bad_value("--lr", "@" + path, "a line has more than 1,000 characters; write one learning rate per line.");
  if (file.bad()) throw unreadable();
  if (values.empty()) throw bad_value("--lr", "@" + path, "the file contains no learning rate; write one per line.");
  return values;
}

bool asks_for_boundary(std::string_view token) { return token == "auto" || token.starts_with("auto:"); }

/// Of "auto" or "auto:TOLERANCE".
double boundary_tolerance(std::string_view token) {
  const auto colon = token.find(':');
  if (colon == std::string_view::npos) return default_boundary_tolerance;
  const std::string_view text = trimmed(token.substr(colon + 1));
  const auto tolerance = parse_number(text);
  if (tolerance && *tolerance >= least_tolerance && *tolerance <= most_tolerance) return *tolerance;
  refuse(token, in_quotes(text) + " is not a relative width of the bracket, from 1e-6 to 1; 0.01 is 1 %.");
}

/// `values` in their order, each once.
template <class T>
std::vector<T> without_repetitions(std::vector<T> values) {
  std::unordered_set<T> seen;
  std::erase_if(values, [&](const T& value) { return !seen.insert(value).second; });
  return values;
}

void append(std::vector<double>& values, const std::vector<double>& more, std::string_view token) {
  if (values.size() + more.size() > most_values) refuse(token, "that is more than a million values.");
  values.insert(values.end(), more.begin(), more.end());
}

}  // namespace

double LearningRates::one(std::string_view command, std::string_view advice) const {
  if (values.size() == 1 && !boundary_tolerance) return values.front();
  throw bad_value("--lr", text, std::string(command) + " takes one learning rate" + std::string(advice));
}

LearningRates parse_learning_rates(std::string_view text) {
  const bool is_decimal_comma = text.size() > 2 && text.starts_with("0,") && text[2] >= '0' && text[2] <= '9';
  if (is_decimal_comma) refuse(text, "decimals take a point, not a comma: 0.001, not 0,001.");
  LearningRates asked;
  asked.text = text;
  for (const std::string& part : split(text, ',')) {
    const std::string_view token = trimmed(part);
    if (token.empty()) refuse(text, "a value is missing.");
    if (asks_for_boundary(token)) {
      if (asked.boundary_tolerance) refuse(text, "the boundary is searched once; write auto once.");
      asked.boundary_tolerance = boundary_tolerance(token);
    } else if (token.starts_with('@')) {
      asked.files.emplace_back(token.substr(1));
      append(asked.values, values_of_file(asked.files.back()), token);
    } else if (token.find(':') != std::string_view::npos) {
      append(asked.values, values_of(parse_range(token), token), token);
    } else {
      asked.values.push_back(parse_rate(token, token));
    }
  }
  asked.values = without_repetitions(std::move(asked.values));
  return asked;
}

std::vector<std::uint64_t> parse_seeds(std::string_view text) {
  const auto refusal = [&](const std::string& why) {
    return bad_value("--seeds", text, why + " Right forms: 0..4 · 1,5,9.");
  };
  std::vector<std::uint64_t> seeds;
  for (const std::string& part : split(text, ',')) {
    const auto range = parse_integer_range(part);
    if (!range || range->first < 0 || range->second < 0) throw refusal("a seed is a whole number from 0 up.");
    const auto [first, last] = *range;
    if (last < first) throw refusal("the range runs backwards.");
    const auto count = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) + 1;
    if (count > most_values - std::min(seeds.size(), most_values)) throw refusal("that is more than a million seeds.");
    for (std::uint64_t i = 0; i < count; ++i) seeds.push_back(static_cast<std::uint64_t>(first) + i);
  }
  return without_repetitions(std::move(seeds));
}

}  // namespace lrscope
