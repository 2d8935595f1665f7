#include "map/map_table.h"

#include <fmt/format.h>

#include "report/text_table.h"

namespace lrscope {
namespace {

std::string outcomes_text(const MapRecord& map) {
  std::string text;
  for (std::size_t i = 0; i < std::size(count_of); ++i)
    if (const std::int64_t count = map.*count_of[i]; count > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name_of(static_cast<Outcome>(i)));
  return text;
}

std::string dimension_text(const MapRecord& map) {
  if (!map.dimension_fitted) return "too little boundary for an estimate of its dimension";
  return fmt::format(
      "box-counting dimension {:.2f} by a least-squares line, from boxes of {:.0f} to {:.0f} cells; its second digit "
      "depends on the estimator and on the zoom",
      *map.dimension_fitted, map.box_sizes.front(), map.box_sizes.back());
}

}  // namespace

std::string map_table(const MapRecord& record, const MapPicture& picture, bool is_colored) {
  constexpr std::size_t columns = 100;
  const std::int64_t cells = record.width * record.height;
  std::string text = map_preview(picture, columns, is_colored) + "\n";
  text += paragraph("cells", fmt::format("{} × {}: {}", record.width, record.height, outcomes_text(record)));
  if (record.cells_run < cells)
    text += paragraph(
        "refined",
        fmt::format(
            "{} cells were run, {:.1f} %; the others lie away from the boundary and are taken from their neighbours",
            record.cells_run, 100.0 * static_cast<double>(record.cells_run) / static_cast<double>(cells)));
  return text + paragraph("boundary", dimension_text(record));
}

}  // namespace lrscope
