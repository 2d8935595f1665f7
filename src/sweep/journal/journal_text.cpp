#include "sweep/journal/journal_text.h"

#include <cmath>
#include <concepts>
#include <limits>
#include <new>
#include <type_traits>

#include "base/hash.h"
#include "base/nesting.h"
#include "base/result_file.h"
#include "base/text.h"
#include "optim/optimizer.h"
#include "spec/knobs.h"
#include "sweep/journal/journal_json.h"

namespace lrscope {
namespace {

using journal_json::Json;
using journal_json::Reader;
using journal_json::text_to_json;
using journal_json::Writer;

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
  journal_json::visit_header(writer, header);
  return line_of(writer.json);
}

std::string run_line(const RunRecord& run, const std::string& key) {
  Writer writer;
  writer.json["type"] = "run";
  writer.json["key"] = text_to_json(key);
  journal_json::visit(writer, run);
  return line_of(writer.json);
}

std::string steps_line(std::span<const StepRecord> steps, const std::string& key) {
  Writer writer;
  writer.json["type"] = "steps";
  writer.json["key"] = text_to_json(key);
  writer("steps", std::vector(steps.begin(), steps.end()));
  return line_of(writer.json);
}

bool is_steps_line(std::string_view line) { return line.starts_with(R"({"type":"steps")"); }

JournalSteps read_steps(std::string_view line) {
  return read_line(line, "steps", [](const Json& json) {
    JournalSteps result;
    Reader reader{json};
    reader("key", result.key);
    reader("steps", result.steps);
    if (result.steps.empty()) throw MalformedLine("no steps");
    return result;
  });
}

bool may_begin_header(std::string_view text) {
  return text.starts_with(journal_beginning) || journal_beginning.starts_with(text);
}

JournalHeader read_header(std::string_view line) {
  return read_line(line, "journal", [](const Json& json) {
    require_schema(json);
    JournalHeader header;
    Reader reader{json};
    journal_json::visit_header(reader, header);
    require_work(header);
    set_values(header.begin);
    return header;
  });
}

JournalLine read_run(std::string_view line) {
  return read_line(line, "run", [&](const Json& json) {
    JournalLine result;
    Reader reader{json};
    reader("key", result.key);
    journal_json::visit(reader, result.run);
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
    for (int i = 0; i <= static_cast<int>(journal_json::last_of(Outcome{})); ++i) {
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
