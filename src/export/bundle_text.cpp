#include "export/bundle_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "report/field.h"
#include "report/writer.h"

namespace lrscope {

struct ExportedColumn {
  LRSCOPE_RECORD(ExportedColumn, "column", "columns");
  LRSCOPE_FIELD(std::string, role, "", "feature or target");
  LRSCOPE_FIELD(std::string, name, "", "of the column, or of a level or a class in it");
  LRSCOPE_FIELD(std::int64_t, column, "", "of the file, from 1");
  LRSCOPE_FIELD(std::string, kind, "", "number, date, level or class");
  LRSCOPE_FIELD(std::optional<double>, fill, "", "what missing cells became");
  LRSCOPE_FIELD(double, shift, "", "the number is (number − shift)/scale");
  LRSCOPE_FIELD(double, scale, "", "see shift");
  LRSCOPE_FIELD(std::string, log, "", "yes: the logarithm was taken before that");
  LRSCOPE_FIELD(std::string, level, "", "of a level or class its text");
};

struct ExportedTensor {
  LRSCOPE_RECORD(ExportedTensor, "tensor", "tensors");
  LRSCOPE_FIELD(std::int64_t, layer, "", "from 1");
  LRSCOPE_FIELD(std::string, name, "", "weight or bias");
  LRSCOPE_FIELD(std::int64_t, offset, "", "in θ");
  LRSCOPE_FIELD(std::int64_t, rows, "", "");
  LRSCOPE_FIELD(std::int64_t, columns, "", "");
};

namespace {

template <class Record>
std::string csv_of(const std::vector<Record>& records) {
  const Writer& csv = *writer_of(Format::csv);
  std::string text = csv.head(kind_of<Record>());
  for (const Record& record : records) text += csv.line(kind_of<Record>().view(record));
  return text;
}

ExportedColumn column_of(const Dataset& data, bool is_target, std::size_t at, double target_scale) {
  const std::string& name = (is_target ? data.target_names : data.feature_names)[at];
  const Index place = (is_target ? data.target_columns : data.feature_columns)[at];
  const bool is_class = is_target && data.task == Task::classification;
  const bool is_level = !is_target && data.categorical.contains(place);
  const auto coding = std::ranges::find_if(
      data.codings, [&](const ColumnCoding& one) { return one.place == place && one.is_target == is_target; });
  const bool is_coded = coding != data.codings.end() && !is_class && !is_level;
  const ColumnCoding plain = is_coded ? *coding : ColumnCoding{};
  const auto equals = name.find('=');
  return {.role = is_target ? "target" : "feature",
          .name = name,
          .column = place + 1,
          .kind = is_class         ? "class"
                  : is_level       ? "level"
                  : plain.earliest ? "date"
                                   : "number",
          .fill = plain.fill,
          .shift = plain.shift,
          .scale = is_target ? plain.scale / target_scale : plain.scale,
          .log = plain.is_log ? "yes" : "no",
          .level = is_class                                  ? name
                   : is_level && equals != std::string::npos ? name.substr(equals + 1)
                                                             : ""};
}

}  // namespace

std::string columns_csv(const Dataset& data, double target_scale, Index outputs) {
  std::vector<ExportedColumn> columns;
  for (std::size_t i = 0; i < data.feature_names.size(); ++i) columns.push_back(column_of(data, false, i, 1));
  for (std::size_t i = data.target_names.size() - static_cast<std::size_t>(outputs); i < data.target_names.size(); ++i)
    columns.push_back(column_of(data, true, i, target_scale));
  return csv_of(columns);
}

std::string layout_csv(const Layout& layout) {
  std::vector<ExportedTensor> tensors;
  for (const ParameterBlock& block : layout.blocks())
    tensors.push_back({.layer = block.layer,
                       .name = std::string(block.name),
                       .offset = block.offset,
                       .rows = block.rows,
                       .columns = block.cols});
  return csv_of(tensors);
}

std::string lines_text(const LineNumbers& lines) {
  std::string text;
  for (std::size_t row = 0; row < lines.size(); ++row) text += std::to_string(lines[row]) + '\n';
  return text;
}

}  // namespace lrscope
