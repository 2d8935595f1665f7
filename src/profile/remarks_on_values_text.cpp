#include <fmt/format.h>

#include <algorithm>

#include "data/encode.h"
#include "profile/remark_facts.h"
#include "report/text_table.h"

namespace lrscope {

std::string about_task(const Facts& f) {
  const auto target = std::ranges::find_if(f.result.columns, &ColumnRecord::is_target);
  const bool is_open = f.data.task == Task::regression && !f.spec.task && target != f.result.columns.end();
  if (!is_open || target->profile.few_values.empty()) return "";
  return fmt::format("{} holds {}; if these are classes, --task classification.", in_quotes(target->name),
                     whole_values_text(target->profile.few_values));
}

std::string about_far_values(const Facts& f) {
  constexpr std::size_t most = 4;
  std::vector<std::string> parts;
  Names values;
  for (const ColumnRecord& column : f.result.columns) {
    const auto& far = column.profile.far_value;
    if (column.profile.part == Part::dropped || !far) continue;
    parts.push_back(fmt::format("{} {} in {}, all others from {} to {}", in_quotes(column.name),
                                number_text(far->value), counted(static_cast<std::size_t>(far->cells), "cell"),
                                number(far->low), number(far->high)));
    if (std::ranges::find(values, number_text(far->value)) == values.end()) values.push_back(number_text(far->value));
  }
  if (parts.empty()) return "";
  return fmt::format(
      "one value, again and again, far from all others: {}. If it stands for a missing one, use {} to fill such cells.",
      join(first_few(std::move(parts), most), "; "), flags_text({{"na-values", join(values, ",")}, {"na", "median"}}));
}

std::string about_spellings(const Facts& f) {
  constexpr std::size_t most = 4;
  std::vector<std::string> parts;
  for (const ColumnRecord& column : f.result.columns)
    for (const Names& levels : column.profile.alike_levels)
      parts.push_back(fmt::format("{} of {}", quoted(levels), in_quotes(column.name)));
  if (parts.empty()) return "";
  return "spelled in several ways: " + join(first_few(std::move(parts), most), "; ") +
         ". Each spelling is a category of its own; write them alike in the file if they are one.";
}

std::string about_same_categories(const Facts& f) {
  constexpr std::size_t most = 5;
  std::vector<std::string> pairs;
  for (const auto& [first, second] : f.result.same_categories)
    pairs.push_back(in_quotes(first) + " and " + in_quotes(second));
  if (pairs.empty()) return "";
  return join(first_few(std::move(pairs), most), ", ") +
         " divide the rows into the same categories: one tells the other; --drop one of each.";
}

std::string about_leak(const Facts& f) {
  if (f.data.features < 2) return "";
  const Names names =
      columns_where(f, [](const ColumnRecord& column) { return column.is_feature() && column.profile.tells_target; });
  return about(names, names.size() == 1 ? " is the target again: it tells every target exactly; --drop it unless it is "
                                          "known before the target is."
                                        : " are the target again: each tells every target exactly; --drop them unless "
                                          "they are known before the target is.");
}

std::string about_single_rows(const Facts& f) {
  Names classes;
  for (const ClassRecord& one : f.result.classes)
    if (one.rows == 1) classes.push_back(one.label);
  if (classes.empty()) return "";
  return fmt::format(
      "{} of one row only: {}. Nothing can be learnt about {} and checked; leave the row out with "
      "--drop-lines, or join classes.",
      counted(classes.size(), "class"), quoted(classes), classes.size() == 1 ? "it" : "them");
}

std::string about_header(const Facts& f) {
  if (f.data.header || f.spec.header) return "";
  std::int64_t numbers = 0, outlying = 0;
  for (const ColumnRecord& column : f.result.columns) {
    if (column.profile.kind == ColumnKind::category || column.is_constant()) continue;
    ++numbers;
    const auto& lines = column.profile.outlier_lines;
    outlying += !lines.empty() && lines.front() == f.data.first_row_line;
  }
  if (outlying < 2 || 2 * outlying <= numbers) return "";
  return fmt::format(
      "line {} lies far from all rows below in {} of {} columns: if it holds names, --header yes; else "
      "--drop-lines {}.",
      f.data.first_row_line, outlying, numbers, f.data.first_row_line);
}

}  // namespace lrscope
