#include "data/csv/dates.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/text.h"

namespace lrscope {
namespace {

constexpr DateForm forms[] = {"Y-m-d", "Y/m/d", "Y-m", "d.m.Y", "d/m/Y", "m/d/Y", "d-m-Y", "m-d-Y", ""};

/// A text that is read from its beginning.
struct Cursor {
  std::string_view rest;

  bool take(char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool take_any(std::string_view characters) {
    const bool is_one = !rest.empty() && characters.find(rest[0]) != std::string_view::npos;
    if (is_one) rest.remove_prefix(1);
    return is_one;
  }
  /// A whole number of `fewest` to `most` digits.
  std::optional<int> digits(std::size_t fewest, std::size_t most) {
    std::size_t size = 0;
    int value = 0;
    for (; size < most && size < rest.size() && rest[size] >= '0' && rest[size] <= '9'; ++size)
      value = 10 * value + (rest[size] - '0');
    if (size < fewest) return std::nullopt;
    rest.remove_prefix(size);
    return value;
  }
  /// The digits after a point or a comma as a fraction; 0 if there are none.
  double fraction() {
    const bool has_digits = rest.size() > 1 && (rest[0] == '.' || rest[0] == ',') && rest[1] >= '0' && rest[1] <= '9';
    if (!has_digits) return 0;
    double value = 0, unit = 0.1;
    for (rest.remove_prefix(1); !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1), unit /= 10)
      value += unit * (rest[0] - '0');
    return value;
  }
};

/// What a text says; a field that it does not name stays as it is here.
struct Moment {
  int year = 1970, month = 1, day = 1;
  int hour = 0, minute = 0;
  double second = 0;
  int minutes_east = 0;
  std::optional<bool> is_afternoon = {};  // on a clock of twelve hours

  std::optional<double> days() const {
    using namespace std::chrono;
    const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    const bool is_hour = is_afternoon ? hour >= 1 && hour <= 12 : hour <= 23;
    if (!date.ok() || !is_hour || minute > 59 || !(second < 61)) return std::nullopt;
    const int hours = is_afternoon ? hour % 12 + (*is_afternoon ? 12 : 0) : hour;
    const double seconds = 3600.0 * hours + 60.0 * (minute - minutes_east) + second;
    return static_cast<double>(sys_days(date).time_since_epoch().count()) + seconds / 86400;
  }
};

bool read_half_of_day(Cursor& text, Moment& moment) {
  text.take(' ');
  const bool is_afternoon = text.rest.starts_with('p') || text.rest.starts_with('P');
  if (!text.take_any("aApP")) return false;
  text.take('.');
  if (!text.take_any("mM")) return false;
  text.take('.');
  moment.is_afternoon = is_afternoon;
  return true;
}

bool read_zone(Cursor& text, Moment& moment) {
  text.take(' ');
  for (const std::string_view name : {"Z", "z", "UTC", "GMT"})
    if (text.rest == name) {
      text.rest = {};
      return true;
    }
  const int sign = text.rest.starts_with('-') ? -1 : 1;
  if (!text.take_any("+-")) return false;
  const auto hours = text.digits(2, 2);
  text.take(':');
  const auto minutes = text.rest.empty() ? std::optional(0) : text.digits(2, 2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return false;
  moment.minutes_east = sign * (60 * *hours + *minutes);
  return true;
}

/// "17:06", "17:06:33.25", with am or pm or a zone.
bool read_time(Cursor& text, Moment& moment) {
  const auto hour = text.digits(1, 2);
  if (!hour || !text.take(':')) return false;
  const auto minute = text.digits(2, 2);
  if (!minute) return false;
  moment.hour = *hour;
  moment.minute = *minute;
  if (text.take(':')) {
    const auto second = text.digits(2, 2);
    if (!second) return false;
    moment.second = *second + text.fraction();
  }
  if (text.rest.empty()) return true;
  Cursor half = text;
  if (read_half_of_day(half, moment)) {
    text = half;
    return true;
  }
  return read_zone(text, moment);
}

/// True if the field `letter` of a form could be read, or the letter itself stands there.
bool read_field(char letter, Cursor& text, Moment& moment) {
  const auto into = [&](int& place, std::size_t fewest, std::size_t most) {
    const auto value = text.digits(fewest, most);
    if (value) place = *value;
    return value.has_value();
  };
  switch (letter) {
    case 'd':
      return into(moment.day, 1, 2);
    case 'm':
      return into(moment.month, 1, 2);
    case 'Y':
      return into(moment.year, 4, 4);
    case 'y':
      if (!into(moment.year, 2, 2)) return false;
      moment.year += moment.year >= 69 ? 1900 : 2000;
      return true;
    case 'H':
      return into(moment.hour, 1, 2);
    case 'M':
      return into(moment.minute, 1, 2);
    case 'S': {
      int whole = 0;
      if (!into(whole, 1, 2)) return false;
      moment.second = whole + text.fraction();
      return true;
    }
    case 'p':
      return read_half_of_day(text, moment);
    default:
      return text.take(letter);
  }
}

}  // namespace

std::span<const DateForm> known_date_forms() { return forms; }

std::optional<double> days_of(std::string_view text, DateForm form) {
  Cursor cursor{text};
  Moment moment;
  for (const char letter : form)
    if (!read_field(letter, cursor, moment)) return std::nullopt;
  const bool has_time = form.find('H') != std::string_view::npos;
  if (!cursor.rest.empty() && !form.empty()) {
    if (has_time) {
      if (!read_zone(cursor, moment)) return std::nullopt;
    } else if (!cursor.take_any(" Tt,")) {
      return std::nullopt;
    } else {
      cursor.take(' ');
    }
  }
  const bool has_time_to_read = !has_time && (form.empty() || !cursor.rest.empty());
  if (has_time_to_read && !read_time(cursor, moment)) return std::nullopt;
  return cursor.rest.empty() ? moment.days() : std::nullopt;
}

std::uint32_t date_forms_of(std::string_view text) {
  constexpr std::size_t shortest = 4, longest = 40;  // "9:30" and what a stamp with a zone takes
  if (text.size() < shortest || text.size() > longest || text[0] < '0' || text[0] > '9') return 0;
  const auto separator = text.find_first_not_of("0123456789");
  if (separator == std::string_view::npos || std::string_view("-/.:").find(text[separator]) == std::string_view::npos)
    return 0;
  std::uint32_t found = 0;
  for (std::size_t i = 0; i < std::size(forms); ++i)
    if (days_of(text, forms[i])) found |= std::uint32_t{1} << i;
  return found;
}

std::string date_text(double days) {
  using namespace std::chrono;
  const double whole = std::floor(days);
  const year_month_day date{sys_days(std::chrono::days(static_cast<int>(whole)))};
  const auto two = [](long long value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  std::string text = std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) +
                     "-" + two(static_cast<unsigned>(date.day()));
  const long long seconds = std::min(86399LL, std::llround((days - whole) * 86400));
  if (seconds > 0) text += " " + two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
  return text;
}

}  // namespace lrscope
