#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "nn/loss.h"
#include "profile/data_profile.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

constexpr std::size_t most_name = 24;  // characters of a column's name

std::string short_name(const std::string& name) { return cut_to(printable(name), most_name); }

std::string head(const DataResult& result, std::string_view path) {
  const DataRecord& data = result.data;
  std::string text = fmt::format("{}: {}", printable(path), counted(data.rows, "row"));
  if (data.rows_used < data.rows) text += fmt::format(" ({} used)", data.rows_used);
  if (data.held_rows)
    text += fmt::format(" ({} held out; limit and baseline are those of the others)", *data.held_rows);
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
  if (!column.is_feature()) notes.emplace_back(name_of(column.profile.part));
  if (column.is_constant()) notes.emplace_back("constant");
  if (const auto outliers = column.profile.outliers.size(); outliers > 0) notes.push_back(counted(outliers, "outlier"));
  return join(notes, ", ");
}

std::string column_table(const std::vector<ColumnRecord>& columns, const Screen& screen) {
  std::size_t width = 6;
  for (const ColumnRecord& column : columns) width = std::max(width, width_of(short_name(column.name)));
  std::vector<std::vector<TextCell>> rows;
  for (const ColumnRecord& column : columns) {
    const ColumnProfile& profile = column.profile;
    rows.push_back({std::to_string(column.column), short_name(column.name), name_of(profile.kind),
                    std::to_string(profile.missing), std::to_string(profile.unique),
                    digits(column.figure(&ColumnStatistics::min)), digits(column.figure(&ColumnStatistics::max)),
                    digits(column.figure(&ColumnStatistics::mean)), digits(column.figure(&ColumnStatistics::std)),
                    column.square_share ? digits(100 * *column.square_share, 3) : "·", note_of(column)});
  }
  return table_text({{.title = "#", .width = 5, .spare = 6},
                     {.title = "column", .width = width, .align = Align::left, .least = 12},
                     {.title = "kind", .width = 8, .align = Align::left},
                     {.title = "missing", .width = 7, .spare = 1},
                     {.title = "unique", .width = 7, .spare = 5},
                     {.title = "min", .width = 10, .spare = 2},
                     {.title = "max", .width = 10, .spare = 2},
                     {.title = "mean", .width = 10, .spare = 4},
                     {.title = "std", .width = 10, .spare = 3},
                     {.title = "% of Σx²", .width = 8, .spare = 1},
                     {.title = "", .align = Align::left, .least = 12}},
                    rows, screen);
}

std::string target_text(const DataResult& result, const Screen& screen) {
  constexpr std::size_t most_classes = 8, most_targets = 4;
  const DataRecord& data = result.data;
  std::vector<std::string> parts;
  for (const ColumnRecord& column : result.columns)
    if (const auto& s = column.profile.statistics; column.is_target() && s)
      parts.push_back(
          fmt::format("{}: mean {}, standard deviation {}", in_quotes(column.name), digits(s->mean), digits(s->std)));
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
    text += fmt::format("; predicting {} costs {} ({})", find_named(losses(), data.loss, "loss").constant,
                        short_number_text(*data.baseline_loss), data.loss);
  return text.empty() ? "" : paragraph("target", text + ".", screen);
}

std::string model_text(const StartCurvature& start) {
  if (!start.limit) return "no limit: " + start.note;
  std::string text = fmt::format("stable up to lr {}", short_number_text(*start.limit));
  if (start.sharpness)
    text += fmt::format(" (sharpness {}{})", start.sharpness->converged ? "" : "at least ",
                        short_number_text(start.sharpness->value, 6));
  return text;
}

std::string limit_text(const DataResult& result, const Screen& screen) {
  const DataRecord& data = result.data;
  if (!data.raw.sharpness) return paragraph("limit", "not computed because of defects: see standard error.", screen);
  std::string text =
      fmt::format("gradient descent on a linear model, by {}: {}", data.raw.formula, model_text(data.raw));
  if (data.standard.limit && data.gain != 1.0) text += "; standardised, " + model_text(data.standard);
  return paragraph("limit", text + ".", screen);
}

std::string batches_text(const DataResult& result, const Screen& screen) {
  if (result.batches.empty()) return "";
  const auto& full = result.data.raw.limit;
  std::vector<std::vector<TextCell>> rows;
  for (const BatchLimitRecord& one : result.batches)
    rows.push_back({std::to_string(one.batch_size), digits(one.batch_limit),
                    one.almost_sure_limit ? fmt::format("{} ± {}", short_number_text(*one.almost_sure_limit, 3),
                                                        short_number_text(one.almost_sure_error.value_or(0), 1))
                                          : "·"});
  if (full) rows.push_back({"all", digits(*full), digits(*full)});
  return "\n" +
         table_text({{.title = "batch", .width = 16},
                     {.title = "mean-square limit", .width = 18},
                     {.title = "almost-sure limit", .width = 18}},
                    rows, screen) +
         "\n";
}

}  // namespace

std::string data_table(const DataResult& result, std::string_view path, const Screen& screen,
                       std::size_t most_columns) {
  std::string text = wrapped(head(result, path), 0, screen) + "\n";
  const std::size_t shown = std::min(most_columns, result.columns.size());
  text += column_table({result.columns.begin(), result.columns.begin() + static_cast<std::ptrdiff_t>(shown)}, screen);
  if (shown < result.columns.size())
    text += fmt::format("    … and {} more; lrscope data shows all\n", result.columns.size() - shown);
  text += "\n";
  text += target_text(result, screen) + limit_text(result, screen) + batches_text(result, screen);
  for (const Remark& remark : result.remarks) text += paragraph(remark.about, remark.text, screen);
  return text;
}

std::string defects_text(const DataResult& result, std::string_view path) {
  const std::size_t count = result.defects.size();
  std::string text;
  for (std::size_t i = 0; i < std::min(most_listed, count); ++i)
    text += fmt::format("lrscope: {}\n", printable(result.defects[i].message));
  text += fmt::format("lrscope: {}: {}", printable(path), counted(count, "defect"));
  if (count > most_listed)
    text += fmt::format(", {} of them not shown; --format csv --rows defects lists all", count - most_listed);
  if (!result.is_table) return text + "; mend these first: nothing else can be said about this file.\n";
  if (result.mending) text += fmt::format("; with {} it can be trained on", flags_text(*result.mending));
  return text + ".\n";
}

}  // namespace lrscope
