// The kind of a record that declares its fields (field.h). Included by the one source of each room that lists its kinds:
// LRSCOPE_KIND(ChangeRecord);
#pragma once

#include <utility>
#include <vector>

#include "report/field.h"
#include "report/members.h"

namespace lrscope {

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
template <class Record>
requires requires { Record::record_type; }
const RecordKind<Record>& kind_of(const Record*) {
  static const RecordKind<Record> kind(Record::record_type, Record::record_rows, declared_fields<Record>());
  return kind;
}

/// Of this record, here and nowhere else.
#define LRSCOPE_KIND(Record) template const RecordKind<Record>& kind_of(const Record*)

}  // namespace lrscope
