// A record declares each member once, as a field with name, unit and meaning. The headers of csv, the keys of jsonl, the
// tables of the reference and --rows are made from these (lrscope/fields.h).
//
//   struct PairRecord {
//     LRSCOPE_RECORD(PairRecord, "pair", "pairs");
//     LRSCOPE_FIELD(double, correlation, "", "Pearson's");
//     LRSCOPE_COMPUTED("is_high", "", "whether it is near ±1", std::abs(r.correlation) > 0.99);
//   };
//
// A record stays an aggregate: fields hold data, in the order of the lines they are declared on.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
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

/// A field that is declared on this line of a header.
template <int line>
struct OnLine {};

template <class Get>
struct DeclaredField {
  std::string_view name;
  std::string_view unit;  // "" for names and flags
  std::string_view doc;
  Get get;  // record → value
};
template <class Get>  // for compilers that deduce nothing for aggregates: clang up to 16
DeclaredField(std::string_view, std::string_view, std::string_view, Get)->DeclaredField<Get>;

/// Opens a record. `type`: of its lines of jsonl; `rows`: what --rows calls them.
#define LRSCOPE_RECORD(record, type, rows)              \
  using Self = record;                                  \
  static constexpr int first_line = __LINE__;           \
  static constexpr std::string_view record_type = type; \
  static constexpr std::string_view record_rows = rows

/// A field without a member: an expression of the record `r`.
#define LRSCOPE_COMPUTED(name, unit, doc, ...)                                        \
  static constexpr auto field_of(OnLine<__LINE__>) {                                  \
    return DeclaredField{name, unit, doc, [](const Self& r) { return __VA_ARGS__; }}; \
  }                                                                                   \
  static_assert(true)

/// A member and the field of the same name.
#define LRSCOPE_FIELD(type, member, unit, doc)    \
  LRSCOPE_COMPUTED(#member, unit, doc, r.member); \
  type member {}

/// A part of a member that may be absent.
template <class Whole, class Part>
std::optional<Part> part_of(const std::optional<Whole>& whole, Part Whole::*part) {
  return whole ? std::optional<Part>((*whole).*part) : std::nullopt;
}

/// The fields that a record declares in its header, in order.
template <class Record>
std::vector<Field<Record>> declared_fields() {
  constexpr int most_lines = 200;  // of a record's declaration
  std::vector<Field<Record>> table;
  const auto add = [&]<int line>(OnLine<line> place) {
    if constexpr (requires { Record::field_of(place); }) {
      const auto field = Record::field_of(place);
      const auto get = [get = field.get](const Record& record) { return to_value(get(record)); };
      table.push_back({field.name, field.unit, field.doc, get});
    }
  };
  [&]<int... i>(std::integer_sequence<int, i...>) { (add(OnLine<Record::first_line + i>{}), ...); }
  (std::make_integer_sequence<int, most_lines>{});
  return table;
}

// Fields made from pointers to members, which journals read back, too.

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

/// The kind of a record that declares its fields.
template <class Record>
requires requires { Record::record_type; }
const RecordKind<Record>& kind_of(const Record*) {
  static const RecordKind<Record> kind(Record::record_type, Record::record_rows, declared_fields<Record>());
  return kind;
}

}  // namespace lrscope
