#include "options/config_file.h"

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 1
#define TOML_MAX_NESTED_VALUES 64  // levels of lists and inline tables: the parser calls itself for each
// Some bad files trip an assertion of the parser just before it refuses them with its own message.
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

namespace lrscope::cli {
namespace {

// toml++ looks up blanks in a table that declares letters such as é unreachable, which is undefined behaviour. It gets every
// character from U+0080 to U+FFFF moved one for one to the private plane U+F0000, beyond that table; places stay.

/// Moves them there; leaves bytes that are not UTF-8.
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

/// Walks over the text between the strings and comments of a TOML file.
class BareText {
 public:
  explicit BareText(std::string_view bytes) : rest_(bytes) {}

  /// The next byte, a quote for a whole string; nothing at the end. Of bad strings it is enough that the parser stops there.
  std::optional<char> next() {
    if (rest_.starts_with('#')) rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
    if (rest_.empty()) return std::nullopt;
    const char first = rest_.front();
    const std::size_t quotes = std::min(rest_.find_first_not_of(first), rest_.size());
    rest_.remove_prefix(1);
    if (first == '"' || first == '\'') skip_string(first, quotes);
    return first;
  }
  std::size_t left() const { return rest_.size(); }

 private:
  void skip_string(char quote, std::size_t quotes) {
    const std::string_view end = quotes >= 3 ? (quote == '"' ? "\"\"\"" : "'''") : std::string_view(&quote, 1);
    if (quotes >= 3) rest_.remove_prefix(2);
    while (!rest_.empty() && !rest_.starts_with(end) && (quotes >= 3 || rest_.front() != '\n'))
      rest_.remove_prefix(std::min<std::size_t>(quote == '"' && rest_.front() == '\\' ? 2 : 1, rest_.size()));
    rest_.remove_prefix(std::min(end.size(), rest_.size()));
  }

  std::string_view rest_;
};

/// Refuses a key of very many parts, "a.b.c…": a table in a table for each, and the library calls itself for each, too.
/// Throws: UsageError.
void require_short_keys(std::string_view bytes, const ConfigFile& file) {
  constexpr std::size_t most_parts = 64;
  BareText text(bytes);
  std::size_t dots = 0;
  while (const auto byte = text.next()) {
    if (*byte == '.')
      ++dots;
    else if (std::string_view("=,[]{}\r\n").find(*byte) != std::string_view::npos)
      dots = 0;
    if (dots < most_parts) continue;
    const auto line = 1 + std::ranges::count(bytes.substr(0, bytes.size() - text.left()), '\n');
    throw UsageError(file.at({static_cast<unsigned>(line), 1}) + ": a key of more than " + std::to_string(most_parts) +
                     " parts; the key of an option has one, as in hidden = [64, 64], or two, as in sweep.lr = 0.1.");
  }
}

constexpr std::string_view remedy =
    "; words and names of files need quotes, as in scale = \"standard\", a number has a digit before and after its "
    "point, as in 0.1, and no key is also a table; see https://toml.io.";

Place place_of(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

/// A string, number or boolean as the text of an option; nothing for a date, a table or a list.
std::optional<std::string> scalar_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return revealed(text->get());
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* number = node.as_floating_point()) return number_text(number->get());
  if (const auto* boolean = node.as_boolean()) return boolean->get() ? "true" : "false";
  return std::nullopt;
}

std::string kind_in_words(const toml::node& node) {
  return node.is_table() ? "a table" : node.is_array() ? "a list" : "a date or time";
}

/// The text of `region` in the file; of several lines the first.
std::string_view text_of(const toml::source_region& region, std::string_view bytes) {
  for (auto line = region.begin.line; line > 1; --line) bytes.remove_prefix(bytes.find('\n') + 1);
  bytes = bytes.substr(0, bytes.find('\n'));
  const auto byte_of = [&](toml::source_index column) {  // counted in characters, from 1
    std::size_t at = 0;
    while (at < bytes.size() && ((bytes[at] & 0xc0) == 0x80 || --column > 0)) ++at;
    return at;
  };
  const std::size_t begin = byte_of(region.begin.column);
  const bool ends_here = region.end.line == region.begin.line && region.end.column > region.begin.column;
  return trimmed(bytes.substr(begin, ends_here ? byte_of(region.end.column) - begin : std::string_view::npos));
}

/// `refuse`: with the node of a value that no option takes, and why.
template <class Refuse>
ConfigEntry entry_of(const std::string& table, const toml::key& key, const toml::node& node, const Refuse& refuse) {
  using Kind = ConfigEntry::Kind;
  const Kind kind = node.is_boolean() ? Kind::boolean : node.is_array() ? Kind::list : Kind::scalar;
  ConfigEntry entry{table, revealed(key.str()), kind, {}, place_of(key.source()), place_of(node.source())};
  if (const auto scalar = scalar_of(node)) {
    entry.values = {*scalar};
    return entry;
  }
  if (!node.is_array())
    refuse(node, kind_in_words(node) +
                     " is not a value of an option; write a string, a number, true or false, or a list of these.");
  for (const toml::node& element : *node.as_array()) {
    const auto scalar = scalar_of(element);
    if (!scalar || element.is_boolean())
      refuse(element, scalar.value_or(kind_in_words(element)) +
                          " is in a list; a list contains strings or numbers, as in hidden = [64, 64].");
    entry.values.push_back(*scalar);
  }
  return entry;
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
  return name + ":" + std::to_string(place.first) + ":" + std::to_string(place.second);
}

ConfigFile parse_config(std::string_view bytes, const std::string& name) {
  ConfigFile file{name, {}, {}};
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const auto append = [&](const std::string& table, const toml::key& key, const toml::node& node) {
    file.entries.push_back(entry_of(table, key, node, [&](const toml::node& value, const std::string& why) {
      throw UsageError(file.at(place_of(value.source())) + ": " + revealed(key.str()) + " " +
                       in_quotes(text_of(value.source(), bytes)) + ": " + why);
    }));
  };
  require_short_keys(bytes, file);
  try {
    const toml::table root = toml::parse(hidden(bytes), name);
    for (const auto& [key, node] : root)
      if (!node.is_table()) append("", key, node);
    for (const auto& [key, node] : root) {
      if (!node.is_table()) continue;
      file.tables.push_back({revealed(key.str()), place_of(key.source())});
      for (const auto& [inner_key, inner_node] : *node.as_table())
        append(file.tables.back().name, inner_key, inner_node);
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
  if (path.empty()) throw UsageError("--config '': the name of the file is empty (an unset shell variable?).");
  if (path == "-")
    throw UsageError("--config '-': a configuration is read from a file, not from standard input; name the file.");
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw IoError(path, "is a directory; name a file inside it.");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw cannot_be_read(path, errno);
  constexpr std::size_t largest = std::size_t{1} << 20;
  std::string bytes(largest + 1, '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
  if (std::ferror(file.get())) throw cannot_be_read(path, errno);
  if (bytes.size() > largest)
    throw UsageError(path + ": is larger than 1 MiB, too large for a configuration file; is it the data?");
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
