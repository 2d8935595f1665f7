// From a row of a table of knobs to an option of the command line. Private to options.cpp.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "cli11.h"
#include "lrscope/core/text.h"
#include "lrscope/spec/knobs.h"
#include "options.h"

namespace lrscope::cli {

/// Whether asking for the default is not the same as leaving the option out: then it is no default to write
/// into a configuration. A batch size that was asked for does not shrink, one seed takes the place of
/// several, a number of eigenvalues is not cut to the size of the model.
bool changes_when_asked_for(const CLI::App& command, std::string_view knob);

/// One option for one knob; the last use of a flag wins, lists of columns and targets add up.
template <class Spec>
void add_knob(CLI::App& command, const Knob<Spec>& knob, Spec& spec) {
  const std::string flag = "--" + std::string(knob.name);
  std::string doc(knob.doc);
  std::vector<std::string> names;
  for (const Choice& choice : choices_of(knob.name)) names.push_back(choice.name);
  if (!names.empty()) doc += ": " + join(names, ", ");
  const std::string by_default = knob.is_switch ? "" : knob.get(spec);
  if (!by_default.empty()) doc += " [" + by_default + "]";
  if (knob.is_switch) {
    command
        .add_flag_callback(
            flag, [&knob, &spec] { knob.set(spec, ""); }, doc)
        ->group(std::string(knob.group));
    return;
  }
  const auto set_one = [&knob, names](Spec& to, const std::string& value) {
    if (!names.empty() && std::find(names.begin(), names.end(), value) == names.end())
      throw UsageError("--" + std::string(knob.name) + " " + in_quotes(value) + ": unknown name" +
                       did_you_mean(value, names) + " One of: " + join(names, ", ") + ".");
    knob.set(to, value);
  };
  const auto set = [&spec, set_one](const std::vector<std::string>& values) {
    for (const std::string& value : values) set_one(spec, value);
  };
  const auto check = [set_one](const std::string& value) {
    Spec unused;
    set_one(unused, value);
  };
  CLI::Option* option = command.add_option_function<std::vector<std::string>>(flag, set, doc)
                            ->type_name(std::string(knob.metavar))
                            ->group(std::string(knob.group))
                            ->expected(1)
                            ->allow_extra_args(false)
                            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (!knob.adds_up) option->take_last()->each(check);  // a value that a later one replaces is checked, too
  if (!changes_when_asked_for(command, knob.name)) option->default_str(by_default);
}

}  // namespace lrscope::cli
