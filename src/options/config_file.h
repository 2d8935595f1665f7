// A configuration file: TOML whose keys are options. Here it becomes a flat list of entries with their
// places; what the keys mean is for settings.h to know. Text of numbers and strings for such a file, too.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lrscope::cli {

struct ConfigValue {
  enum class Kind { text, number, boolean, list };
  Kind kind = Kind::text;
  std::vector<std::string> parts;  // of a list its elements, else one; a boolean is "true" or "false"
};

struct Place {
  unsigned line = 1;
  unsigned column = 1;  // in characters
  auto operator<=>(const Place&) const = default;
};

struct ConfigEntry {
  std::string table;  // the command; empty: whichever runs
  std::string key;
  ConfigValue value;
  Place key_place;
  Place value_place;
};

struct ConfigFile {
  struct Table {
    std::string name;
    Place place;
  };
  std::string name;                  // what messages call the file
  std::vector<Table> tables;         // in the order of the file
  std::vector<ConfigEntry> entries;  // in the order of the file

  /// "run.toml:3:1"
  std::string at(Place place) const;
};

/// The largest configuration file that is read.
inline constexpr std::size_t largest_config = std::size_t{1} << 20;  // bytes

/// Throws: UsageError if `bytes` are not TOML, or hold what no option
/// can be set to; the message begins with name:line:column.
ConfigFile parse_config(std::string_view bytes, const std::string& name);

/// Throws: IoError if `path` cannot be read; UsageError as parse_config().
ConfigFile read_config(const std::string& path);

/// `text` as a TOML value that reads back as `text`: a bare number where that is certain, else a string.
/// Empty for what TOML cannot hold: bytes that are not UTF-8.
std::string toml_value(const std::string& text);

}  // namespace lrscope::cli
