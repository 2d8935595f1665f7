// What a field of a record holds, whatever its type was.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace lrscope {

/// Not measured, or did not happen. Neither NaN nor 0.
struct Absent {};

struct Value;
struct NamedValue;

/// Something of several parts: an object in jsonl, one line of text elsewhere.
struct Object {
  std::string text;
  std::vector<NamedValue> parts;
};

struct Value : std::variant<Absent, bool, std::int64_t, double, std::string, std::vector<double>,
                            std::vector<Value>, Object> {
  using variant::variant;
};

struct NamedValue {
  std::string name;
  Value value;
};

}  // namespace lrscope
