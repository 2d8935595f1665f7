// Makers of rows for the tables of knobs (spec/knobs.h). Private to this folder.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/text.h"
#include "spec/knobs.h"

namespace lrscope::knob_rows {

[[noreturn]] inline void refuse(std::string_view flag, std::string_view text, std::string_view range) {
  throw bad_value("--" + std::string(flag), text, "expected " + std::string(range) + ".");
}

using Range = NumberRange;

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
  return [=](auto& spec) -> auto& { return spec.*inner; };
}
template <class Spec, class Outer, class Inner>
auto member(Outer Spec::*outer, Inner Outer::*inner) {
  return [=](auto& spec) -> auto& { return spec.*outer.*inner; };
}

template <class T>
struct remove_optional {
  using type = T;
};
template <class T>
struct remove_optional<std::optional<T>> {
  using type = T;
};

inline std::string text_of(double value) { return number_text(value); }
template <std::integral T>
std::string text_of(T value) {
  return std::to_string(value);
}
inline std::string text_of(const std::string& value) { return value; }
template <class T>
std::string text_of(const std::optional<T>& value) {
  return value ? text_of(*value) : "";
}

/// A row for a number: double or a whole number, optional or not.
template <class Spec, class Member>
Knob<Spec> number(std::string_view name, std::string_view metavar, std::string_view group, Range range,
                  std::string_view doc, Member at) {
  using Value = std::remove_cvref_t<std::invoke_result_t<Member, Spec&>>;
  using Number = typename remove_optional<Value>::type;
  constexpr bool is_whole = std::is_integral_v<Number>;
  const auto set = [=](Spec& spec, std::string_view text) {
    const auto value = [&] {
      if constexpr (is_whole)
        return parse_integer(text);
      else
        return parse_number(text);
    }();
    if (!value || !range.holds(static_cast<double>(*value))) refuse(name, text, range.words);
    at(spec) = static_cast<Number>(*value);
  };
  return {.name = name,
          .metavar = metavar,
          .group = group,
          .doc = doc,
          .type = NumberKnob{range, is_whole},
          .set = set,
          .get = [=](const Spec& spec) { return text_of(at(spec)); }};
}

/// A row for a name that its owner looks up (activation, loss, …).
template <class Spec, class Member>
Knob<Spec> name_of(std::string_view name, std::string_view group, NameTable table, std::string_view doc, Member at) {
  return {.name = name,
          .metavar = "NAME",
          .group = group,
          .doc = doc,
          .type = NameKnob{table},
          .set = [=](Spec& spec, std::string_view text) { at(spec) = std::string(text); },
          .get = [=](const Spec& spec) { return text_of(at(spec)); }};
}

template <class T>
using Words = std::vector<std::pair<std::string_view, T>>;

/// A row whose values are a fixed set of words, each standing for one value of the member. `expected`: the
/// words in a message, where not the list with the nearest is to be shown.
template <class Spec, class T, class Member>
Knob<Spec> choice(std::string_view name, std::string_view metavar, std::string_view group, std::string_view doc,
                  const Words<T>& words, Member at, std::string_view expected = {}) {
  const auto set = [=](Spec& spec, std::string_view text) {
    std::vector<std::string> names;
    for (const auto& [word, value] : words) {
      if (word == text) {
        at(spec) = value;
        return;
      }
      names.emplace_back(word);
    }
    if (!expected.empty()) refuse(name, text, expected);
    throw bad_value("--" + std::string(name), text, "unknown value" + did_you_mean_one_of(text, names));
  };
  const auto get = [=](const Spec& spec) -> std::string {
    for (const auto& [word, value] : words)
      if (at(spec) == value) return std::string(word);
    return "";
  };
  ChoiceKnob type;
  for (const auto& [word, value] : words) type.words.push_back(word);
  return {.name = name, .metavar = metavar, .group = group, .doc = doc, .type = type, .set = set, .get = get};
}

/// A flag without a value; giving it sets the member to `on`.
template <class Spec, class Member>
Knob<Spec> flag(std::string_view name, std::string_view group, std::string_view doc, bool on, Member at) {
  return {.name = name,
          .metavar = "",
          .group = group,
          .doc = doc,
          .type = SwitchKnob{},
          .set = [=](Spec& spec, std::string_view) { at(spec) = on; },
          .get = [=](const Spec& spec) { return at(spec) == on ? "yes" : "no"; }};
}

}  // namespace lrscope::knob_rows
