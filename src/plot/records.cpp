#include "plot/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "data/csv/byte_stream.h"
#include "lrscope/errors.h"
#include "lrscope/records.h"
#include "map/map_journal.h"
#include "report/writer.h"
#include "sweep/journal/journal_text.h"

namespace lrscope {

using Json = nlohmann::ordered_json;

namespace {

/// The names of all fields that were read so far, each with its number.
std::map<std::string, std::uint32_t, std::less<>>& names() {
  static std::map<std::string, std::uint32_t, std::less<>> all;
  return all;
}

}  // namespace

template <class T>
void NamedValues<T>::set(std::string_view name, T value) {
  const auto at = names().find(name);
  const std::uint32_t number = at != names().end()
                                   ? at->second
                                   : names().emplace(name, static_cast<std::uint32_t>(names().size())).first->second;
  values_.emplace_back(number, std::move(value));
}

template <class T>
const T* NamedValues<T>::find(std::string_view name) const {
  const auto number = names().find(name);
  if (number == names().end()) return nullptr;
  const auto at = std::ranges::find(values_, number->second, [](const auto& value) { return value.first; });
  return at == values_.end() ? nullptr : &at->second;
}

template class NamedValues<double>;
template class NamedValues<std::string>;
template class NamedValues<std::vector<double>>;

std::optional<double> Row::number(std::string_view name) const {
  const double* value = numbers.find(name);
  return value ? std::optional(*value) : std::nullopt;
}

std::string Row::text(std::string_view name) const {
  const std::string* value = texts.find(name);
  return value ? *value : "";
}

const std::vector<Row>& RecordSet::of(std::string_view type) const {
  static const std::vector<Row> none;
  const auto at = rows.find(type);
  return at == rows.end() ? none : at->second;
}

/// Makes rows of lines. A journal writes parts of a record as objects: "sharpness": {"value": …} is the field sharpness,
/// "start": {"limit": …} the field stability_limit. That of a map names cells by their numbers: they are made into the
/// records that the map itself writes.
class RecordReader {
 public:
  explicit RecordReader(RecordSet& set) : set_(set) {}

  /// Throws: DataError.
  void add(std::string_view line, std::int64_t number) {
    if (trimmed(line).empty()) return;
    Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("type") || !json["type"].is_string())
      throw DataError(set_.files.back(),
                      fmt::format("line {}: this is no record of lrscope; give what --format jsonl, -o "
                                  "FILE.jsonl or --journal has written.",
                                  number));
    const std::string type = json["type"];
    if (const auto schema = json.find("schema");
        schema != json.end() && schema->is_number_integer() && *schema > schema_version)
      throw DataError(set_.files.back(),
                      fmt::format("line {}: a newer lrscope has written this: its schema is {}, and this program "
                                  "knows {} and older ones; use that one.",
                                  number, schema->get<int>(), schema_version));
    if (type == "journal") journal_ = line;
    if (type == "cells") {
      add_cells(line, number);
    } else if (type == "steps" && json.contains("steps")) {
      for (const Json& step : json["steps"]) add_row("step", step);
    } else if ((type != "run" && type != "summary") || set_.lines_seen.insert(std::string(line)).second) {
      add_row(type, json);
      if (const auto place = json.find("nonfinite_at"); place != json.end() && place->is_object())
        place->erase("last_finite");  // a list longer than all the rest, which no picture shows
      set_.rows[type].back().line = json.dump();
    }
  }

  /// After the last line.
  void finish() {
    if (!map_) return;
    map_->infer();
    const Writer& jsonl = *writer_of(Format::jsonl);
    Json begin = Json::parse(jsonl.line(kind_of<BeginRecord>().view(map_->header().begin)));
    begin["version"] = map_->header().version;
    begin.erase("command");  // the journal names it
    add_row("begin", begin);
    const MapResult& map = map_->result();
    for (std::size_t cell = 0; cell < map.cells.outcome.size(); ++cell)
      if (map.cells.is_known(cell))
        add_row("cell", Json::parse(jsonl.line(kind_of<CellRecord>().view(cell_record(map, cell)))));
  }

 private:
  void add_cells(std::string_view line, std::int64_t number) {
    const auto refuse = [&](const std::string& why) {
      throw DataError(set_.files.back(), fmt::format("line {}: {}", number, why));
    };
    try {
      if (!map_) map_.emplace(journal_);
      map_->add(line);
    } catch (const OtherSchema& error) {
      refuse(
          fmt::format("lrscope {} has written these cells with {}, and this program draws those of schema {}; use "
                      "that one, or repeat the map.",
                      printable(error.version), printable(error.what()), schema_version));
    } catch (const MalformedLine& error) {
      refuse(fmt::format("this is no line of a map's journal ({}); remove it.", printable(error.what())));
    } catch (const ForeignLine&) {
      refuse("these cells do not belong to the map of line 1; remove this line.");
    }
  }

