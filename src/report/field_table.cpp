#include "report/field_table.h"

#include <algorithm>

#include "base/text.h"
#include "report/text_table.h"
#include "report/writer.h"

namespace lrscope {
namespace {

constexpr int significant = 6;
constexpr std::size_t enough_of_words = 24;  // characters of a path or a list by which it is known

std::string cell_text(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return digits(*number, significant);
  if (const auto* numbers = std::get_if<std::vector<double>>(&value)) {
    std::vector<std::string> texts;
    for (const double number : *numbers) texts.push_back(digits(number, significant));
    return join(texts, " ");
  }
  return printable(value_text(value, "·"));
}

bool is_number(const Value& value) {
  return std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value);
}

}  // namespace

void FieldTable::add(const RecordView& record) { rows_.push_back(record.values); }

std::string FieldTable::text(const Kind& kind, const Screen& screen) const {
  std::vector<TextColumn> columns;
  std::vector<std::vector<TextCell>> cells(rows_.size());
  for (std::size_t i = 0; i < kind.columns.size(); ++i) {
    TextColumn column{.title = std::string(kind.columns[i]), .width = width_of(kind.columns[i])};
    const auto has_words = [&](const std::vector<Value>& row) {
      return !is_number(row[i]) && !std::holds_alternative<Absent>(row[i]);
    };
    column.spare = static_cast<int>(i);
    if (std::ranges::any_of(rows_, has_words)) {
      column.align = Align::left;
      column.least = std::max(enough_of_words, column.width);
    }
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      cells[row].emplace_back(cell_text(rows_[row][i]));
      column.width = std::max(column.width, width_of(cells[row].back().text));
    }
    columns.push_back(std::move(column));
  }
  return table_text(std::move(columns), cells, screen,
                    "a wider terminal or -o FILE.csv has them, and what --fields names first stays");
}

}  // namespace lrscope
