// Records as rows of text: csv, tsv and markdown differ only in how a line of cells is written. Private to
// this folder.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "lrscope/record/fields.h"
#include "lrscope/sink/value_text.h"

namespace lrscope {

class RowFormat {
 public:
  virtual ~RowFormat() = default;
  /// One line, with its end, for these cells.
  virtual std::string line(const std::vector<std::string>& cells) const = 0;
  /// What follows the line of column names.
  virtual std::string rule(std::size_t) const { return ""; }
  /// A cell of words, which may come from a file, as it has to stand in this format.
  virtual std::string words(const std::string& text) const { return text; }
  /// The text of an absent value.
  virtual std::string absent() const { return ""; }
};

std::unique_ptr<RowFormat> make_delimited_format(char delimiter);
std::unique_ptr<RowFormat> make_markdown_format();

/// The line of the names of a record's fields, and what follows it.
template <class Record>
std::string header_text(const RowFormat& format) {
  std::vector<std::string> names;
  for (const auto& field : fields<Record>()) names.emplace_back(field.name);
  return format.line(names) + format.rule(names.size());
}

template <class Record>
std::string row_text(const RowFormat& format, const Record& record) {
  std::vector<std::string> cells;
  for (const auto& field : fields<Record>()) {
    const Value value = field.get(record);
    std::string text = value_text(value, format.absent());
    cells.push_back(std::holds_alternative<std::string>(value) ? format.words(text) : std::move(text));
  }
  return format.line(cells);
}

/// All of a list, the line of names first.
template <class Record>
std::string rows_text(const RowFormat& format, const std::vector<Record>& records) {
  std::string text = header_text<Record>(format);
  for (const Record& record : records) text += row_text(format, record);
  return text;
}

}  // namespace lrscope
