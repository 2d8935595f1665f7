#include "options/config_file.h"

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 1
// Some bad files (a comma before a key of an inline table) trip an assertion of the parser just before it
// refuses them with a message of its own. They are to be refused in every build.
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>

#include "base/file_error.h"
#include "base/text.h"
#include "lrscope/errors.h"

namespace lrscope::cli {
namespace {

// toml++ looks blanks up in a table that takes letters such as é for impossible, which is undefined behaviour. It is given
// every character from U+0080 to U+FFFF one for one in the private plane U+F0000, beyond that table; places stay.

/// Moves them there. What is not UTF-8 stays so.
std::string hidden(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    const bool is_overlong_or_surrogate = (byte == 0xe0 && next < 0xa0) || (byte == 0xed && next >= 0xa0);
    if (byte >= 0xc2 && byte < 0xe0)
      result += {'\xf3', '\xb0', static_cast<char>(0x80 | (byte & 0x1f))};
    else if (byte >= 0xe0 && byte < 0xf0 && !is_overlong_or_surrogate)
      result += {'\xf3', static_cast<char>(0xb0 | (byte & 0x0f))};
    else
      result += text[i];
  }
  return result;
}

/// Moves them back.
std::string revealed(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\xf3' || i + 2 >= text.size() || static_cast<unsigned char>(text[i + 1]) < 0xb0) {
      result += text[i];
      continue;
    }
    const auto second = static_cast<unsigned char>(text[i + 1]), third = static_cast<unsigned char>(text[i + 2]);
    const bool had_two_bytes = second == 0xb0 && third < 0xa0;
    result += static_cast<char>(had_two_bytes ? 0xc0 | (third & 0x1f) : 0xe0 | (second & 0x0f));
    i += had_two_bytes ? 2 : 1;
  }
  return result;
}

constexpr std::string_view remedy =
    "; words and names of files stand in quotes, as in scale = \"standard\", a number has a digit before and after its "
    "point, as in 0.1, and no key is also a table; see https://toml.io.";

Place place_of(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

/// A string, number or boolean as the text of an option; nothing for a date, a table or a list.
std::optional<ConfigValue> scalar_of(const toml::node& node) {
  using Kind = ConfigValue::Kind;
  if (const auto* text = node.as_string()) return ConfigValue{Kind::text, {revealed(text->get())}};
  if (const auto* whole = node.as_integer()) return ConfigValue{Kind::number, {std::to_string(whole->get())}};
  if (const auto* number = node.as_floating_point()) return ConfigValue{Kind::number, {number_text(number->get())}};
  if (const auto* boolean = node.as_boolean()) return ConfigValue{Kind::boolean, {boolean->get() ? "true" : "false"}};
  return std::nullopt;
}

std::string kind_in_words(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (node.is_array()) return "a list";
  return "a date or time";
}

/// The file under way: its name and places for messages, its text for what stands there.
struct Reading {
  ConfigFile& file;
  std::string_view bytes;
};

/// The text of `region` as the file has it; of several lines the first.
std::string_view text_of(const toml::source_region& region, std::string_view bytes) {
  for (auto line = region.begin.line; line > 1; --line) bytes.remove_prefix(bytes.find('\n') + 1);
  bytes = bytes.substr(0, bytes.find('\n'));
  const auto byte_of = [&](toml::source_index column) {  // counted in characters, from 1
    std::size_t at = 0;
    for (; column > 1 && at < bytes.size(); --column) do
        ++at;
      while (at < bytes.size() && (bytes[at] & 0xc0) == 0x80);
    return at;
  };
  const std::size_t begin = byte_of(region.begin.column);
  const bool ends_here = region.end.line == region.begin.line && region.end.column > region.begin.column;
  return trimmed(bytes.substr(begin, ends_here ? byte_of(region.end.column) - begin : std::string_view::npos));
}

[[noreturn]] void refuse(const Reading& reading, const toml::node& node, const std::string& key,
                         const std::string& why) {
  throw UsageError(reading.file.at(place_of(node.source())) + ": " + key + " " +
                   in_quotes(text_of(node.source(), reading.bytes)) + ": " + why);
}

ConfigValue value_of(const toml::node& node, const std::string& key, const Reading& reading) {
  if (auto scalar = scalar_of(node)) return *scalar;
  const toml::array* list = node.as_array();
  if (!list)
    refuse(reading, node, key,
           kind_in_words(node) +
               " is no value of an option; write a string, a number, true or false, or a list of these.");
  ConfigValue value{ConfigValue::Kind::list, {}};
  for (const toml::node& element : *list) {
    const auto scalar = scalar_of(element);
    if (!scalar || scalar->kind == ConfigValue::Kind::boolean)
      refuse(reading, element, key,
             (scalar ? scalar->parts.front() : kind_in_words(element)) +
                 " stands in a list; a list holds strings or numbers, as in hidden = [64, 64].");
    value.parts.push_back(scalar->parts.front());
  }
  return value;
}

/// Appends the entries of one table, but for the tables of commands.
void append_entries(const toml::table& table, const std::string& name, const Reading& reading) {
  for (const auto& [key, node] : table) {
    if (name.empty() && node.is_table()) continue;
    const std::string text = revealed(key.str());
    reading.file.entries.push_back(
        {name, text, value_of(node, text, reading), place_of(key.source()), place_of(node.source())});
  }
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
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const Reading reading{file, bytes};
  try {
    const toml::table root = toml::parse(hidden(bytes), name);
    append_entries(root, "", reading);
    for (const auto& [key, node] : root) {
      const toml::table* table = node.as_table();
      if (!table) continue;
      file.tables.push_back({revealed(key.str()), place_of(key.source())});
      append_entries(*table, file.tables.back().name, reading);
    }
  } catch (const toml::parse_error& error) {
    throw UsageError(file.at(place_of(error.source())) + ": this is not TOML: " + revealed(error.description()) +
                     std::string(remedy));
  }
  std::ranges::sort(file.tables, {}, &ConfigFile::Table::place);
  std::ranges::sort(file.entries, {}, &ConfigEntry::key_place);
  return file;
}

ConfigFile read_config(const std::string& path) {
  if (path.empty()) throw UsageError("--config '': the name of a file is empty (a shell variable that is not set?).");
  if (path == "-")
    throw UsageError("--config '-': a configuration is read from a file, not from standard input; name the file.");
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw IoError(path, "is a directory; name a file inside it.");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw cannot_be_read(path, errno);
  std::string bytes(largest_config + 1, '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
  if (std::ferror(file.get())) throw cannot_be_read(path, errno);
  if (bytes.size() > largest_config)
    throw UsageError(path + ": is larger than 1 MiB, which no configuration file is; is it the data?");
  return parse_config(bytes, path);
}

std::string toml_value(const std::string& text) {
  if (is_bare_number(text)) return text;
  const toml::table table{{"v", text}};
  std::ostringstream written;
  const auto flags = printable(text) == text ? toml::format_flags::allow_unicode_strings : toml::format_flags::none;
  written << toml::toml_formatter(table, flags);
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
