#include "report/writer.h"

#include <utility>

#include "base/text.h"
#include "report/value_text.h"
#include "report/writers.h"

namespace lrscope {
namespace {

struct FormatRow {
  std::string_view name;
  Format format;
};
constexpr FormatRow formats[] = {{"table", Format::table},
                                 {"csv", Format::csv},
                                 {"tsv", Format::tsv},
                                 {"jsonl", Format::jsonl},
                                 {"markdown", Format::markdown}};
constexpr FormatRow endings[] = {{".csv", Format::csv},      {".tsv", Format::tsv},     {".jsonl", Format::jsonl},
                                 {".ndjson", Format::jsonl}, {".md", Format::markdown}, {".markdown", Format::markdown},
                                 {".txt", Format::table}};

}  // namespace

Format parse_format(std::string_view name) {
  return find_named(std::span<const FormatRow>(formats), name, "--format").format;
}

Format format_of_path(std::string_view path) {
  for (const FormatRow& row : endings)
    if (path.ends_with(row.name)) return row.format;
  throw about_file(std::string(path),
                   UsageError("output file " + in_quotes(path) +
                              ": the ending decides the format; use .csv, .tsv, .jsonl, .md or .txt (the table)."));
}

const Writer* writer_of(Format format) {
  switch (format) {
    case Format::table:
      return nullptr;
    case Format::csv:
      return &csv_writer();
    case Format::tsv:
      return &tsv_writer();
    case Format::jsonl:
      return &jsonl_writer();
    case Format::markdown:
      return &markdown_writer();
  }
  return nullptr;
}

std::string RowWriter::head(const Kind& kind) const {
  return line_of({kind.columns.begin(), kind.columns.end()}) + rule(kind.columns.size());
}

std::string RowWriter::line(const RecordView& record) const {
  std::vector<std::string> cells;
  for (const Value& value : record.values) {
    std::string text = value_text(value, absent());
    cells.push_back(std::holds_alternative<std::string>(value) ? words(text) : std::move(text));
  }
  return line_of(cells);
}

}  // namespace lrscope
