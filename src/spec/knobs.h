// The tables of knobs: everything about a run and its data that a user can set, one row each. The command-line options,
// their help, the configuration in the `begin` record and the reference's tables of flags come from these rows. To add a
// knob: a member in RunSpec or DataSpec and a row in the table.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lrscope {

struct RunSpec;
struct DataSpec;
struct SpectrumSpec;
struct FindSpec;

/// The numbers between two ends.
struct NumberRange {
  std::string_view words;  // for messages: "a number above 0"
  double low;
  double high;
  bool low_open = false;
  bool high_open = false;

  bool holds(double x) const {
    return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high);  // false for NaN
  }
};

/// The tables of names that folders above this one own.
enum class NameTable { activations, output_activations, initialisers, losses, optimizers, schedules };

struct NumberKnob {
  NumberRange range;
  bool is_whole = false;
  std::string_view or_word = {};  // accepted beside the numbers: "full"
};
struct ChoiceKnob {
  std::vector<std::string_view> words;
};
struct NameKnob {
  NameTable table;       // looked up by its owner when the run is built
  bool is_list = false;  // takes several, separated by commas
};
struct ListKnob {};
struct TextKnob {};
struct SwitchKnob {};  // takes no value

using KnobType = std::variant<NumberKnob, ChoiceKnob, NameKnob, ListKnob, TextKnob, SwitchKnob>;

template <class Spec>
struct Knob {
  std::string_view name;   // the flag without its dashes: "init-scale"
  std::string metavar;     // stands for the value: "S"; empty for a switch
  std::string_view group;  // heading in the help
  std::string_view doc;    // one line
  KnobType type;

  /// Sets the member from text. Throws: UsageError that names the flag, the value and the range.
  std::function<void(Spec&, std::string_view)> set;
  /// The member as text that `set` accepts; empty if it is left to its default.
  std::function<std::string(const Spec&)> get;

  bool is_repeatable = false;            // `set` adds to earlier values; else the last one counts
  bool changes_when_asked_for = false;   // asking for the default is not the same as leaving it out
  std::string_view alternative_to = {};  // the option that this one replaces, and that replaces this one
  bool is_cadence = false;               // matters to commands only that report steps
  bool is_of_data = false;               // matters to the output of the command `data`
  bool names_columns = false;            // its values are columns of the data
  bool is_of_steps = false;              // matters only where steps are made
  bool needs_data = false;               // matters to networks on data, not to functions
  std::string_view other_flags = {};     // other programs' names for it, without dashes and separated by spaces
  /// Whether it changes anything, beyond what the tables of names say of their rows; empty: always. `idle`: the case in
  /// which it does not, "with --batch-size full".
  std::function<bool(const Spec&)> has_effect = {};
  std::string_view idle = {};
  /// The option beside which it has no effect; empty for none.
  std::function<std::string_view(const Spec&)> gives_way_to = {};
  /// Of a repeatable knob whose values do not join into one: each of them.
  std::function<std::vector<std::string>(const Spec&)> values = {};

  bool is_switch() const { return std::holds_alternative<SwitchKnob>(type); }
  /// Null if the knob does not take numbers.
  const NumberKnob* number() const { return std::get_if<NumberKnob>(&type); }
};

template <class Spec>
std::span<const Knob<Spec>> knobs();

/// The row called `name`; null if there is none.
template <class Spec>
const Knob<Spec>* find_knob(std::string_view name) {
  const auto all = knobs<Spec>();
  const auto at = std::ranges::find(all, name, &Knob<Spec>::name);
  return at == all.end() ? nullptr : &*at;
}

template <>
std::span<const Knob<RunSpec>> knobs<RunSpec>();
template <>
std::span<const Knob<DataSpec>> knobs<DataSpec>();
template <>
std::span<const Knob<SpectrumSpec>> knobs<SpectrumSpec>();
template <>
std::span<const Knob<FindSpec>> knobs<FindSpec>();

}  // namespace lrscope
