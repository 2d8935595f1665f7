// Makers of rows for the tables of knobs (spec/knobs.h). Private to this folder.
#pragma once

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
constexpr Range seeds{"a whole number from 0 up", 0, infinity, false, true};

template <class T>
T number_type(T);
template <class T>
T number_type(std::optional<T>);

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

template <class T>
using Words = std::vector<std::pair<std::string_view, T>>;

/// Makes the rows under one heading of the help. Their values are members of Spec, or of the member `part` of Spec.
template <class Spec, auto... part>
struct Rows {
  std::string_view group;
  bool is_of_steps = false;
  bool needs_data = false;

  Knob<Spec> row(std::string_view name, std::string metavar, std::string_view doc, KnobType type,
                 std::function<void(Spec&, std::string_view)> set, std::function<std::string(const Spec&)> get) const {
    return {.name = name,
            .metavar = std::move(metavar),
            .group = group,
            .doc = doc,
            .type = std::move(type),
            .set = std::move(set),
            .get = std::move(get),
            .is_of_steps = is_of_steps,
            .needs_data = needs_data};
  }

  /// A row for a number: double or a whole number, optional or not.
  template <class Value, class Owner>
  Knob<Spec> number(std::string_view name, std::string metavar, const Range& range, std::string_view doc,
                    Value Owner::*at) const {
    using Number = decltype(number_type(std::declval<Value>()));
    constexpr bool is_whole = std::is_integral_v<Number>;
    const auto set = [=](Spec& spec, std::string_view text) {
      std::conditional_t<is_whole, std::optional<long long>, std::optional<double>> value;
      if constexpr (is_whole)
        value = parse_integer(text);
      else
        value = parse_number(text);
      if (!value || !range.holds(static_cast<double>(*value))) refuse(name, text, range.words);
      member(spec, at) = static_cast<Number>(*value);
    };
    return row(name, std::move(metavar), doc, NumberKnob{range, is_whole}, set, get_text(at));
  }

  /// A row for a name that its owner looks up (activation, loss, …), or for a list of names.
  template <class Value, class Owner>
  Knob<Spec> name_of(std::string_view name, NameTable table, std::string_view doc, Value Owner::*at,
                     bool is_list = false) const {
    const auto set = [=](Spec& spec, std::string_view text) { member(spec, at) = std::string(text); };
    return row(name, is_list ? "NAME,…" : "NAME", doc, NameKnob{table, is_list}, set, get_text(at));
  }

  /// A row whose values are a fixed set of words, each standing for one value of the member. `expected`: the words in a
  /// message, where it is not to list them with the nearest.
  template <class T, class Value, class Owner>
  Knob<Spec> choice(std::string_view name, std::string_view doc, const Words<T>& words, Value Owner::*at,
                    std::string_view expected = {}) const {
    ChoiceKnob type;
    std::vector<std::string> names;
    for (const auto& [word, value] : words) {
      type.words.push_back(word);
      names.emplace_back(word);
    }
    const auto set = [=](Spec& spec, std::string_view text) {
      for (const auto& [word, value] : words)
        if (word == text) {
          member(spec, at) = value;
          return;
        }
      if (!expected.empty()) refuse(name, text, expected);
      throw bad_value("--" + std::string(name), text, "unknown value" + did_you_mean_one_of(text, names));
    };
    const auto get = [=](const Spec& spec) -> std::string {
      for (const auto& [word, value] : words)
        if (member(spec, at) == value) return std::string(word);
      return "";
    };
    return row(name, join(names, "|"), doc, type, set, get);
  }

  /// A flag without a value; giving it sets the member to `on`.
  template <class Owner>
  Knob<Spec> flag(std::string_view name, std::string_view doc, bool on, bool Owner::*at) const {
    return row(
        name, "", doc, SwitchKnob{}, [=](Spec& spec, std::string_view) { member(spec, at) = on; },
        [=](const Spec& spec) { return member(spec, at) == on ? "yes" : "no"; });
  }

 private:
  static auto& member(auto& spec, auto at) { return (spec.*....*part).*at; }
  static auto get_text(auto at) {
    return [=](const Spec& spec) { return text_of(member(spec, at)); };
  }
};

/// Has an effect where `holds`; `idle`: where it does not.
template <class Spec>
Knob<Spec> only_if(bool (*holds)(const Spec&), std::string_view idle, Knob<Spec> knob) {
  knob.has_effect = holds;
  knob.idle = idle;
  return knob;
}

template <class Spec>
Knob<Spec> other_flags(std::string_view flags, Knob<Spec> knob) {
  knob.other_flags = flags;
  return knob;
}

/// Those of optimizer and schedule.
std::vector<Knob<RunSpec>> optimizer_knobs();

}  // namespace lrscope::knob_rows
