#include "profile/data_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

constexpr std::size_t most_name = 24;  // characters of a column's name

std::string short_name(const std::string& name) {
  const std::string text = printable(name);
  if (width_of(text) <= most_name) return text;
  std::string cut;
  std::size_t characters = 0;
  for (const char c : text) {
    if ((c & 0xc0) != 0x80 && ++characters == most_name) break;
    cut += c;
  }
  return cut + "…";
}

std::string head(const DataResult& result, std::string_view path) {
  const DataRecord& data = result.data;
  std::string text = fmt::format("{}: {}", printable(path), counted(data.rows, "row"));
  if (data.rows_used < data.rows) text += fmt::format(" ({} used)", data.rows_used);
  if (data.ragged_rows > 0) text += fmt::format(" ({} left out)", counted(data.ragged_rows, "ragged row"));
  text += fmt::format(" × {}; delimiter {}, header {}; {} with {}", counted(data.columns, "column"),
                      data.delimiter == '\t' ? "tab" : fmt::format("'{}'", data.delimiter), data.header ? "yes" : "no",
                      name_of(data.task), counted(data.features, "feature"));
  if (data.inputs && *data.inputs != data.features)
    text += fmt::format(" ({} after one-hot encoding)", counted(*data.inputs, "input"));
  return text;
}

/// What the numbers of the row do not show.
std::string note_of(const ColumnRecord& column) {
  std::vector<std::string> notes;
  if (column.role != Part::feature) notes.emplace_back(name_of(column.role));
  if (column.constant.value_or(false)) notes.emplace_back("constant");
  if (column.outliers.value_or(0) > 0) notes.push_back(counted(*column.outliers, "outlier"));
  return join(notes, ", ");
}

std::string column_table(const std::vector<ColumnRecord>& columns) {
  std::size_t width = 6;
  for (const ColumnRecord& column : columns) width = std::max(width, width_of(short_name(column.name)));
  const TextTable table({{"#", 5},
                         {"column", width, Align::left},
                         {"kind", 8, Align::left},
                         {"missing", 7},
                         {"unique", 7},
                         {"min", 10},
                         {"max", 10},
                         {"mean", 10},
                         {"std", 10},
                         {"% of Σx²", 8},
                         {"", 0, Align::left}});
  std::string text = table.header();
  for (const ColumnRecord& column : columns)
    text += table.row({std::to_string(column.column), short_name(column.name), name_of(column.kind),
                       std::to_string(column.missing), std::to_string(column.unique), digits(column.min),
                       digits(column.max), digits(column.mean), digits(column.std),
                       column.square_share ? digits(100 * *column.square_share, 3) : "·", note_of(column)});
  return text;
}

std::string target_text(const DataResult& result) {
  constexpr std::size_t most_classes = 8, most_targets = 4;
  const DataRecord& data = result.data;
  std::vector<std::string> parts;
  for (const ColumnRecord& column : result.columns)
    if (column.role == Part::target && column.mean)
      parts.push_back(fmt::format("{}: mean {}, standard deviation {}", in_quotes(column.name), digits(column.mean),
                                  digits(column.std)));
  parts = first_few(std::move(parts), most_targets);
  if (data.task == Task::classification) {
    std::vector<std::string> classes;
    for (const ClassRecord& one : result.classes)
      classes.push_back(
          fmt::format("{} {} ({} %)", in_quotes(one.label), one.rows, short_number_text(100 * one.share, 3)));
    parts.push_back(fmt::format("{}: {}: {}", in_quotes(data.target), counted(classes.size(), "class"),
                                join(first_few(classes, most_classes), ", ")));
  }
  std::string text = join(parts, "; ");
  if (data.baseline_loss)
    text += fmt::format("; predicting {} costs {} ({})",
                        data.task == Task::classification ? "these frequencies" : "the mean",
                        short_number_text(*data.baseline_loss), data.loss);
  return paragraph("target", text + ".");
}

std::string model_text(const std::optional<Eigenvalue>& sharpness, const std::optional<double>& limit,
                       const std::string& note) {
  if (!limit) return "no limit: " + note;
  std::string text = fmt::format("stable up to lr {}", short_number_text(*limit));
  if (sharpness)
    text += fmt::format(" (sharpness {}{})", sharpness->converged ? "" : "at least ",
                        short_number_text(sharpness->value, 6));
  return text;
}

std::string limit_text(const DataResult& result) {
  const DataRecord& data = result.data;
  if (!data.sharpness) return paragraph("limit", "not computed because of defects: see standard error.");
  std::string text = fmt::format("gradient descent on a linear model, by {}: {}", data.limit_formula,
                                 model_text(data.sharpness, data.limit, data.limit_note));
  if (data.standard_limit && data.gain != 1.0)
    text += "; standardised, " + model_text(data.standard_sharpness, data.standard_limit, "");
  return paragraph("limit", text + ".");
}

}  // namespace

std::string data_table(const DataResult& result, std::string_view path) {
  std::string text = wrapped(head(result, path), 0) + "\n";
  text += column_table(result.columns) + "\n";
  text += target_text(result) + limit_text(result);
  for (const Remark& remark : result.remarks) text += paragraph(remark.about, remark.text);
  return text;
}

std::string defects_text(const DataResult& result, std::string_view path) {
  constexpr std::size_t most = 100;  // of one kind in one column
  std::map<std::pair<DefectKind, std::optional<std::int64_t>>, std::size_t> seen;
  std::string text;
  for (const Defect& defect : result.defects)
    if (++seen[{defect.kind, defect.column}] <= most) text += fmt::format("lrscope: {}\n", printable(defect.message));
  std::size_t hidden = 0;
  for (const auto& [what, count] : seen) hidden += count > most ? count - most : 0;
  text += fmt::format("lrscope: {}: {}", printable(path), counted(result.defects.size(), "defect"));
  if (hidden > 0) text += fmt::format(", {} of them not shown; --format csv --rows defects lists all", hidden);
  if (!result.is_table) text += "; fix these first: nothing else can be said about this file";
  return text + ".\n";
}

}  // namespace lrscope
