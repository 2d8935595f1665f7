// Kinds of records: name, unit, meaning and getter of every field of an output. Headers of csv, keys of jsonl, tables
// of the reference and the names of --rows come from here.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lrscope {

/// Not measured, or did not happen. Neither NaN nor 0.
struct Absent {};

struct Value;
struct NamedValue;

/// A value of several parts: an object in jsonl, one line of text elsewhere.
struct Object {
  std::string text;
  std::vector<NamedValue> parts;
};

struct Value
    : std::variant<Absent, bool, std::int64_t, double, std::string, std::vector<double>, std::vector<Value>, Object> {
  using variant::variant;
};

struct NamedValue {
  std::string name;
  Value value;
};

template <class Record>
struct Field {
  std::string_view name;
  std::string_view unit;  // "" for names and flags
  std::string_view doc;
  std::function<Value(const Record&)> get;
};

/// The type of a record and the names of its fields.
struct Kind {
  std::string_view type;  // of a line of jsonl: "run"
  std::string_view rows;  // name in --rows: "runs"
  std::vector<std::string_view> columns;
};

/// A record without its type, for writers.
struct RecordView {
  const Kind& kind;
  std::vector<Value> values;  // one for each column
};

template <class Record>
struct RecordKind : Kind {
  RecordKind(std::string_view its_type, std::string_view its_rows, std::vector<Field<Record>> its_fields)
      : Kind{its_type, its_rows, {}}, fields(std::move(its_fields)) {
    for (const auto& field : fields) columns.push_back(field.name);
  }
  RecordView view(const Record& record) const {
    std::vector<Value> values;
    values.reserve(fields.size());
    for (const auto& field : fields) values.push_back(field.get(record));
    return {*this, std::move(values)};
  }

  std::vector<Field<Record>> fields;
};

/// The kind of a type of record: kind_of(const Record*) is declared beside each.
template <class Record>
const RecordKind<Record>& kind_of() {
  return kind_of(static_cast<const Record*>(nullptr));
}

}  // namespace lrscope
