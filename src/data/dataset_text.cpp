#include "base/text.h"
#include "data/column_plan.h"
#include "data/encode.h"
#include "report/lists.h"
#include "spec/change.h"

namespace lrscope {

std::string description(const CsvTable& table, const Plan& plan, const DataSpec& spec, const Dataset& data) {
  std::string text = table.path() + ": " + counted(plan.rows.size(), "row");
  if (plan.rows.size() < static_cast<std::size_t>(table.rows()))
    text += " (" + std::to_string(static_cast<std::size_t>(table.rows()) - plan.rows.size()) + " dropped" +
            (spec.missing == MissingPolicy::drop && spec.drop_lines.empty() ? ": missing cells)" : ")");
  text += ", " + counted(data.feature_names.size(), "feature");
  std::vector<std::string> one_hot;
  for (const Index column : plan.features)
    if (plan.is_categorical(column)) one_hot.push_back(in_quotes(table.name(column)));
  if (!one_hot.empty())
    text += " from " + counted(plan.features.size(), "column") +
            " (one-hot: " + join(first_few(std::move(one_hot)), ", ") + ")";
  std::vector<std::string> names;
  for (const Index column : plan.targets) names.push_back(in_quotes(table.name(column)));
  text += ", target " + join(first_few(std::move(names)), ", ");
  text += data.task == Task::regression ? " (regression)"
                                        : " (classification, " + counted(data.target_names.size(), "class") + ")";
  return text + "; delimiter " + delimiter_name(table.delimiter()) + ", header " +
         (!table.has_header()            ? "no: columns are called column1, column2, …"
          : table.first().lacks_one_name ? "yes, one name short: the first column is called row.names"
                                         : "yes");
}

std::string no_scale_text(const CsvTable& table, Index column, const std::string& word, std::string_view flag,
                          const std::string& quantity, bool is_constant) {
  const std::string name = in_quotes(table.name(column));
  return "warning: " + table.path() + ": column " + name + " has " + quantity + " 0, so --" + std::string(flag) +
         " leaves its scale as it is; " +
         (is_constant
              ? "a constant column carries no information; use " + flags_text({{"drop", word}}) + " to leave it out."
              : "most of its values are equal, another scaling may suit it better.");
}

std::string whole_values_text(const std::vector<double>& values) {
  if (values.size() == 2) return number_text(values[0]) + " and " + number_text(values[1]) + " only";
  return std::to_string(values.size()) + " whole numbers from " + number_text(values.front()) + " to " +
         number_text(values.back()) + " only";
}

std::string filling_text(const Filling& filling) {
  constexpr std::string_view names[] = {"", "", "the mean", "the median", "zero"};
  return "column " + in_quotes(filling.column) + ": " + counted(filling.cells, "missing cell") + " filled with " +
         std::string(names[static_cast<int>(filling.policy)]);
}

}  // namespace lrscope
