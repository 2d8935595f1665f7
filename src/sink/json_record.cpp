#include "json_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "lrscope/core/text.h"
#include "lrscope/version.h"

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

/// A flag's text as JSON: numbers stay numbers, the rest is a string.
Json setting(const std::string& text) {
  const auto number = parse_number(text);
  if (!number || !std::isfinite(*number)) return text;
  if (const auto whole = parse_integer(text)) return *whole;
  return *number;
}

/// DEL, C1 and the characters that change the direction of writing as \uNNNN, which says the same: JSON
/// allows them as they are, a terminal should not see them. Requires: UTF-8, as dump() makes it.
std::string without_invisible(std::string_view json) {
  std::string text;
  while (!json.empty()) {
    std::size_t size = printable_size(json);
    if (size > 0) {
      text += json.substr(0, size);
    } else {  // all of them have at most three bytes
      const auto byte = [&](std::size_t i) {
        return static_cast<unsigned>(static_cast<unsigned char>(json[i]));
      };
      size = byte(0) < 0x80 ? 1 : byte(0) < 0xe0 ? 2 : 3;
      const unsigned code = size == 1   ? byte(0)
                            : size == 2 ? (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f)
                                        : (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
      text += fmt::format("\\u{:04x}", code);
    }
    json.remove_prefix(size);
  }
  return text;
}

/// Names come from files: bytes that are not UTF-8 are replaced, not thrown over.
std::string line_of(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  return (is_plain ? text : without_invisible(text)) + '\n';
}

}  // namespace

void JsonRecord::put(std::string_view name, const Value& value) {
  const std::string key(name);
  std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, Absent>) {
          return;
        } else if constexpr (std::is_same_v<T, double>) {
          if (std::isfinite(v)) {
            json_[key] = v;
            return;
          }
          json_[key] = nullptr;
          nonfinite_[key] = number_text(v);
        } else if constexpr (std::is_same_v<T, const NonfiniteAt*>) {
          json_[key] = to_json(*v);
        } else if constexpr (std::is_same_v<T, std::vector<double>>) {
          json_[key] = v;  // an element that is not finite becomes null
        } else {
          json_[key] = v;
        }
      },
      value);
}

std::string JsonRecord::line() const {
  if (nonfinite_.empty()) return line_of(json_);
  Json json = json_;
  json["nonfinite"] = nonfinite_;
  return line_of(json);
}

std::string begin_line(const BeginRecord& record) {
  Json json;
  json["type"] = "begin";
  json["schema"] = schema_version;
  json["version"] = version;
  json["command"] = record.command;
  for (const char* word : {"--format", "jsonl"}) json["command"].push_back(word);
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
  return line_of(json);
}

}  // namespace lrscope
