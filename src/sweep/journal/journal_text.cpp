#include "sweep/journal/journal_text.h"

#include <cmath>
#include <concepts>
#include <limits>
#include <new>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "base/hash.h"
#include "base/nesting.h"
#include "base/text.h"
#include "optim/optimizer.h"
#include "spec/knobs.h"
#include "train/run_members.h"

namespace lrscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view header_begin = R"({"type":"journal")";
/// Calls with(name, member of `record`) for each.
template <class With, class Record>
void visit(With& with, Record& record) {
  visit_members(members_of(record), with, record);
}

/// Calls with(name, member) for each member of a header.
template <class With, class Header>
void visit_header(With& with, Header& header) {
  auto& begin = header.begin;
  with("version", header.version);
  with("learning_rates", header.learning_rates);
  with("boundary_tolerance", begin.boundary_tolerance);
  with("seeds", header.seeds);
  with("start_hash", header.start_hash);
  with("holds_steps", header.holds_steps);
  with("holds_seconds", header.holds_seconds);
  with("command", begin.command);
  with("config", begin.config);
  with("data_path", begin.data_path);
  with("data_hash", begin.data_hash);
  with("rows", begin.rows);
  with("held_rows", begin.held_rows);
  with("features", begin.features);
  with("targets", begin.targets);
  with("task", begin.task);
  with("codings", begin.codings);
  with("parameters", begin.parameters);
}

/// The last of the values of an enumeration.
constexpr Outcome last_of(Outcome) { return Outcome::nonfinite; }
constexpr Stage last_of(Stage) { return Stage::update; }
constexpr NonfiniteKind last_of(NonfiniteKind) { return NonfiniteKind::invalid; }

template <class T>
concept Optional = requires(T value) {
  value.has_value();
};
template <class T>
concept List = requires(T value) {
  value.emplace_back();
};
template <class T>
concept Pair = requires(T value) {
  value.first, value.second;
};

// Numbers that JSON does not have are written as "nan", "inf" and "-inf", text that is not UTF-8 in hexadecimal.

Json text_to_json(const std::string& text) {
  try {
    Json json = text;
    static_cast<void>(json.dump());
    return json;
  } catch (const Json::type_error&) {
    return Json{{"hex", hexadecimal(text)}};
  }
}

struct Writer {
  Json json = Json::object();

  template <class T>
  void operator()(std::string_view name, const T& value) {
    if constexpr (Optional<T>) {
      if (value) (*this)(name, *value);
    } else {
      json[std::string(name)] = to_json(value);
    }
  }

  template <class T>
  static Json to_json(const T& value) {
    if constexpr (std::same_as<T, double>) {
      return value - value == 0 ? Json(value) : Json(number_text(value));
    } else if constexpr (std::same_as<T, std::string>) {
      return text_to_json(value);
    } else if constexpr (std::is_enum_v<T>) {
      return std::string(name_of(value));
    } else if constexpr (std::integral<T>) {
      return value;
    } else if constexpr (List<T>) {
      Json list = Json::array();
      for (const auto& element : value) list.push_back(to_json(element));
      return list;
    } else if constexpr (Pair<T>) {
      return Json::array({to_json(value.first), to_json(value.second)});
    } else {
      Writer writer;
      visit(writer, value);
      return std::move(writer.json);
    }
  }
};

/// Accepts only what Writer writes. Throws: MalformedLine, Json::exception.
struct Reader {
  const Json& json;

  template <class T>
  void operator()(std::string_view name, T& value) {
    const auto at = json.find(std::string(name));
    if constexpr (Optional<T>) {
      if (at != json.end()) from_json(*at, value.emplace());
    } else {
      if (at == json.end()) throw MalformedLine("without '" + std::string(name) + "'");
      from_json(*at, value);
    }
  }

  template <class T>
  static void from_json(const Json& json, T& value) {
    if constexpr (std::same_as<T, double>) {
      value = number(json);
    } else if constexpr (std::same_as<T, std::string>) {
      value = text(json);
    } else if constexpr (std::is_enum_v<T>) {
      value = named<T>(json.get<std::string>());
    } else if constexpr (std::same_as<T, bool>) {
      value = json.get<bool>();
    } else if constexpr (std::integral<T>) {
      value = whole<T>(json);
    } else if constexpr (List<T>) {
      if (!json.is_array()) throw MalformedLine("no list where one should be");
      for (const Json& element : json) from_json(element, value.emplace_back());
    } else if constexpr (Pair<T>) {
      from_json(json.at(0), value.first);
      from_json(json.at(1), value.second);
    } else {
      if (!json.is_object()) throw MalformedLine("no object where one should be");
      Reader reader{json};
      visit(reader, value);
    }
  }

  static double number(const Json& json) {
    if (json.is_number()) return json.get<double>();
    const auto value = parse_number(json.get<std::string>());
    if (!value || *value - *value == 0) throw MalformedLine("no number where one should be");
    return *value;
  }

