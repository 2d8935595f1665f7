#include "lrscope/sink/explanation.h"

#include <span>
#include <vector>

#include "explanation_table.h"
#include "json_record.h"
#include "lrscope/core/text.h"
#include "row_format.h"

namespace lrscope {
namespace {

struct RowsName {
  std::string_view name;
  ExplanationRows rows;
};
constexpr RowsName names[] = {
    {"changes", ExplanationRows::changes}, {"events", ExplanationRows::events},
    {"layers", ExplanationRows::layers},   {"batches", ExplanationRows::batches},
    {"rows", ExplanationRows::rows},       {"explanation", ExplanationRows::explanation}};

std::string rows_text(const RowFormat& format, const Explanation& e, ExplanationRows rows) {
  switch (rows) {
    case ExplanationRows::changes:
      return rows_text(format, e.changes);
    case ExplanationRows::events:
      return rows_text(format, e.events);
    case ExplanationRows::layers:
      return rows_text(format, e.layers);
    case ExplanationRows::batches:
      return rows_text(format, e.batches);
    case ExplanationRows::rows:
      return rows_text(format, e.rows);
    case ExplanationRows::explanation:
      return rows_text(format, std::vector{e.summary});
  }
  return "";
}

template <class Record>
std::string lines_text(std::string_view type, const std::vector<Record>& records) {
  std::string text;
  for (const Record& record : records) text += record_line(type, record);
  return text;
}

std::string jsonl_text(const BeginRecord& begin, const Explanation& e) {
  return begin_line(begin) + (e.run ? record_line("run", *e.run) : std::string()) +
         lines_text("defect", e.defects) + lines_text("event", e.events) + lines_text("layer", e.layers) +
         lines_text("batch", e.batches) + lines_text("row", e.rows) + lines_text("change", e.changes) +
         record_line("explanation", e.summary);
}

}  // namespace

ExplanationRows parse_explanation_rows(std::string_view name) {
  return find_named(std::span<const RowsName>(names), name, "--rows").rows;
}

std::string explanation_text(Format format, const BeginRecord& begin, const Explanation& explanation,
                             ExplanationRows rows) {
  switch (format) {
    case Format::table:
      return printable_lines(explanation_table(explanation, begin.data_path));
    case Format::csv:
      return rows_text(*make_delimited_format(','), explanation, rows);
    case Format::tsv:
      return rows_text(*make_delimited_format('\t'), explanation, rows);
    case Format::jsonl:
      return jsonl_text(begin, explanation);
    case Format::markdown:
      return rows_text(*make_markdown_format(), explanation, rows);
  }
  return "";
}

std::string along_text(Format format, const BeginRecord& begin, const AlongCurve& curve) {
  switch (format) {
    case Format::table:
      return along_drawing(curve);
    case Format::csv:
      return rows_text(*make_delimited_format(','), curve.points);
    case Format::tsv:
      return rows_text(*make_delimited_format('\t'), curve.points);
    case Format::jsonl:
      return begin_line(begin) + lines_text("along", curve.points);
    case Format::markdown:
      return rows_text(*make_markdown_format(), curve.points);
  }
  return "";
}

}  // namespace lrscope
