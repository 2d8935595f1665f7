// Makers of rows for the tables of knobs (spec/knobs.h). Private to this folder.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>

#include "lrscope/core/text.h"
#include "lrscope/spec/knobs.h"

namespace lrscope::knob_rows {

[[noreturn]] inline void refuse(std::string_view flag, std::string_view text, std::string_view range) {
  throw UsageError("--" + std::string(flag) + " " + in_quotes(text) + ": expected " + std::string(range) +
                   ".");
}

/// An interval of accepted numbers and how it is called in a message.
struct Range {
  std::string_view words;
  double low;
  double high;
  bool low_open = false;
  bool high_open = false;

  bool holds(double x) const {
    return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high);  // false for NaN
  }
};

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Range above_zero{"a number above 0", 0, infinity, true, true};
constexpr Range at_least_zero{"a number from 0 up", 0, infinity, false, true};
constexpr Range above_one{"a number above 1", 1, infinity, true, true};
constexpr Range fraction{"a number from 0 up to, not including, 1", 0, 1, false, true};
constexpr Range finite_number{"a number", -infinity, infinity, true, true};
constexpr Range count{"a whole number from 1 to 10^12", 1, 1e12};
constexpr Range count_or_zero{"a whole number from 0 to 10^12", 0, 1e12};

/// The member of Spec that `inner` leads to, or the one that `outer` then `inner` lead to.
template <class Spec, class Inner>
auto member(Inner Spec::*inner) {
  return [=](auto& spec) -> auto& {
    return spec.*inner;
  };
}
template <class Spec, class Outer, class Inner>
auto member(Outer Spec::*outer, Inner Outer::*inner) {
  return [=](auto& spec) -> auto& {
    return spec.*outer.*inner;
  };
}

template <class T>
struct remove_optional {
  using type = T;
};
template <class T>
struct remove_optional<std::optional<T>> {
  using type = T;
};

inline std::string text_of(double value) {
  return number_text(value);
}
inline std::string text_of(long long value) {
  return std::to_string(value);
}
inline std::string text_of(const std::string& value) {
  return value;
}
template <class T>
std::string text_of(const std::optional<T>& value) {
  return value ? text_of(*value) : "";
}

/// A row for a number: double or long long, optional or not.
template <class Spec, class Member>
Knob<Spec> number(std::string_view name, std::string_view metavar, std::string_view group, Range range,
                  std::string_view doc, Member at) {
  using Value = std::remove_cvref_t<std::invoke_result_t<Member, Spec&>>;
  using Number = typename remove_optional<Value>::type;
  const auto set = [=](Spec& spec, std::string_view text) {
    const auto value = [&] {
      if constexpr (std::is_integral_v<Number>)
        return parse_integer(text);
      else
        return parse_number(text);
    }();
    if (!value || !range.holds(static_cast<double>(*value))) refuse(name, text, range.words);
    at(spec) = *value;
  };
  return {name, metavar, group, range.words,
          doc,  false,   set,   [=](const Spec& spec) { return text_of(at(spec)); }};
}

/// A row for a name that its owner looks up (activation, loss, …).
template <class Spec, class Member>
Knob<Spec> name_of(std::string_view name, std::string_view group, std::string_view doc, Member at) {
  return {name,
          "NAME",
          group,
          "a name",
          doc,
          false,
          [=](Spec& spec, std::string_view text) { at(spec) = std::string(text); },
          [=](const Spec& spec) { return text_of(at(spec)); }};
}

template <class Spec, class Member>
Knob<Spec> yes_or_no(std::string_view name, std::string_view group, std::string_view doc, Member at) {
  const auto set = [=](Spec& spec, std::string_view text) {
    if (text != "yes" && text != "no") refuse(name, text, "yes or no");
    at(spec) = text == "yes";
  };
  return {name, "yes|no", group, "yes or no",
          doc,  false,    set,   [=](const Spec& spec) { return at(spec) ? "yes" : "no"; }};
}

/// A flag without a value; giving it sets the member to `on`.
template <class Spec, class Member>
Knob<Spec> flag(std::string_view name, std::string_view group, std::string_view doc, bool on, Member at) {
  return {name,
          "",
          group,
          "",
          doc,
          true,
          [=](Spec& spec, std::string_view) { at(spec) = on; },
          [=](const Spec& spec) { return at(spec) == on ? "yes" : "no"; }};
}

}  // namespace lrscope::knob_rows