  template <std::integral T>
  static T whole(const Json& json) {
    if (!json.is_number_integer()) throw MalformedLine("no whole number where one should be");
    const auto checked = [](auto number) {
      if (!std::in_range<T>(number)) throw MalformedLine("a whole number out of range");
      return static_cast<T>(number);
    };
    return json.is_number_unsigned() ? checked(json.get<std::uint64_t>()) : checked(json.get<std::int64_t>());
  }

  template <class T>
  static T named(const std::string& name) {
    for (int i = 0; i <= static_cast<int>(last_of(T{})); ++i)
      if (name_of(static_cast<T>(i)) == name) return static_cast<T>(i);
    throw MalformedLine("an unknown name '" + name + "'");
  }

  static std::string text(const Json& json) {
    if (json.is_string()) return json.get<std::string>();
    std::string bytes;
    const std::string digits = json.at("hex").get<std::string>();
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
      bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    return bytes;
  }
};

std::string line_of(const Json& json) { return json.dump() + '\n'; }

/// Calls read(json) for a line of this type. Throws: MalformedLine for whatever goes wrong.
template <class Read>
auto read_line(std::string_view line, std::string_view type, const Read& read) {
  // The library writes and compares what it has read by functions that call themselves once a level.
  if (is_nested_deeper(line)) throw MalformedLine("brackets in more than " + std::to_string(most_nested) + " levels");
  try {
    const Json json = Json::parse(line);
    if (json.at("type").get<std::string>() != type) throw MalformedLine("of another type");
    return read(json);
  } catch (const MalformedLine&) {
    throw;
  } catch (const Json::parse_error& error) {  // its text differs between versions of the library
    throw MalformedLine("no JSON at byte " + std::to_string(error.byte));
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {  // of the JSON library, std::stoi, or a knob that refuses its value
    throw MalformedLine("a value of another kind than should be there");
  }
}

// Of a header with another schema only the version of the writer is read.
void require_schema(const Json& json) {
  const auto schema = json.find("schema"), writer = json.find("version");
  if (schema != json.end() && *schema == Json(schema_version)) return;
  throw OtherSchema(schema == json.end() ? "no schema" : "schema " + schema->dump(),
                    writer != json.end() && writer->is_string() ? writer->get<std::string>() : "(unknown)");
}

/// Sets the values of the configuration. Only a map has axes.
void set_values(BeginRecord& begin) {
  for (const auto& [flag, value] : begin.config) {
    if (flag == "x") begin.work = Work::map;
    for (const auto& knob : knobs<RunSpec>())
      if (knob.name == flag && (!knob.is_switch() || value == "yes")) knob.set(begin.run, value);
  }
}

}  // namespace

std::string header_line(const JournalHeader& header) {
  Writer writer;
  writer.json["type"] = "journal";
  writer.json["schema"] = schema_version;
  visit_header(writer, header);
  return line_of(writer.json);
}

std::string run_line(const FinishedRun& finished, std::string_view key) {
  Writer writer;
  writer.json["type"] = "run";
  writer.json["key"] = text_to_json(std::string(key));
  visit(writer, finished.run);
  if (!finished.steps.empty()) writer("trajectory", finished.steps);
  return line_of(writer.json);
}

bool may_begin_header(std::string_view text) {
  return text.starts_with(header_begin) || header_begin.starts_with(text);
}

JournalHeader read_header(std::string_view line) {
  return read_line(line, "journal", [](const Json& json) {
    require_schema(json);
    JournalHeader header;
    Reader reader{json};
    visit_header(reader, header);
    require_work(header);
    set_values(header.begin);
    return header;
  });
}

JournalLine read_run(std::string_view line, const JournalHeader& header) {
  return read_line(line, "run", [&](const Json& json) {
    JournalLine result;
    Reader reader{json};
    reader("key", result.key);
    visit(reader, result.finished.run);
    if (json.contains("trajectory")) reader("trajectory", result.finished.steps);
    StartCurvature& start = result.finished.run.start;
    const auto optimizer = make_optimizer<double>(header.begin.run.optimizer, 0);
    start.is_preconditioned = start.threshold && !optimizer->preconditioner_formula().empty();
    return result;
  });
}

std::string cells_line(const std::string& key, const std::vector<NumberedEnd>& cells) {
  Json json = {{"type", "cells"}, {"key", text_to_json(key)}};
  for (const auto& [cell, end] : cells)
    json[std::string(name_of(end.outcome))].push_back(Json::array({cell, static_cast<double>(end.score)}));
  return line_of(json);
}

JournalCells read_cells(std::string_view line) {
  return read_line(line, "cells", [](const Json& json) {
    JournalCells result;
    Reader reader{json};
    reader("key", result.key);
    for (int i = 0; i <= static_cast<int>(last_of(Outcome{})); ++i) {
      const auto outcome = static_cast<Outcome>(i);
      const auto list = json.find(std::string(name_of(outcome)));
      if (list == json.end()) continue;
      std::vector<std::pair<std::size_t, double>> cells;
      Reader::from_json(*list, cells);
      for (const auto& [cell, score] : cells) {
        if (!(std::abs(score) <= std::numeric_limits<float>::max())) throw MalformedLine("a score out of range");
        result.cells.emplace_back(cell, CellEnd{outcome, static_cast<float>(score)});
      }
    }
    return result;
  });
}

}  // namespace lrscope
