#include "lrscope/sink/map.h"

#include <fmt/format.h>

#include "json_record.h"
#include "lrscope/core/text.h"
#include "row_format.h"

namespace lrscope {
namespace {

struct RowsName {
  std::string_view name;
  MapRows rows;
};
constexpr RowsName names[] = {{"cells", MapRows::cells}, {"map", MapRows::map}};

template <class Line>
void write_cells(Output& output, const MapResult& result, Line line) {
  for (std::size_t cell = 0; cell < result.cells.outcome.size(); ++cell)
    if (result.cells.is_known(cell)) output.write(line(cell_record(result, cell)));
}

void write_rows(Output& output, const RowFormat& format, const MapText& map) {
  if (map.rows == MapRows::map) return output.write(rows_text(format, std::vector{map.result.map}));
  output.write(header_text<CellRecord>(format));
  write_cells(output, map.result, [&](const CellRecord& cell) { return row_text(format, cell); });
}

void write_jsonl(Output& output, const MapText& map) {
  output.write(begin_line(map.begin));
  write_cells(output, map.result, [](const CellRecord& cell) { return record_line("cell", cell); });
  if (map.result.is_complete) output.write(record_line("map", map.result.map));
}

std::string outcomes_text(const MapRecord& map) {
  std::string text;
  for (const auto& [count, name] : {std::pair{map.trained, "trained"},
                                    {map.spiked, "spiked"},
                                    {map.stalled, "stalled"},
                                    {map.diverged, "diverged"},
                                    {map.nonfinite, "nonfinite"}})
    if (count > 0) text += (text.empty() ? "" : ", ") + fmt::format("{} {}", count, name);
  return text;
}

std::string dimension_text(const MapRecord& map) {
  if (!map.dimension_fitted) return "too little boundary for an estimate of its dimension";
  return fmt::format(
      "box-counting dimension {:.2f} by a least-squares line, from boxes of {:.0f} "
      "to {:.0f} cells; its second digit depends on the estimator and on the zoom",
      *map.dimension_fitted, map.box_sizes.front(), map.box_sizes.back());
}

std::string table_text(const MapText& map) {
  constexpr std::size_t columns = 100, indent = 11;
  const MapRecord& record = map.result.map;
  std::string text = map_preview(map.picture, columns, map.color) + "\n";
  const auto line = [&](std::string_view name, const std::string& words) {
    text += wrapped(fmt::format("{:<{}}", name, indent) + words, indent);
  };
  const std::int64_t cells = record.width * record.height;
  line("cells", fmt::format("{} × {}: {}", record.width, record.height, outcomes_text(record)));
  if (record.cells_run < cells)
    line("refined", fmt::format("{} cells were run, {:.1f} %; the others lie away from the boundary and are taken from "
                                "their neighbours",
                                record.cells_run,
                                100.0 * static_cast<double>(record.cells_run) / static_cast<double>(cells)));
  line("boundary", dimension_text(record));
  return text;
}

}  // namespace

MapRows parse_map_rows(std::string_view name) {
  return find_named(std::span<const RowsName>(names), name, "--rows").rows;
}

void write_map(Output& output, Format format, const MapText& map) {
  switch (format) {
    case Format::table:
      return output.write(map.result.is_complete ? table_text(map) : std::string());
    case Format::csv:
      return write_rows(output, *make_delimited_format(','), map);
    case Format::tsv:
      return write_rows(output, *make_delimited_format('\t'), map);
    case Format::jsonl:
      return write_jsonl(output, map);
    case Format::markdown:
      return write_rows(output, *make_markdown_format(), map);
  }
}

}  // namespace lrscope
