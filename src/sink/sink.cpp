#include "lrscope/sink/sink.h"

#include <utility>

#include "lrscope/core/text.h"
#include "sinks.h"

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
constexpr FormatRow endings[] = {{".csv", Format::csv},     {".tsv", Format::tsv},
                                 {".jsonl", Format::jsonl}, {".ndjson", Format::jsonl},
                                 {".md", Format::markdown}, {".markdown", Format::markdown},
                                 {".txt", Format::table}};

}  // namespace

Format parse_format(std::string_view name) {
  return find_named(std::span<const FormatRow>(formats), name, "--format").format;
}

Format format_of_path(std::string_view path) {
  for (const FormatRow& row : endings)
    if (path.ends_with(row.name)) return row.format;
  throw about_file(
      std::string(path),
      UsageError("output file " + in_quotes(path) +
                 ": the ending decides the format; use .csv, .tsv, .jsonl, .md or .txt (the table)."));
}

std::unique_ptr<Sink> make_sink(Format format, std::unique_ptr<Output> output, const SinkOptions& options) {
  switch (format) {
    case Format::table:
      return make_table_sink(std::move(output), options);
    case Format::csv:
      return make_delimited_sink(std::move(output), options.rows, ',');
    case Format::tsv:
      return make_delimited_sink(std::move(output), options.rows, '\t');
    case Format::jsonl:
      return make_jsonl_sink(std::move(output));
    case Format::markdown:
      return make_markdown_sink(std::move(output), options.rows);
  }
  throw UsageError("unknown format");
}

}  // namespace lrscope
