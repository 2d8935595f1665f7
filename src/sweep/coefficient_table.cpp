// The coefficients of a trained linear model, below the steps of its run.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sweep/sweep_table.h"

namespace lrscope {

std::string coefficient_text(const std::vector<CoefficientRecord>& coefficients, const Screen& screen,
                             bool are_of_logarithms) {
  if (coefficients.empty()) return "";
  constexpr std::size_t most = 12, widest = 40;
  const std::size_t shown = std::min(coefficients.size(), most);
  std::vector<TextColumn> columns = {
      {.title = "column", .align = Align::left}, {.title = "coefficient"}, {.title = "weight"}};
  const bool has_outputs = !coefficients.front().output.empty();
  if (has_outputs) columns.insert(columns.begin(), {.title = "output", .align = Align::left});
  std::vector<std::vector<TextCell>> rows;
  for (std::size_t i = 0; i < shown; ++i) {
    const CoefficientRecord& record = coefficients[i];
    std::vector<TextCell>& row = rows.emplace_back();
    if (has_outputs) row.emplace_back(cut_to(printable(record.output), widest));
    row.emplace_back(cut_to(printable(record.column), widest));
    row.emplace_back(digits(record.coefficient, 6));
    row.emplace_back(digits(record.weight, 6));
    for (std::size_t column = 0; column < columns.size(); ++column)
      columns[column].width = std::max(columns[column].width, width_of(row[column].text));
  }
  std::string text = are_of_logarithms
                         ? "Coefficients of the target's logarithm (one b multiplies the target by e^b for 1 more in "
                           "the column of the file), and weights as trained:\n"
                         : "Coefficients in the units of the file, and weights as trained:\n";
  text += table_text(columns, rows, screen);
  if (shown < coefficients.size())
    text += fmt::format("… and {} more; all with --format csv --rows coefficients\n", coefficients.size() - shown);
  return text;
}

}  // namespace lrscope
