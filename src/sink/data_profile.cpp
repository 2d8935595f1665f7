#include "lrscope/sink/data_profile.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "data_table.h"
#include "json_record.h"
#include "lrscope/core/text.h"
#include "row_format.h"

namespace lrscope {
namespace {

struct RowsName {
  std::string_view name;
  DataRows rows;
};
constexpr RowsName names[] = {{"columns", DataRows::columns}, {"pairs", DataRows::pairs},
                              {"classes", DataRows::classes}, {"remarks", DataRows::remarks},
                              {"defects", DataRows::defects}, {"data", DataRows::data}};

std::string rows_text(const RowFormat& format, const DataResult& result, DataRows rows) {
  switch (rows) {
    case DataRows::columns:
      return rows_text(format, result.columns);
    case DataRows::pairs:
      return rows_text(format, result.pairs);
    case DataRows::classes:
      return rows_text(format, result.classes);
    case DataRows::remarks:
      return rows_text(format, result.remarks);
    case DataRows::defects:
      return rows_text(format, result.defects);
    case DataRows::data:
      return rows_text(format, result.is_table ? std::vector{result.data} : std::vector<DataRecord>{});
  }
  return "";
}

template <class Record>
std::string lines_of(std::string_view type, const std::vector<Record>& records) {
  std::string text;
  for (const Record& record : records) text += record_line(type, record);
  return text;
}

std::string jsonl_text(const BeginRecord& begin, const DataResult& result) {
  std::string text = begin_line(begin);
  if (result.is_table) text += record_line("data", result.data);
  return text + lines_of("column", result.columns) + lines_of("pair", result.pairs) +
         lines_of("class", result.classes) + lines_of("remark", result.remarks) +
         lines_of("defect", result.defects);
}

}  // namespace

DataRows parse_data_rows(std::string_view name) {
  return find_named(std::span<const RowsName>(names), name, "--rows").rows;
}

std::string data_text(Format format, const BeginRecord& begin, const DataResult& result, DataRows rows) {
  switch (format) {
    case Format::table:
      return printable_lines(result.is_table ? data_table(result, begin.data_path) : "");
    case Format::csv:
      return rows_text(*make_delimited_format(','), result, rows);
    case Format::tsv:
      return rows_text(*make_delimited_format('\t'), result, rows);
    case Format::jsonl:
      return jsonl_text(begin, result);
    case Format::markdown:
      return rows_text(*make_markdown_format(), result, rows);
  }
  return "";
}

std::string defects_text(const DataResult& result, std::string_view path) {
  constexpr std::size_t most = 100;  // of one kind in one column
  std::map<std::pair<DefectKind, std::optional<std::int64_t>>, std::size_t> seen;
  std::string text;
  for (const DefectRecord& defect : result.defects)
    if (++seen[{defect.kind, defect.column}] <= most)
      text += fmt::format("lrscope: {}\n", printable(defect.message));
  std::size_t hidden = 0;
  for (const auto& [what, count] : seen) hidden += count > most ? count - most : 0;
  text += fmt::format("lrscope: {}: {}", printable(path), counted(result.defects.size(), "defect"));
  if (hidden > 0)
    text += fmt::format(", {} of them not shown; --format csv --rows defects lists all", hidden);
  if (!result.is_table) text += "; nothing else can be said of this file until that is mended";
  return text + ".\n";
}

}  // namespace lrscope
