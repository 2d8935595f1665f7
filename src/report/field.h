// A member of a record is declared once, as a field: with its name, unit and meaning. The heads of csv, the
// keys of jsonl, the tables of the reference and --rows come of that (lrscope/fields.h).
//
//   struct PairRecord {
//     LRSCOPE_RECORD(PairRecord, "pair", "pairs");
//     LRSCOPE_FIELD(double, correlation, "", "Pearson's");
//     LRSCOPE_COMPUTED("is_high", "", "whether it is near ±1", std::abs(r.correlation) > 0.99);
//   };
//
// A record stays an aggregate: fields hold data, in the order of the lines they are declared on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lrscope {

struct Kind;  // lrscope/fields.h
template <class Record>
struct RecordKind;

/// A field that is declared on this line of a header.
template <int line>
struct OnLine {};

template <class Get>
struct DeclaredField {
  std::string_view name;
  std::string_view unit;  // "" for names and flags
  std::string_view doc;
  Get get;  // the value, of a record
};

/// Opens a record. `type`: of its lines of jsonl; `rows`: what --rows calls them.
#define LRSCOPE_RECORD(record, type, rows)              \
  using Self = record;                                  \
  static constexpr int first_line = __LINE__;           \
  static constexpr std::string_view record_type = type; \
  static constexpr std::string_view record_rows = rows

/// A field that holds nothing: an expression of the record `r`.
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

/// What outputs call records of this type, and their fields.
template <class Record>
requires requires { Record::record_type; }
const RecordKind<Record>& kind_of(const Record*);

}  // namespace lrscope
