// From a row of a table of knobs to an option of the command line. Private to the files that add options.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "options/command.h"
#include "spec/knobs.h"

namespace lrscope::cli {

/// The names of a table; empty if the knob takes none.
std::vector<std::string> names_of(const KnobType& type);

/// The words among the values of a knob.
std::vector<std::string> words_of(const KnobType& type);

/// One option for one knob; the last use of a flag wins, lists of columns and targets add up.
template <class Spec>
void add_knob(Command& command, const Knob<Spec>& knob, Spec& spec) {
  const std::string flag = "--" + std::string(knob.name), group(knob.group);
  std::string doc(knob.doc);
  const std::vector<std::string> names = names_of(knob.type);
  if (!names.empty()) doc += ": " + join(names, ", ");
  const std::string by_default = knob.is_switch() ? "" : knob.get(spec);
  if (!by_default.empty()) doc += " [" + by_default + "]";
  if (knob.is_switch()) {
    command.add_switch(flag, doc, group, [&knob, &spec] { knob.set(spec, ""); });
    return;
  }
  const auto set = [&knob, &spec, names, flag](const std::string& value) {
    if (!names.empty() && std::ranges::find(names, value) == names.end())
      throw bad_value(flag, value, "unknown name" + did_you_mean_one_of(value, names));
    knob.set(spec, value);
  };
  command.add(flag, std::string(knob.metavar), doc, group, set,
              {.values = words_of(knob.type),
               .alternative_to = std::string(knob.alternative_to),
               .by_default = knob.changes_when_asked_for ? "" : by_default,
               .is_repeatable = knob.is_repeatable,
               .names_columns = knob.names_columns});
}

/// One for each knob of the table that `wants` takes.
inline constexpr auto every_knob = [](const auto&) { return true; };
template <class Spec, class Wants = decltype(every_knob)>
void add_knobs(Command& command, Spec& spec, const Wants& wants = every_knob) {
  for (const Knob<Spec>& knob : knobs<Spec>())
    if (wants(knob)) add_knob(command, knob, spec);
}

}  // namespace lrscope::cli
