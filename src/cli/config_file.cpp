#include "config_file.h"

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>

#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

Place place_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

/// A string, number or boolean as the text of an option; nothing for a date, a table or a list.
std::optional<ConfigValue> scalar_of(const toml::node& node) {
  using Kind = ConfigValue::Kind;
  if (const auto* text = node.as_string()) return ConfigValue{Kind::text, {text->get()}};
  if (const auto* whole = node.as_integer()) return ConfigValue{Kind::number, {std::to_string(whole->get())}};
  if (const auto* number = node.as_floating_point())
    return ConfigValue{Kind::number, {number_text(number->get())}};
  if (const auto* boolean = node.as_boolean())
    return ConfigValue{Kind::boolean, {boolean->get() ? "true" : "false"}};
  return std::nullopt;
}

std::string kind_in_words(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (node.is_array()) return "a list";
  return "a date or time";
}

[[noreturn]] void refuse(const ConfigFile& file, const toml::node& node, const std::string& key,
                         const std::string& why) {
  std::ostringstream written;
  written << toml::toml_formatter(node);
  throw UsageError(file.at(place_of(node.source())) + ": " + key + " " + in_quotes(written.str()) + ": " +
                   why);
}

ConfigValue value_of(const toml::node& node, const std::string& key, const ConfigFile& file) {
  if (auto scalar = scalar_of(node)) return *scalar;
  const toml::array* list = node.as_array();
  if (!list)
    refuse(file, node, key,
           kind_in_words(node) +
               " is no value of an option; write a string, a number, true or false, or a list of these.");
  ConfigValue value{ConfigValue::Kind::list, {}};
  for (const toml::node& element : *list) {
    const auto scalar = scalar_of(element);
    if (!scalar || scalar->kind == ConfigValue::Kind::boolean)
      refuse(file, element, key,
             (scalar ? scalar->parts.front() : kind_in_words(element)) +
                 " stands in a list; a list holds strings or numbers, as in hidden = [64, 64].");
    value.parts.push_back(scalar->parts.front());
  }
  return value;
}

/// Appends the entries of one table, but for the tables of commands.
void append_entries(const toml::table& table, const std::string& name, ConfigFile& file) {
  for (const auto& [key, node] : table) {
    if (name.empty() && node.is_table()) continue;
    const std::string text(key.str());
    file.entries.push_back(
        {name, text, value_of(node, text, file), place_of(key.source()), place_of(node.source())});
  }
}

std::string remedy_for(std::string_view description) {
  if (description.find("could not determine value type") != std::string_view::npos)
    return "; words and names of files stand in quotes, as in scale = \"standard\".";
  if (description.find("floating-point") != std::string_view::npos)
    return "; a number has a digit before and after its point, as in 0.1, and is at most 1.8e308.";
  if (description.find("'data'") != std::string_view::npos)
    return "; the table of the command data and the key for DATA share this name: where there is such a "
           "table, "
           "write data = \"file.csv\" in it and in those of the other commands.";
  return "; see https://toml.io for the syntax.";
}

/// The text of a number that TOML reads as a number, and number_text() writes as it is.
bool is_bare_number(const std::string& text) {
  if (const auto whole = parse_integer(text)) return std::to_string(*whole) == text;
  const auto number = parse_number(text);
  return number && std::isfinite(*number) && number_text(*number) == text &&
         text.find_first_of(".e") != std::string::npos;
}

}  // namespace

std::string ConfigFile::at(Place place) const {
  return name + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

ConfigFile parse_config(std::string_view bytes, const std::string& name) {
  ConfigFile file{name, {}, {}};
  try {
    const toml::table root = toml::parse(bytes, name);
    append_entries(root, "", file);
    for (const auto& [key, node] : root) {
      const toml::table* table = node.as_table();
      if (!table) continue;
      file.tables.push_back({std::string(key.str()), place_of(key.source())});
      append_entries(*table, file.tables.back().name, file);
    }
  } catch (const toml::parse_error& error) {
    const std::string_view description = error.description();
    throw UsageError(file.at(place_of(error.source())) + ": this is not TOML: " + std::string(description) +
                     remedy_for(description));
  }
  std::ranges::sort(file.tables, {}, &ConfigFile::Table::place);
  std::ranges::sort(file.entries, {}, &ConfigEntry::key_place);
  return file;
}

ConfigFile read_config(const std::string& path) {
  if (path.empty())
    throw UsageError("--config '': the name of a file is empty (a shell variable that is not set?).");
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw IoError(path + ": is a directory; name a file inside it.");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw IoError(path + ": cannot be read: " + std::strerror(errno) + ".");
  std::string bytes(largest_config + 1, '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
  if (std::ferror(file.get())) throw IoError(path + ": cannot be read: " + std::strerror(errno) + ".");
  if (bytes.size() > largest_config)
    throw UsageError(path + ": is larger than 1 MiB, which no configuration file is; is it the data?");
  return parse_config(bytes, path);
}

std::string toml_value(const std::string& text) {
  if (is_bare_number(text)) return text;
  const toml::table table{{"v", text}};
  std::ostringstream written;
  written << toml::toml_formatter(table, toml::format_flags::allow_unicode_strings);
  const std::string line = written.str();
  try {
    const toml::table read = toml::parse(line);
    const auto back = read["v"].value<std::string>();
    if (!back || *back != text || line.find('\n') != std::string::npos) return "";
  } catch (const toml::parse_error&) {
    return "";
  }
  return line.substr(line.find('"'));
}

}  // namespace lrscope::cli
