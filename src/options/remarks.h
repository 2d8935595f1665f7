// What is said of options that were given: that one has no effect, what another's word is called here, what else it may
// have meant. One line each, for standard error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lrscope/run_spec.h"
#include "options/command.h"
#include "spec/knobs.h"

namespace lrscope::cli {

/// "without --optimizer heavy-ball or nesterov": where another row of a table of names was chosen than one of those that
/// list the knob; empty if none does, or the chosen one.
std::string without_row(std::string_view knob, const RunSpec& spec);

/// Why `knob` changes nothing for `spec`; empty if it has an effect.
template <class Spec>
std::string no_effect(const Knob<Spec>& knob, const Spec& spec) {
  if constexpr (std::same_as<Spec, RunSpec>)
    if (std::string reason = without_row(knob.name, spec); !reason.empty()) return reason;
  return knob.has_effect && !knob.has_effect(spec) ? std::string(knob.idle) : std::string();
}

/// Of all options that are given.
std::vector<std::string> remarks_on(const Command& command);

/// Prints them, unless the command is to be quiet.
void print_remarks(const Command& command);

}  // namespace lrscope::cli
