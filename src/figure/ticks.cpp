#include "figure/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "base/text.h"

namespace lrscope {
namespace {

/// units · 10^exponent. Ticks are decimal numbers, so that their labels are exact.
struct Decimal {
  std::int64_t units;
  int exponent;

  double value() const { return *parse_number(fmt::format("{}e{}", units, exponent)); }  // correctly rounded
};

int digits(std::int64_t units) { return static_cast<int>(std::to_string(std::abs(units)).size()); }

/// "0.0120": every digit of `number`.
std::string plain_text(const Decimal& number) {
  return fmt::format("{:.{}f}", number.value(), std::max(0, -number.exponent));
}

/// "1.2e-7", without zeros at the end of the digits.
std::string scientific_text(const Decimal& number) {
  if (number.units == 0) return "0";
  std::string text = std::to_string(std::abs(number.units));
  const int exponent = number.exponent + static_cast<int>(text.size()) - 1;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.size() > 1) text.insert(1, ".");
  return (number.units < 0 ? "-" : "") + text + fmt::format("e{}", exponent);
}

/// Whether numbers of up to `count` digits in units of 10^exponent need no exponent: ≤ 7 digits, no three zeros behind the point.
bool is_short(int count, int exponent) {
  if (exponent > 0) return exponent + count <= 6;
  return count <= 7 && exponent >= -7 && exponent + count >= -2;
}

std::string text_of(const Decimal& number, bool is_plain) {
  return is_plain ? plain_text(number) : scientific_text(number);
}

std::string offset_text(const Decimal& number) {
  if (number.units == 0) return "0";
  const bool is_plain = number.exponent >= 0 && is_short(digits(number.units), number.exponent);
  return fmt::format("{}{}", number.units > 0 ? "+" : "", text_of(number, is_plain));
}

/// The number with the fewest digits near the middle of `low` … `high`.
std::int64_t short_number_between(std::int64_t low, std::int64_t high) {
  std::int64_t grain = 1;
  while (grain < high - low) grain *= 10;
  const std::int64_t middle = low + (high - low) / 2;
  const std::int64_t rest = ((middle % grain) + grain) % grain;
  return middle - rest + (2 * rest >= grain ? grain : 0);
}

/// Labels for every tick whose units are a multiple of `major`; all units are of 10^exponent.
void add_labels(Ticks& result, const std::vector<std::int64_t>& units, std::int64_t major, const Decimal& step) {
  const std::int64_t grain = major / step.units;  // units of 10^exponent in one of 10^step.exponent
  std::int64_t largest = 0;
  for (const std::int64_t unit : units) largest = std::max(largest, std::abs(unit / grain));
  const bool is_offset = digits(largest) > 7;
  const bool is_plain = is_short(digits(largest), step.exponent);
  std::int64_t base = 0;
  if (is_offset) {
    base = short_number_between(units.front() / grain, units.back() / grain);
    const bool is_plain_base = step.exponent >= -16 && digits(base) + step.exponent >= -3;
    result.base = text_of({base, step.exponent}, is_plain_base && step.exponent <= 4);
    if (result.base.find('.') != std::string::npos && is_plain_base)
      result.base.erase(result.base.find_last_not_of('0') + 1);
    if (result.base.ends_with('.')) result.base.pop_back();
  }
  for (std::size_t i = 0; i < units.size(); ++i)
    if (units[i] % major == 0) {
      const Decimal number{units[i] / grain - base, step.exponent};
      result.ticks[i].label = is_offset ? offset_text(number) : text_of(number, is_plain);
    }
}

/// The step between labels: 1, 2 or 5 times a power of ten, not finer than what a double can tell apart.
Decimal step_of(const TickRange& range, int most) {
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  const double raw =
      std::max({range.high / most - range.low / most, largest * std::numeric_limits<double>::epsilon() * 4,
                std::numeric_limits<double>::min()});
  const int exponent = static_cast<int>(std::floor(std::log10(raw)));
  Decimal step{1, exponent + 1};
  for (const std::int64_t digit : {5, 2, 1})
    if (const Decimal smaller{digit, exponent}; smaller.value() >= raw) step = smaller;
  return range.is_whole && step.exponent < 0 ? Decimal{1, 0} : step;
}

Ticks linear_ticks(const TickRange& range, int most) {
  const Decimal step = step_of(range, most);
  // Minor ticks: a fifth of 1, a quarter of 2, a fifth of 5.
  Decimal minor = step.units == 5   ? Decimal{1, step.exponent}
                  : step.units == 2 ? Decimal{5, step.exponent - 1}
                                    : Decimal{2, step.exponent - 1};
  if (range.is_whole && minor.exponent < 0) minor = step;
  const std::int64_t major = step.exponent == minor.exponent ? step.units : 10 * step.units;
  const double unit = Decimal{1, minor.exponent}.value();
  const double first = std::floor(range.low / unit / static_cast<double>(minor.units));
  const double last = std::ceil(range.high / unit / static_cast<double>(minor.units));
  Ticks result;
  std::vector<std::int64_t> units;
  for (std::int64_t k = static_cast<std::int64_t>(first) - 1; k <= static_cast<std::int64_t>(last) + 1; ++k) {
    const Decimal number{k * minor.units, minor.exponent};
    const double value = number.value();
    if (!(range.low <= value && value <= range.high)) continue;
    result.ticks.push_back({value, ""});
    units.push_back(number.units);
  }
  const auto labels = std::ranges::count_if(units, [&](std::int64_t number) { return number % major == 0; });
  if (labels > most && most > 1) return linear_ticks(range, most - 1);  // one more than there are steps
  if (labels == 0) {
    const double only = range.is_whole ? range.low : range.low + (range.high - range.low) / 2;
    return {{{only, number_text(only)}}, ""};
  }
  add_labels(result, units, major, step);
  return result;
}

/// Every multiple 1 … 9 of every decade in the range.
std::vector<Decimal> multiples(const TickRange& range) {
  std::vector<Decimal> found;
  const int first = static_cast<int>(std::floor(std::log10(range.low))) - 1;
  const int last = static_cast<int>(std::ceil(std::log10(range.high))) + 1;
  for (int decade = first; decade <= last; ++decade) {
    if (range.is_whole && decade < 0) continue;
    for (std::int64_t multiple = 1; multiple <= 9; ++multiple) {
      const double value = Decimal{multiple, decade}.value();
      if (range.low <= value && value <= range.high) found.push_back({multiple, decade});
    }
  }
  return found;
}

/// `numbers` as ticks, with labels where has_label(number).
template <class HasLabel>
Ticks labelled(const std::vector<Decimal>& numbers, const HasLabel& has_label, int decades_without_exponent) {
  Ticks result;
  const bool is_plain = numbers.front().exponent >= -2 && numbers.back().exponent <= decades_without_exponent;
  for (const Decimal& number : numbers) {
    const bool is_digit = number.exponent == 0;
    result.ticks.push_back({number.value(), has_label(number) ? text_of(number, is_plain || is_digit) : ""});
  }
  return result;
}

Ticks logarithmic_ticks(const TickRange& range, int most) {
  std::vector<Decimal> numbers = multiples(range);
  const auto count = [&](auto is_counted) { return static_cast<int>(std::ranges::count_if(numbers, is_counted)); };
  const auto is_decade = [](const Decimal& number) { return number.units == 1; };
  const auto is_1_2_5 = [](const Decimal& number) {
    return number.units == 1 || number.units == 2 || number.units == 5;
  };
  const int plain = range.is_whole ? 5 : 3;
  if (count(is_1_2_5) >= 3 && count(is_1_2_5) <= most) return labelled(numbers, is_1_2_5, plain);
  const int decades = count(is_decade);
  if (decades < 2) return linear_ticks(range, most);
  const int stride = (decades + most - 1) / most;
  if (stride > 1) std::erase_if(numbers, [&](const Decimal& number) { return !is_decade(number); });
  return labelled(
      numbers, [&](const Decimal& number) { return is_decade(number) && number.exponent % stride == 0; }, plain);
}

}  // namespace

Ticks axis_ticks(const TickRange& range, int most) {
  if (!(range.low < range.high)) return {{{range.low, number_text(range.low)}}, ""};
  return range.is_log ? logarithmic_ticks(range, std::max(most, 2)) : linear_ticks(range, std::max(most, 2));
}

}  // namespace lrscope
