#include "export/bundle_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace lrscope {
namespace {

/// A cell of a csv file.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

std::string column_row(const Dataset& data, bool is_target, std::size_t at, double target_scale) {
  const std::string& name = (is_target ? data.target_names : data.feature_names)[at];
  const Index column = (is_target ? data.target_columns : data.feature_columns)[at];
  const bool is_class = is_target && data.task == Task::classification;
  const bool is_level = !is_target && data.categorical.contains(column);
  const auto coding = std::ranges::find_if(
      data.codings, [&](const ColumnCoding& one) { return one.place == column && one.is_target == is_target; });
  const bool is_coded = coding != data.codings.end() && !is_class && !is_level;
  const ColumnCoding plain = is_coded ? *coding : ColumnCoding{};
  const auto equals = name.find('=');
  const std::string level = is_class ? name : is_level && equals != std::string::npos ? name.substr(equals + 1) : "";
  return fmt::format("{},{},{},{},{},{},{},{},{}\n", is_target ? "target" : "feature", cell(name), column + 1,
                     is_class         ? "class"
                     : is_level       ? "level"
                     : plain.earliest ? "date"
                                      : "number",
                     plain.fill ? number_text(*plain.fill) : "", number_text(plain.shift),
                     number_text(is_target ? plain.scale / target_scale : plain.scale), plain.is_log ? "yes" : "no",
                     cell(level));
}

}  // namespace

std::string columns_csv(const Dataset& data, double target_scale, bool has_last_target_only) {
  std::string text = "role,name,column,kind,fill,shift,scale,log,level\n";
  for (std::size_t i = 0; i < data.feature_names.size(); ++i) text += column_row(data, false, i, 1);
  for (std::size_t i = has_last_target_only ? data.target_names.size() - 1 : 0; i < data.target_names.size(); ++i)
    text += column_row(data, true, i, target_scale);
  return text;
}

std::string layout_csv(const Layout& layout) {
  std::string text = "layer,name,offset,rows,columns\n";
  for (const ParameterBlock& block : layout.blocks())
    text += fmt::format("{},{},{},{},{}\n", block.layer, block.name, block.offset, block.rows, block.cols);
  return text;
}

std::string lines_text(const LineNumbers& lines) {
  std::string text;
  for (std::size_t row = 0; row < lines.size(); ++row) text += std::to_string(lines[row]) + '\n';
  return text;
}

}  // namespace lrscope
