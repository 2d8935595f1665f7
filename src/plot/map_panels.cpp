// The map of its cells.
#include <algorithm>
#include <cmath>
#include <set>

#include "map/picture/map_picture.h"
#include "plot/questions.h"

namespace lrscope {
namespace {

/// The values of a knob over all cells, ascending. `text`: the axis as it was typed, "lr=log:1e-5:10".
MapAxis axis_of(const std::vector<Row>& cells, std::string_view field, const std::string& text) {
  MapAxis axis;
  axis.name = text.substr(0, text.find('='));
  axis.is_log = text.find("=log:") != std::string::npos;
  std::set<double> values;
  for (const Row& cell : cells) values.insert(cell.number(field).value_or(1));
  axis.values.assign(values.begin(), values.end());
  return axis;
}

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

}  // namespace

std::vector<Panel> map_panels(const RecordSet& records) {
  const std::vector<Row>& cells = records.of("cell");
  const std::vector<Row>& begins = records.of("begin");
  if (cells.empty() || begins.empty()) return {};
  const MapAxis x = axis_of(cells, "x", begins.front().text("config.x")),
                y = axis_of(cells, "y", begins.front().text("config.y"));
  MapCells map;
  map.width = std::ssize(x.values);
  map.height = std::ssize(y.values);
  map.outcome.assign(static_cast<std::size_t>(map.width * map.height), MapCells::unknown);
  map.score.assign(map.outcome.size(), 0);
  for (const Row& cell : cells) {
    const auto place = [](const MapAxis& axis, double value) {
      return std::ranges::lower_bound(axis.values, value) - axis.values.begin();
    };
    const double score = cell.number("mean_loss").value_or(cell.number("onset").value_or(0));
    const auto at = place(y, cell.number("y").value_or(1)) * map.width + place(x, cell.number("x").value_or(1));
    map.set(static_cast<std::size_t>(at), outcome_of(cell.text("outcome")), static_cast<float>(score));
  }
  const MapCurve none;
  Figure figure =
      map_figure({.x = x, .y = y, .cells = map, .limit = none, .title = "", .max_steps = steps_of(begins.front())});
  figure.panels.front().title = "How training ends over two knobs";
  return std::move(figure.panels);
}

}  // namespace lrscope
