#include "report/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/hash.h"
#include "base/text.h"

namespace lrscope {
namespace {

struct FormatRow {
  std::string_view name;
  Format format;
};
constexpr FormatRow formats[] = {{"table", Format::table}, {"csv", Format::csv},   {"tsv", Format::tsv},
                                 {"jsonl", Format::jsonl}, {"json", Format::json}, {"markdown", Format::markdown}};
constexpr FormatRow endings[] = {{".csv", Format::csv},           {".tsv", Format::tsv},   {".jsonl", Format::jsonl},
                                 {".ndjson", Format::jsonl},      {".json", Format::json}, {".md", Format::markdown},
                                 {".markdown", Format::markdown}, {".txt", Format::table}};

/// By a name, or by an ending without its dot; nothing for any other word.
std::optional<Format> find_format(std::string_view name) {
  for (const FormatRow& row : formats)
    if (row.name == name) return row.format;
  for (const FormatRow& row : endings)
    if (row.name.substr(1) == name) return row.format;
  return std::nullopt;
}

struct ValueText {
  const std::string& absent;

  std::string operator()(Absent) const { return absent; }
  std::string operator()(bool v) const { return v ? "true" : "false"; }
  std::string operator()(std::int64_t v) const { return std::to_string(v); }
  std::string operator()(double v) const { return number_text(v); }
  std::string operator()(const std::string& v) const { return v; }
  std::string operator()(const Object& v) const { return v.text; }
  template <class T>
  std::string operator()(const std::vector<T>& list) const {
    std::vector<std::string> texts;
    for (const T& element : list) texts.push_back(value_text(element, absent));
    return join(texts, " ");
  }
};

/// True unless the value consists of numbers and flags.
bool has_words(const Value& value) {
  if (const auto* list = std::get_if<std::vector<Value>>(&value)) return std::ranges::any_of(*list, has_words);
  return std::holds_alternative<std::string>(value) || std::holds_alternative<Object>(value);
}

/// What csv, tsv and markdown have in common: lines of cells.
class RowWriter : public Writer {
 public:
  std::string head(const Kind& kind) const override {
    return line_of({kind.columns.begin(), kind.columns.end()}) + rule(kind.columns.size());
  }
  std::string line(const RecordView& record) const override {
    std::vector<std::string> cells;
    for (const Value& value : record.values) {
      std::string text = value_text(value, absent());
      cells.push_back(has_words(value) ? words(text) : std::move(text));
    }
    return line_of(cells);
  }

 private:
  /// A line, with its end.
  virtual std::string line_of(const std::vector<std::string>& cells) const = 0;
  /// The line after the column names.
  virtual std::string rule(std::size_t) const { return ""; }
  /// A cell of words, which may come from a file, made safe for this format.
  virtual std::string words(const std::string& text) const = 0;
  /// The text of an absent value.
  virtual std::string absent() const { return ""; }
};

/// csv and tsv: RFC 4180 quoting, the field names as header, absent values empty.
//
// A spreadsheet takes a cell that begins with = + - @ TAB CR or LF for a formula, in quotes too, and a formula can run
// programs. So a cell of words that begins so gets a leading ' (the advice of OWASP on CSV injection). Cells of numbers
// stay as they are: −1 is a number to a spreadsheet, too.
class DelimitedWriter final : public RowWriter {
 public:
  explicit DelimitedWriter(char delimiter) : delimiter_(delimiter) {}

 private:
  std::string line_of(const std::vector<std::string>& cells) const override {
    std::string line;
    for (const std::string& cell : cells) {
      if (&cell != cells.data()) line += delimiter_;
      line += needs_quotes(cell) ? quoted(cell) : cell;
    }
    return line + '\n';
  }

  std::string words(const std::string& text) const override {
    const std::string safe = printable_lines(text, true);
    const bool is_formula =
        !safe.empty() && std::string_view("=+-@\t\r\n").find(safe.front()) != std::string_view::npos;
    return is_formula ? "'" + safe : safe;
  }

  bool needs_quotes(const std::string& cell) const {
    const char special[] = {delimiter_, '"', '\n', '\r', '\0'};
    return cell.find_first_of(special) != std::string::npos;
  }

  static std::string quoted(const std::string& cell) {
    std::string text = "\"";
    for (const char c : cell) {
      if (c == '"') text += '"';
      text += c;
    }
    return text + '"';
  }