  void add_row(const std::string& type, const Json& json) {
    Row row;
    row.file = set_.files.size() - 1;
    add_values(row, json, "");
    set_.rows[type].push_back(std::move(row));
  }

  void add_values(Row& row, const Json& object, const std::string& before) {
    static const std::map<std::string, std::string> renamed = {{"start.limit", "stability_limit"},
                                                               {"start.threshold", "stability_threshold"},
                                                               {"start.formula", "stability_formula"}};
    for (const auto& [key, value] : object.items()) {
      std::string name = before + key;
      if (key == "value" && !before.empty()) name = before.substr(0, before.size() - 1);
      if (const auto other = renamed.find(name); other != renamed.end()) name = other->second;
      if (name.starts_with("start.")) name.erase(0, 6);
      if (key == "nonfinite" && value.is_object() && before.empty() && all_texts(value)) {
        for (const auto& [field, kind] : value.items()) add_text_or_number(row, field, kind);
      } else if (value.is_number()) {
        row.numbers.set(name, value);
      } else if (value.is_boolean()) {
        row.texts.set(name, value ? "true" : "false");
      } else if (value.is_string()) {
        add_text_or_number(row, name, value);
      } else if (value.is_object()) {
        add_values(row, value, name + ".");
      } else if (value.is_array()) {
        add_list(row, name, value);
      }
    }
  }

  static bool all_texts(const Json& object) {
    for (const auto& [key, value] : object.items())
      if (!value.is_string()) return false;
    return !object.empty();
  }

  /// A journal writes "nan", "inf" and "-inf" for numbers.
  static void add_text_or_number(Row& row, const std::string& name, const std::string& text) {
    if (text == "nan" || text == "inf" || text == "-inf")
      row.numbers.set(name, text == "nan" ? std::nan("") : text == "inf" ? HUGE_VAL : -HUGE_VAL);
    else
      row.texts.set(name, text);
  }

  static void add_list(Row& row, const std::string& name, const Json& values) {
    std::vector<double> numbers;
    std::vector<std::string> words;
    for (const Json& value : values) {
      if (value.is_number()) numbers.push_back(value);
      if (value.is_string()) words.push_back(value);
    }
    if (!numbers.empty()) row.lists.set(name, std::move(numbers));
    if (!words.empty()) row.texts.set(name, join(words, "\n"));
  }

  RecordSet& set_;
  std::string journal_;                    // the first line of a journal
  std::optional<JournalledMap> map_ = {};  // from the first line of cells on
};

namespace {

/// Puts runs and steps in the order of the runs' numbers: a journal has them as they ended.
void sort_by_run(RecordSet& set) {
  for (const char* type : {"run", "step"})
    if (const auto rows = set.rows.find(type); rows != set.rows.end())
      std::ranges::stable_sort(rows->second, {}, [](const Row& row) { return std::pair(row.file, row.number("run")); });
}

std::size_t count_rows(const RecordSet& set) {
  std::size_t count = 0;
  for (const auto& [type, rows] : set.rows) count += rows.size();
  return count;
}

/// Adds what `next()` gives, block by block, until it is empty.
template <class Next>
void add_lines(RecordSet& set, const std::string& name, const Next& next) {
  set.files.push_back(name);
  RecordReader reader(set);
  std::string line;
  std::int64_t number = 0;
  bool is_journal = false;
  for (std::string_view block = next(); !block.empty(); block = next())
    while (!block.empty()) {
      const std::size_t end = block.find('\n');
      line += block.substr(0, end);
      if (end == std::string_view::npos) break;
      block.remove_prefix(end + 1);
      if (++number == 1) is_journal = line.starts_with("{\"type\":\"journal\"");
      reader.add(line, number);
      line.clear();
    }
  if (!line.empty() && is_journal && !Json::accept(line))
    set.torn.push_back(name);
  else if (!line.empty())
    reader.add(line, number + 1);
  reader.finish();
  sort_by_run(set);
}

}  // namespace

RecordSet record_set(const std::string& name, std::string_view text) {
  RecordSet set;
  add_lines(set, name, [&] { return std::exchange(text, {}); });
  return set;
}

RecordSet read_records(const std::vector<std::string>& paths) {
  RecordSet set;
  for (const std::string& path : paths) {
    ByteStream stream(path);
    const std::size_t before = count_rows(set);
    add_lines(set, stream.path(), [&] { return stream.next(); });
    if (count_rows(set) == before)
      throw about_file(
          path, DataError(stream.path(),
                          "holds no records; give what --format jsonl, -o FILE.jsonl or --journal has written."));
  }
  return set;
}

}  // namespace lrscope
