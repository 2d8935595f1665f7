#include "lrscope/sink/find.h"

#include "find_table.h"
#include "json_record.h"
#include "lrscope/core/text.h"
#include "row_format.h"

namespace lrscope {
namespace {

struct RowsName {
  std::string_view name;
  FindRows rows;
};
constexpr RowsName names[] = {{"suggestions", FindRows::suggestions},
                              {"tests", FindRows::tests},
                              {"steps", FindRows::steps},
                              {"runs", FindRows::runs},
                              {"find", FindRows::find}};

std::string rows_of(const RowFormat& format, const FindResult& result, FindRows rows) {
  switch (rows) {
    case FindRows::suggestions:
      return rows_text(format, result.suggestions);
    case FindRows::tests:
      return rows_text(format, result.tests);
    case FindRows::steps:
      return rows_text(format, result.steps);
    case FindRows::runs:
      return rows_text(format, result.runs);
    case FindRows::find:
      return rows_text(format, std::vector{result.find});
  }
  return "";
}

std::string jsonl_text(const BeginRecord& begin, const FindResult& result) {
  std::string text = begin_line(begin);
  for (const RangeStepRecord& record : result.steps) text += record_line("range_step", record);
  for (const RangeTestRecord& record : result.tests) text += record_line("range_test", record);
  for (const RunRecord& record : result.runs) text += record_line("run", record);
  for (const SuggestionRecord& record : result.suggestions) text += record_line("suggestion", record);
  return text + record_line("find", result.find);
}

}  // namespace

FindRows parse_find_rows(std::string_view name) {
  return find_named(std::span<const RowsName>(names), name, "--rows").rows;
}

std::string find_text(Format format, const BeginRecord& begin, const FindResult& result, FindRows rows) {
  switch (format) {
    case Format::table:
      return printable_lines(find_table(result));
    case Format::csv:
      return rows_of(*make_delimited_format(','), result, rows);
    case Format::tsv:
      return rows_of(*make_delimited_format('\t'), result, rows);
    case Format::jsonl:
      return jsonl_text(begin, result);
    case Format::markdown:
      return rows_of(*make_markdown_format(), result, rows);
  }
  return "";
}

}  // namespace lrscope
