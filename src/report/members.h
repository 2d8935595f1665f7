// Fields made from pointers to members, which journals read back, too.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "lrscope/fields.h"

namespace lrscope {

inline Value to_value(bool value) { return value; }
inline Value to_value(double value) { return value; }
inline Value to_value(const std::string& text) { return text.empty() ? Value{Absent{}} : Value{text}; }
template <std::integral T>
Value to_value(T value) {
  return static_cast<std::int64_t>(value);
}
template <class T>
requires std::is_arithmetic_v<T> Value to_value(const std::vector<T>& values) {
  return values.empty() ? Value{Absent{}} : Value{std::vector<double>(values.begin(), values.end())};
}
/// An enumeration shows its name.
template <class T>
requires std::is_enum_v<T> Value to_value(T value) { return to_value(std::string(name_of(value))); }
template <class T>
Value to_value(const std::optional<T>& value) {
  return value ? to_value(*value) : Value{Absent{}};
}

template <class Record, class T>
struct Member {
  std::string_view name;
  std::string_view unit;
  T Record::*place;
  std::string_view doc;

  operator Field<Record>() const {
    return {name, unit, doc, [place = place](const Record& record) { return to_value(record.*place); }};
  }
};

template <class Record, class Owner, class T>
constexpr Member<Record, T> field(std::string_view name, std::string_view unit, T Owner::*place, std::string_view doc) {
  return {name, unit, place, doc};
}

/// A field of R named after its member.
#define FIELD(member, unit, doc) field<R>(#member, unit, &R::member, doc)

/// A member that journals keep; not a field.
#define KEPT(member) field<R>(#member, "", &R::member, "")

/// Calls with(name, member of `record`) for each of a tuple of members.
template <class With, class Record, class... Members>
void visit_members(const std::tuple<Members...>& members, With& with, Record& record) {
  std::apply([&](const auto&... member) { (with(member.name, record.*member.place), ...); }, members);
}

/// Adds a row for each of a tuple of members.
template <class Record, class... Members>
void append_fields(std::vector<Field<Record>>& table, const std::tuple<Members...>& members) {
  std::apply([&](const auto&... member) { (table.push_back(member), ...); }, members);
}

}  // namespace lrscope
