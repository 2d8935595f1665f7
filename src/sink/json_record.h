// One JSON object a line, each with a "type". Absent values have no key; a non-finite one is null, and its
// kind stands under "nonfinite". Private to this folder.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "lrscope/record/fields.h"

namespace lrscope {

class JsonRecord {
 public:
  explicit JsonRecord(std::string_view type) { json_["type"] = type; }
  void put(std::string_view name, const Value& value);
  /// The object as one line, with its end.
  std::string line() const;

 private:
  nlohmann::ordered_json json_, nonfinite_;
};

std::string begin_line(const BeginRecord& record);

template <class Record>
std::string record_line(std::string_view type, const Record& record) {
  JsonRecord json(type);
  for (const auto& field : fields<Record>()) json.put(field.name, field.get(record));
  return json.line();
}

}  // namespace lrscope
