// Building blocks of the tables of fields: a member becomes a value. Private to this folder.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "lrscope/record/fields.h"

namespace lrscope::field_rows {

inline Value to_value(bool value) {
  return value;
}
inline Value to_value(double value) {
  return value;
}
inline Value to_value(Outcome outcome) {
  return std::string(outcome_name(outcome));
}
inline Value to_value(const std::string& text) {
  return text.empty() ? Value{Absent{}} : Value{text};
}
/// Enums by their names.
template <class Kind>
requires std::is_enum_v<Kind> Value to_value(Kind kind) {
  return to_value(std::string(name_of(kind)));
}
inline Value to_value(const std::vector<double>& values) {
  return values.empty() ? Value{Absent{}} : Value{values};
}
inline Value to_value(const NonfiniteAt& place) {
  return &place;
}
template <std::integral T>
Value to_value(T value) {
  return static_cast<std::int64_t>(value);
}
template <class T>
Value to_value(const std::optional<T>& value) {
  return value ? to_value(*value) : Value{Absent{}};
}

template <class Record, class Member>
Field<Record> field(std::string_view name, std::string_view unit, Member Record::*member,
                    std::string_view doc) {
  return {name, unit, doc, [member](const Record& record) { return to_value(record.*member); }};
}

}  // namespace lrscope::field_rows
