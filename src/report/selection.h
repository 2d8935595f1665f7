// Which fields of records an output shows, in which order, and what stands beside them: the same value in every record.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lrscope/fields.h"

namespace lrscope {

/// What has the same value in every record.
struct ConstantField {
  std::string_view name;  // of a text that outlives all
  Value value;
};

class Selection {
 public:
  /// Every field, and nothing beside them.
  Selection() = default;
  /// `fields`: names of fields, of one kind of records or of `beside`; empty: all of every kind. `first`: of `beside`, those
  /// that come before all fields; a field of a record keeps its name to itself.
  Selection(std::vector<std::string> fields, std::vector<ConstantField> beside, std::vector<std::string> first = {});

  bool is_everything() const { return fields_.empty() && first_.empty(); }
  /// Whether fields were named.
  bool names_fields() const { return !fields_.empty(); }

  /// The kind of what view() gives for a record of this one. Throws: UsageError for a field that neither has.
  const Kind& kind_of(const Kind& kind) const;
  /// Refers to this. Copies the values.
  RecordView view(const RecordView& record) const;

 private:
  using Source = std::variant<std::size_t, Value>;  // the place among the fields of the record, or the value itself
  struct Selected {
    Kind kind;
    std::vector<Source> sources = {};
    void add(std::string_view name, Source source);
  };
  const Selected& selected(const Kind& kind) const;

  std::vector<std::string> fields_;
  std::vector<ConstantField> beside_;
  std::vector<std::string> first_;
  mutable std::map<const Kind*, Selected> selected_;
};

}  // namespace lrscope