  char delimiter_;
};

/// A GitHub-flavoured table of the same fields as csv.
class MarkdownWriter final : public RowWriter {
  std::string line_of(const std::vector<std::string>& cells) const override {
    std::string text = "|";
    for (const std::string& cell : cells) {
      text += ' ';
      for (const char c : cell) {
        if (c == '|' || c == '\\') text += '\\';
        text += c;
      }
      text += " |";
    }
    return text + '\n';
  }
  std::string words(const std::string& text) const override {
    std::string line = text;  // a line end would end the row
    for (char& c : line)
      if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return printable(line);
  }
  std::string rule(std::size_t columns) const override {
    std::string text = "|";
    for (std::size_t i = 0; i < columns; ++i) text += "---|";
    return text + '\n';
  }
  std::string absent() const override { return "·"; }
};

using Json = nlohmann::ordered_json;

bool is_utf8(std::string_view text) {
  if (is_printable_ascii(text)) return true;
  while (!text.empty()) {
    const std::size_t size = first_character(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

/// A key, which has to be text.
std::string key_of(std::string_view name) { return is_utf8(name) ? std::string(name) : printable(name); }

/// Non-finite numbers become null; text that is not UTF-8, such as the name of a file, its bytes: {"hex":"ff2e637376"},
/// as journals write it. Requires: not absent.
struct ToJson {
  Json operator()(Absent) const { return nullptr; }
  Json operator()(const std::string& text) const {
    return is_utf8(text) ? Json(text) : Json{{"hex", hexadecimal(text)}};
  }
  Json operator()(const std::vector<Value>& values) const {
    Json list = Json::array();
    for (const Value& element : values) list.push_back(std::visit(*this, element));
    return list;
  }
  Json operator()(const Object& parts) const {
    Json object = Json::object();
    for (const NamedValue& part : parts.parts)
      if (!std::holds_alternative<Absent>(part.value)) object[key_of(part.name)] = std::visit(*this, part.value);
    return object;
  }
  template <class T>
  Json operator()(const T& value) const {
    return value;
  }
};

/// DEL, C1 and the characters that change the direction of writing as \uNNNN: JSON allows them as they are, a terminal
/// should not get them. Requires: UTF-8, as dump() makes it.
std::string without_invisible(std::string_view json) {
  std::string text;
  while (!json.empty()) {
    const auto [code, size] = first_character(json);
    if (printable_size(json) > 0)
      text += json.substr(0, size);
    else
      text += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
    json.remove_prefix(size);
  }
  return text;
}

/// The JSON object of a record, with a "type". Absent values have no key; a non-finite one is null, and "nonfinite" contains
/// its kind.
std::string object_of(const RecordView& record) {
  Json json, nonfinite;
  json["type"] = record.kind.type;
  for (std::size_t i = 0; i < record.values.size(); ++i) {
    const Value& value = record.values[i];
    if (std::holds_alternative<Absent>(value)) continue;
    const std::string name = key_of(record.kind.columns[i]);
    json[name] = std::visit(ToJson{}, value);
    if (const double* number = std::get_if<double>(&value); number && !std::isfinite(*number)) {
      json[name] = nullptr;
      nonfinite[name] = number_text(*number);
    }
  }
  if (!nonfinite.empty()) json["nonfinite"] = std::move(nonfinite);
  std::string text = json.dump();
  return is_printable_ascii(text) ? text : without_invisible(text);
}

/// An object a line.
class JsonlWriter final : public Writer {
 public:
  std::string line(const RecordView& record) const override { return object_of(record) + '\n'; }
};

/// One array of the same objects, also one a line.
class JsonWriter final : public Writer {
 public:
  std::string head(const Kind&) const override { return "[\n"; }
  std::string line(const RecordView& record) const override { return object_of(record); }
  std::string_view between() const override { return ",\n"; }
  std::string_view tail() const override { return "\n]\n"; }
};

}  // namespace

std::string value_text(const Value& value, const std::string& absent) { return std::visit(ValueText{absent}, value); }

Format parse_format(std::string_view name) {
  if (const auto format = find_format(name)) return *format;
  return find_named(std::span<const FormatRow>(formats), name, "--format").format;  // throws
}

NamedOutput named_output(std::string_view text, Format otherwise) {
  constexpr std::string_view compressed = ".gz";
  const auto colon = text.find(':');
  const auto named = colon == std::string_view::npos ? std::nullopt : find_format(text.substr(0, colon));
  const std::string path(named ? text.substr(colon + 1) : text);
  const bool is_compressed = path.ends_with(compressed);
  const std::string_view name = std::string_view(path).substr(0, path.size() - (is_compressed ? compressed.size() : 0));
  const auto refuse = [&](const std::string& why) {
    return about_file(std::string(text), UsageError("output file " + in_quotes(text) + ": " + why));
  };
  if (named && (path.empty() || path == "-")) throw refuse("name a file after the colon.");
  if (named) return {path, *named, is_compressed};
  for (const FormatRow& row : endings)
    if (name.ends_with(row.name)) return {path, row.format, is_compressed};
  if (path.starts_with("/dev/")) return {path, otherwise, is_compressed};
  throw refuse(
      "the ending decides the format; use .csv, .tsv, .jsonl (or .ndjson), .json, .md (or .markdown) or .txt (the "
      "table), "
      "each with .gz after it or without; .svg, .png, .pdf or .html for a picture; or name the format: csv:" +
      std::string(shortened(text)) + ".");
}

const Writer* writer_of(Format format) {
  static const DelimitedWriter csv(','), tsv('\t');
  static const MarkdownWriter markdown;
  static const JsonlWriter jsonl;
  static const JsonWriter json;
  static const Writer* const writers[] = {nullptr, &csv, &tsv, &jsonl, &json, &markdown};  // by Format
  return writers[static_cast<int>(format)];
}

}  // namespace lrscope
