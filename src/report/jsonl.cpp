// jsonl: one JSON object a line for every record, each with a "type". Absent values have no key; a non-finite one is
// null, and "nonfinite" contains its kind.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/writer.h"

namespace lrscope {
namespace {

using Json = nlohmann::ordered_json;

/// Non-finite numbers become null. Requires: not absent.
struct ToJson {
  Json operator()(Absent) const { return nullptr; }
  Json operator()(const std::vector<Value>& values) const {
    Json list = Json::array();
    for (const Value& element : values) list.push_back(std::visit(*this, element));
    return list;
  }
  Json operator()(const Object& parts) const {
    Json object = Json::object();
    for (const NamedValue& part : parts.parts)
      if (!std::holds_alternative<Absent>(part.value)) object[part.name] = std::visit(*this, part.value);
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
    std::size_t size = printable_size(json);
    if (size > 0) {
      text += json.substr(0, size);
    } else {  // all of them have at most three bytes
      const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(json[i])); };
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

/// Names come from files: bytes that are not UTF-8 are replaced.
std::string line_of(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  return (is_plain ? text : without_invisible(text)) + '\n';
}

class JsonlWriter final : public Writer {
 public:
  std::string line(const RecordView& record) const override {
    Json json, nonfinite;
    json["type"] = record.kind.type;
    for (std::size_t i = 0; i < record.values.size(); ++i) {
      const Value& value = record.values[i];
      if (std::holds_alternative<Absent>(value)) continue;
      const std::string name(record.kind.columns[i]);
      json[name] = std::visit(ToJson{}, value);
      if (const double* number = std::get_if<double>(&value); number && !std::isfinite(*number)) {
        json[name] = nullptr;
        nonfinite[name] = number_text(*number);
      }
    }
    if (!nonfinite.empty()) json["nonfinite"] = std::move(nonfinite);
    return line_of(json);
  }
};

}  // namespace

const Writer& jsonl_writer() {
  static const JsonlWriter writer;
  return writer;
}

}  // namespace lrscope
