// One JSON object a line, each with a "type". Absent values have no key; a non-finite one is null, and its
// kind stands under "nonfinite".
#include <cmath>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "lrscope/core/text.h"
#include "lrscope/record/fields.h"
#include "lrscope/version.h"
#include "sinks.h"

namespace lrscope {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const NonfiniteAt& place) {
  Json json;
  json["step"] = place.step;
  json["stage"] = stage_name(place.stage);
  if (place.layer > 0) json["layer"] = place.layer;
  json["tensor"] = place.tensor;
  json["index"] = {place.row, place.col};
  json["kind"] = kind_name(place.kind);
  if (place.last_finite.empty()) return json;
  Json magnitudes = Json::array();
  for (const Magnitude& m : place.last_finite) {
    Json entry;
    entry["stage"] = stage_name(m.stage);
    if (m.layer > 0) entry["layer"] = m.layer;
    entry["tensor"] = m.tensor;
    entry["max_abs"] = m.max_abs;
    magnitudes.push_back(std::move(entry));
  }
  json["last_finite"] = std::move(magnitudes);
  return json;
}

void put(Json& json, Json& nonfinite, std::string_view name, const Value& value) {
  const std::string key(name);
  std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, Absent>) {
          return;
        } else if constexpr (std::is_same_v<T, double>) {
          if (std::isfinite(v)) {
            json[key] = v;
            return;
          }
          json[key] = nullptr;
          nonfinite[key] = number_text(v);
        } else if constexpr (std::is_same_v<T, const NonfiniteAt*>) {
          json[key] = to_json(*v);
        } else if constexpr (std::is_same_v<T, std::vector<double>>) {
          json[key] = v;  // an element that is not finite becomes null
        } else {
          json[key] = v;
        }
      },
      value);
}

/// A flag's text as JSON: numbers stay numbers, the rest is a string.
Json setting(const std::string& text) {
  const auto number = parse_number(text);
  if (!number || !std::isfinite(*number)) return text;
  if (const auto whole = parse_integer(text)) return *whole;
  return *number;
}

class JsonlSink final : public Sink {
 public:
  explicit JsonlSink(std::unique_ptr<Output> output) : output_(std::move(output)) {}

  void begin(const BeginRecord& record) override {
    Json json;
    json["type"] = "begin";
    json["schema"] = schema_version;
    json["version"] = version;
    json["command"] = record.command;
    Json config = Json::object();
    for (const auto& [flag, value] : record.config) config[flag] = setting(value);
    json["config"] = std::move(config);
    json["parameters"] = record.parameters;
    Json data;
    data["path"] = record.data_path;
    if (!record.data_hash.empty()) {
      data["xxh3_128"] = record.data_hash;
      data["rows"] = record.rows;
      data["task"] = record.task;
      data["features"] = record.features;
      data["targets"] = record.targets;
    }
    json["data"] = std::move(data);
    write(json);
  }
  void step(const StepRecord& record) override { write_fields("step", record); }
  void run(const RunRecord& record) override {
    write_fields("run", record);
    output_->flush();
  }
  void summary(const Summary& record) override { write_fields("summary", record); }
  void finish() override { output_->close(); }

 private:
  template <class Record>
  void write_fields(const char* type, const Record& record) {
    Json json, nonfinite;
    json["type"] = type;
    for (const auto& field : fields<Record>()) put(json, nonfinite, field.name, field.get(record));
    if (!nonfinite.empty()) json["nonfinite"] = std::move(nonfinite);
    write(json);
  }

  // Names come from files: bytes that are not UTF-8 are replaced, not thrown over.
  void write(const Json& json) {
    output_->write(json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
  }

  std::unique_ptr<Output> output_;
};

}  // namespace

std::unique_ptr<Sink> make_jsonl_sink(std::unique_ptr<Output> output) {
  return std::make_unique<JsonlSink>(std::move(output));
}

}  // namespace lrscope
