// Maps of their cells, one for each file.
#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "map/map.h"
#include "map/picture/map_picture.h"
#include "plot/questions.h"

namespace lrscope {
namespace {

Outcome outcome_of(const std::string& name) {
  for (const Outcome outcome :
       {Outcome::trained, Outcome::spiked, Outcome::no_skill, Outcome::stalled, Outcome::diverged})
    if (name_of(outcome) == name) return outcome;
  return Outcome::nonfinite;
}

/// How many steps each cell had.
std::int64_t steps_of(const Row& begin) {
  if (const auto steps = begin.number("config.max-steps")) return static_cast<std::int64_t>(*steps);
  const double rows = begin.number("data.rows").value_or(1),
               batch = std::min(begin.number("config.batch-size").value_or(rows), rows);
  return static_cast<std::int64_t>(begin.number("config.epochs").value_or(1) * std::ceil(rows / batch));
}

std::string value_text(const Row& begin, const std::string& name) {
  const auto number = begin.number(name);
  return number ? number_text(*number) : begin.text(name);
}

/// What was asked for: cells that were not run are missing among the records.
MapResult map_of(const Row& begin) {
  std::vector<std::pair<std::string, std::string>> config;
  for (const std::string flag : {"x", "y", "size"})
    if (std::string value = value_text(begin, "config." + flag); !value.empty()) config.emplace_back(flag, value);
  return empty_map(map_of_config(config));
}

void set(MapCells& map, const Row& cell) {
  const double column = cell.number("column").value_or(-1), row = cell.number("row").value_or(-1);
  if (!(column >= 0 && row >= 0 && column < static_cast<double>(map.width) && row < static_cast<double>(map.height)))
    return;
  const auto at = static_cast<std::int64_t>(row) * map.width + static_cast<std::int64_t>(column);
  const double score = cell.number("mean_loss").value_or(cell.number("onset").value_or(0));
  map.set(static_cast<std::size_t>(at), outcome_of(cell.text("outcome")), static_cast<float>(score));
}

/// The map of one file.
Panel panel_of(const Row& begin, const std::vector<Row>& cells) {
  MapResult map = map_of(begin);
  for (const Row& cell : cells)
    if (cell.file == begin.file) set(map.cells, cell);
  const MapCurve none;
  Figure figure = map_figure(
      {.x = map.x, .y = map.y, .cells = map.cells, .limit = none, .title = "", .max_steps = steps_of(begin)});
  return std::move(figure.panels.front());
}

}  // namespace

std::vector<Panel> map_panels(const RecordSet& records) {
  const std::vector<Row>& cells = records.of("cell");
  std::vector<Panel> panels;
  std::set<std::size_t> files;
  for (const Row& cell : cells) files.insert(cell.file);
  for (const std::size_t file : files) {
    const auto begin = std::ranges::find(records.of("begin"), file, &Row::file);
    if (begin == records.of("begin").end() || begin->text("config.x").empty()) continue;
    Panel panel = panel_of(*begin, cells);
    panel.title = "How training ends over two knobs";
    if (files.size() > 1) panel.title += ": " + records.files[file];
    if (!panels.empty()) panel.name += "-" + std::to_string(panels.size() + 1);
    panels.push_back(std::move(panel));
  }
  return panels;
}

}  // namespace lrscope
