#include "lrscope/sink/plan.h"

#include "json_record.h"
#include "row_format.h"

namespace lrscope {

std::string plan_text(Format format, const std::vector<PlanRecord>& runs) {
  switch (format) {
    case Format::table: {
      std::string text;
      for (const PlanRecord& run : runs) text += run.command + '\n';
      return text;
    }
    case Format::csv:
      return rows_text(*make_delimited_format(','), runs);
    case Format::tsv:
      return rows_text(*make_delimited_format('\t'), runs);
    case Format::jsonl: {
      std::string text;
      for (const PlanRecord& run : runs) text += record_line("plan", run);
      return text;
    }
    case Format::markdown:
      return rows_text(*make_markdown_format(), runs);
  }
  return "";
}

}  // namespace lrscope
