// The tables of knobs: everything about a run and its data that a user can set, one row each.
//
// The command-line options, their help, the configuration in the `begin` record and the README's table of
// flags all come from these rows. To add a knob: a member in RunSpec or DataSpec and a row in the table.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace lrscope {

struct RunSpec;
struct DataSpec;
struct SpectrumSpec;
struct FindSpec;

template <class Spec>
struct Knob {
  std::string_view name;     // the flag without its dashes: "init-scale"
  std::string_view metavar;  // what the value is: "S"
  std::string_view group;    // heading in the help
  std::string_view range;    // the values that are accepted, in words
  std::string_view doc;      // one line
  bool is_switch = false;    // takes no value

  /// Sets the member from text. Throws: UsageError that names the flag, the value and the range.
  std::function<void(Spec&, std::string_view)> set;
  /// The member as text that `set` accepts; empty if it is left to its default.
  std::function<std::string(const Spec&)> get;
  /// Whether `set` adds to what was set before, as it does for lists of columns; else the last value counts.
  bool adds_up = false;
};

template <class Spec>
std::span<const Knob<Spec>> knobs();

template <>
std::span<const Knob<RunSpec>> knobs<RunSpec>();
template <>
std::span<const Knob<DataSpec>> knobs<DataSpec>();
template <>
std::span<const Knob<SpectrumSpec>> knobs<SpectrumSpec>();
template <>
std::span<const Knob<FindSpec>> knobs<FindSpec>();

}  // namespace lrscope
