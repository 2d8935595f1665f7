#include "map/picture/map_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/text.h"
#include "figure/axes.h"
#include "figure/png.h"
#include "map/picture/axis_scale.h"
#include "map/picture/map_colors.h"

namespace lrscope {
namespace {

constexpr Color not_run{240, 240, 236};

std::string hex(Color color) { return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue); }

/// `count` shades, from dark to pale.
std::vector<std::string> shades(Outcome outcome, int count) {
  std::vector<std::string> colors;
  for (int i = 0; i < count; ++i) colors.push_back(hex(MapColors::shade(outcome, i / (count - 1.0))));
  return colors;
}

/// `factor` pixels along a cell: what enlarges pictures may blur them.
std::string cells_png(const MapPicture& picture, const MapColors& colors, int factor) {
  const MapCells& cells = picture.cells;
  const auto paint = [&](int y, std::uint8_t* pixel) {
    for (std::int64_t x = 0; x < cells.width; ++x) {
      const auto cell = static_cast<std::size_t>((cells.height - 1 - y / factor) * cells.width + x);
      const Color color = cells.is_known(cell) ? colors.of(cell) : not_run;
      for (int i = 0; i < factor; ++i, pixel += 3)
        std::tie(pixel[0], pixel[1], pixel[2]) = std::tie(color.red, color.green, color.blue);
    }
  };
  return png_file(static_cast<int>(cells.width) * factor, static_cast<int>(cells.height) * factor, {}, paint);
}

/// Numbers below the bar of a family, in the order of their importance.
std::vector<std::pair<double, std::string>> absolute_marks(bool failed, std::int64_t max_steps) {
  if (!failed) return {{0, "0"}, {1, "≥1"}, {0.5, "0.5"}, {0.25, "0.25"}, {0.75, "0.75"}};
  const auto most = static_cast<double>(std::max<std::int64_t>(max_steps, 1));
  std::vector<std::pair<double, std::string>> marks = {{0, "0"}, {1, number_text(most)}};
  for (double onset = 10; onset < most; onset *= 10)
    marks.emplace_back(std::log1p(onset) / std::log1p(most), number_text(onset));
  marks.emplace_back(std::log1p(1.0) / std::log1p(most), "1");
  return marks;
}

/// The scores at the ends and in the middle of the ranks, with the fewest digits that distinguish the ends.
std::vector<std::pair<double, std::string>> quantile_marks(const std::vector<float>& scores) {
  if (scores.empty()) return {};
  const double low = scores.front(), middle = scores[scores.size() / 2], high = scores.back();
  for (int digits = 3;; ++digits) {
    const auto text = [&](double score) { return short_number_text(score, digits); };
    if (digits < 9 && low < high && text(low) == text(high)) continue;
    return {{0, text(low)}, {1, text(high)}, {0.5, text(middle)}};
  }
}

void add_legend(Panel& panel, const MapPicture& picture, const MapColors& colors) {
  const bool is_ranked = picture.coloring == MapColoring::equalized;
  const std::string ranked = is_ranked ? ", by rank" : "";
  const auto add = [&](const char* title, Outcome outcome, const std::string& caption, bool failed, bool has_any) {
    panel.scales.push_back(
        {title, shades(outcome, 32),
         is_ranked ? quantile_marks(colors.quantiles(failed)) : absolute_marks(failed, picture.max_steps),
         has_any ? caption + ranked : "none in this map"});
  };
  add("trained", Outcome::trained, "mean loss / initial loss", false, colors.has(Outcome::trained));
  add("failed: diverged or not finite", Outcome::nonfinite, "steps until it blew up", true,
      colors.has(Outcome::diverged) || colors.has(Outcome::nonfinite));
  for (const auto& [outcome, meaning] : {std::pair{Outcome::spiked, "spiked, then trained"},
                                         {Outcome::no_skill, "no skill"},
                                         {Outcome::stalled, "stalled"}})
    if (colors.has(outcome)) panel.legend.push_back({.text = meaning, .colors = shades(outcome, 5)});
  if (colors.has_unknown()) panel.legend.push_back({.text = "not run", .colors = {hex(not_run)}});
  if (!picture.limit.empty()) panel.legend.push_back({picture.limit_label, {Ink::plain}, Dash::solid});
}

Axis axis_of(const MapAxis& axis, double pixels, bool is_across) {
  const auto cells = static_cast<double>(axis.values.size());
  const auto place = [&](double value) { return position_on(axis, value) / cells * pixels; };
  Ticks ticks = fitting_ticks(range_of(axis), pixels, is_across, place);
  for (Tick& tick : ticks.ticks) tick.value = position_on(axis, tick.value);
  return {.label = axis.name, .low = 0.0, .high = cells, .ticks = std::move(ticks)};
}

}  // namespace

Figure map_figure(const MapPicture& picture) {
  const MapColors colors(picture);
  const std::int64_t longer = std::max({picture.cells.width, picture.cells.height, std::int64_t{1}});
  constexpr std::int64_t usual = 512, widest = 1024;
  // Pixels of the figure a cell, then cells a pixel: whole numbers both.
  const auto enlarged = static_cast<double>(longer >= 256 ? 1 : usual / longer);
  const auto shrunk = static_cast<double>((longer + widest - 1) / widest);
  const auto size = [&](std::int64_t cells) {
    return std::max(std::round(static_cast<double>(cells) * enlarged / shrunk), 40.0);
  };
  Panel panel{.name = "map", .title = "", .about = "How training ends over two knobs: dark is fast, warm has failed."};
  panel.width = size(picture.cells.width);
  panel.height = size(picture.cells.height);
  panel.x = axis_of(picture.x, panel.width, true);
  panel.y = axis_of(picture.y, panel.height, false);
  const double scale = std::max(2.0, shrunk);  // device pixels for one of the figure
  panel.marks = {{.shape = MarkShape::image,
                  .points = {{0, 0}, {*panel.x.high, *panel.y.high}},
                  .png = cells_png(picture, colors, static_cast<int>(enlarged / shrunk * scale))}};
  for (const auto& [ink, width] : {std::pair{Ink::halo, 3.4}, {Ink::over, 1.6}})
    for (std::vector<FigurePoint>& piece : limit_in_cells(picture))
      if (!piece.empty())
        panel.marks.push_back(
            {.color = {ink}, .hover = picture.limit_label, .points = std::move(piece), .width = width});
  add_legend(panel, picture, colors);
  return {.title = picture.title, .panels = {std::move(panel)}, .columns = 1, .metadata = picture.text, .scale = scale};
}

}  // namespace lrscope
