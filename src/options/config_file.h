// A configuration file: TOML whose keys are options, as a flat list of entries with their places.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lrscope::cli {

using Place = std::pair<unsigned, unsigned>;  // line, and column in characters

struct ConfigEntry {
  enum class Kind { scalar, boolean, list };

  std::string table;  // the command; empty: whichever runs
  std::string key;
  Kind kind = Kind::scalar;         // scalar: a string or a number
  std::vector<std::string> values;  // of a list its elements, else one; a boolean is "true" or "false"
  Place key_place;
  Place value_place;
};

struct ConfigFile {
  struct Table {
    std::string name;
    Place place;
  };
  std::string name;                  // for messages
  std::vector<Table> tables;         // in the order of the file
  std::vector<ConfigEntry> entries;  // in the order of the file

  /// "run.toml:3:1"
  std::string at(Place place) const;
};

/// Throws: UsageError, which begins with name:line:column, for what is not TOML, and for a value that no option takes.
ConfigFile parse_config(std::string_view bytes, const std::string& name);

/// Reads at most 1 MiB. Throws: IoError if `path` cannot be read; UsageError as parse_config().
ConfigFile read_config(const std::string& path);

/// `text` as a TOML value that reads back the same: a bare number where that is certain, else a string; empty if not UTF-8.
std::string toml_value(const std::string& text);

}  // namespace lrscope::cli
