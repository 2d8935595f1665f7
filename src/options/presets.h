// --like NAME: what another framework does by default, as a configuration file whose tables hold what depends on the
// optimizer. The command line, the environment and the user's own configuration file win over it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lrscope/run_spec.h"

namespace lrscope::cli {

struct Preset {
  std::string_view name;
  std::string_view doc;         // the framework, and the version that was read
  std::string_view aliases;     // separated by spaces (base/names.h)
  std::string_view optimizers;  // that the framework has
  std::string_view text;        // TOML: keys are options, tables optimizers
};

std::span<const Preset> presets();

/// Throws: UsageError for an unknown name.
const Preset& find_preset(std::string_view name);

/// Our name for what was typed after --like. Throws: UsageError.
std::string preset_name(const std::string& typed);

/// The same; of a word that names no framework that word.
std::string preset_name_or_same(const std::string& typed);

/// Options and their values, for one of its optimizers; without a name for its own. Throws: UsageError for one that the
/// framework does not have.
std::vector<std::pair<std::string, std::string>> values_of(const Preset& preset, std::string optimizer = {});

/// What --like NAME makes of the defaults where --optimizer is that of `spec`, which is left out itself; the defaults without
/// a name.
RunSpec defaults_like(const RunSpec& spec);

}  // namespace lrscope::cli
