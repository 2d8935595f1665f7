#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "map/picture/axis_scale.h"
#include "map/picture/map_colors.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

/// Both values, with the fewest digits that distinguish them.
std::pair<std::string, std::string> end_labels(const MapAxis& axis) {
  const double low = axis.values.front(), high = axis.values.back();
  for (int digits = 4;; ++digits) {
    const auto text = [&](double value) { return short_number_text(value, digits); };
    if (digits >= 17 || low == high || text(low) != text(high)) return {text(low), text(high)};
  }
}

/// The map in square dots, two to a line of characters; each shows the nearest cell.
class Dots {
 public:
  Dots(const MapPicture& picture, std::size_t most_columns) : picture_(picture) {
    constexpr std::int64_t most_rows = 96;
    const std::int64_t columns = picture.cells.width, rows = picture.cells.height;
    // A small map is enlarged, by a whole factor.
    const std::int64_t factor = std::max<std::int64_t>(1, 48 / std::max(columns, rows));
    const double shrink =
        std::min({static_cast<double>(factor), static_cast<double>(most_columns) / static_cast<double>(columns),
                  static_cast<double>(most_rows) / static_cast<double>(rows)});
    const auto shrunk = [&](std::int64_t cells) {
      return std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(cells) * shrink));
    };
    width = shrunk(columns);
    lines = std::max<std::int64_t>(1, (shrunk(rows) + 1) / 2);
    mark_limit();
  }

  /// The cell in the middle of column `column` and of row `row`, where the map has `rows` rows: of dots or of lines.
  std::size_t cell(std::int64_t column, std::int64_t row, std::int64_t rows) const {
    const auto at = [](std::int64_t place, std::int64_t places, std::int64_t cells) {
      const double fraction = (static_cast<double>(place) + 0.5) / static_cast<double>(places);
      return std::clamp<std::int64_t>(static_cast<std::int64_t>(fraction * static_cast<double>(cells)), 0, cells - 1);
    };
    const std::int64_t cell_row = picture_.cells.height - 1 - at(row, rows, picture_.cells.height);
    return static_cast<std::size_t>(cell_row * picture_.cells.width + at(column, width, picture_.cells.width));
  }
  bool is_limit(std::int64_t column, std::int64_t dot_row) const {
    return limit_[static_cast<std::size_t>(dot_row * width + column)];
  }

  std::int64_t width = 0;
  std::int64_t lines = 0;

 private:
  void mark_limit() {
    limit_.assign(static_cast<std::size_t>(width * 2 * lines), false);
    const auto cells_across = static_cast<double>(picture_.cells.width);
    const auto cells_up = static_cast<double>(picture_.cells.height);
    for (const std::vector<CellPoint>& piece : limit_in_cells(picture_))
      for (std::size_t i = 0; i + 1 < piece.size(); ++i) {
        CellPoint a = piece[i], b = piece[i + 1];
        if (!clip(a, b, cells_across, cells_up, 0)) continue;
        constexpr int samples = 512;  // more than there are dots along either side
        for (int k = 0; k <= samples; ++k) {
          const double fraction = static_cast<double>(k) / samples;
          const double across = (a.x + fraction * (b.x - a.x)) / cells_across;
          const double down = 1 - (a.y + fraction * (b.y - a.y)) / cells_up;
          const auto column = std::min(static_cast<std::int64_t>(across * static_cast<double>(width)), width - 1);
          const auto row = std::min(static_cast<std::int64_t>(down * static_cast<double>(2 * lines)), 2 * lines - 1);
          if (column >= 0 && row >= 0) limit_[static_cast<std::size_t>(row * width + column)] = true;
        }
      }
  }

  const MapPicture& picture_;
  std::vector<bool> limit_;
};

constexpr Color limit_color{255, 255, 255};
constexpr Color unknown_color{128, 128, 128};

std::string rgb(Color color) { return fmt::format("{};{};{}", color.red, color.green, color.blue); }

/// One line of half blocks, the colours changed only where they have to.
StyledText colored_line(const MapPicture& picture, const MapColors& colors, const Dots& dots, std::int64_t line) {
  const auto color = [&](std::int64_t column, std::int64_t row) {
    if (dots.is_limit(column, row)) return limit_color;
    const std::size_t cell = dots.cell(column, row, 2 * dots.lines);
    return picture.cells.is_known(cell) ? colors.of(cell) : unknown_color;
  };
  StyledText text;
  for (std::int64_t column = 0; column < dots.width; ++column)
    text += StyledText("▀", {.foreground = "38;2;" + rgb(color(column, 2 * line)),
                             .background = "48;2;" + rgb(color(column, 2 * line + 1))});
  return text;
}

/// From two families of four characters that are easily told apart.
char shade(const MapPicture& picture, const MapColors& colors, std::size_t cell) {
  if (!picture.cells.is_known(cell)) return '?';
  const auto outcome = static_cast<Outcome>(picture.cells.outcome[cell]);
  if (outcome == Outcome::spiked) return '~';
  if (outcome == Outcome::no_skill) return ',';
  if (outcome == Outcome::stalled) return '_';
  const auto level = static_cast<std::size_t>(std::min(3.0, 4 * (1 - colors.share(cell))));
  return (has_failed(outcome) ? "+*#@" : ".:-=")[level];
}

StyledText shaded_line(const MapPicture& picture, const MapColors& colors, const Dots& dots, std::int64_t line) {
  std::string text;
  for (std::int64_t column = 0; column < dots.width; ++column) {
    const bool is_limit = dots.is_limit(column, 2 * line) || dots.is_limit(column, 2 * line + 1);
    text += is_limit ? 'o' : shade(picture, colors, dots.cell(column, line, dots.lines));
  }
  return text;
}

/// What characters or colours mean, in lines of at most `columns` characters.
StyledText legend_text(const MapPicture& picture, const MapColors& colors, std::size_t columns, bool color) {
  const auto block = [](Color c) { return StyledText("█", {.foreground = "38;2;" + rgb(c)}); };
  StyledText text;
  std::size_t used = 0;
  const auto add = [&](const StyledText& sign, const std::string& meaning) {
    const std::size_t width = width_of(sign.text()) + 1 + width_of(meaning);
    if (width > columns) return;
    const bool fits = used > 0 && used + 3 + width <= columns;
    if (used > 0) text += fits ? "   " : "\n";
    used = fits ? used + 3 + width : width;
    text += sign;
    text += " " + meaning;
  };
  const auto add_outcome = [&](std::string sign, Outcome outcome, const char* meaning) {
    if (!color) return add(std::move(sign), meaning);
    StyledText blocks;
    for (const double share : {0.1, 0.4, 0.7, 1.0}) blocks += block(MapColors::shade(outcome, share));
    add(blocks, meaning);
  };
  const auto add_other = [&](std::string sign, Color sign_color, const std::string& meaning) {
    add(color ? block(sign_color) : StyledText(std::move(sign)), meaning);
  };
  add_outcome("=-:.", Outcome::trained, "trained, fast to slow");
  add_outcome("@#*+", Outcome::nonfinite, "failed, at once to late");
  if (colors.has(Outcome::spiked)) add_outcome("~", Outcome::spiked, "spiked");
  if (colors.has(Outcome::no_skill)) add_outcome(",", Outcome::no_skill, "no skill");
  if (colors.has(Outcome::stalled)) add_outcome("_", Outcome::stalled, "stalled");
  if (colors.has_unknown()) add_other("?", unknown_color, "not run");
  if (!picture.limit.empty()) add_other("o", limit_color, picture.limit_label);
  if (used > 0) text += "\n";
  return text;
}

/// `low`, `name` and `high` spread over `width` characters; the name is left out where it has no room.
std::string x_labels(const std::string& low, const std::string& name, const std::string& high, std::size_t width) {
  const std::size_t ends = width_of(low) + width_of(high), middle = width_of(name);
  if (ends + 1 > width) return "";
  if (ends + middle + 2 > width) return aligned(low, width - width_of(high)) + high;
  const std::size_t begin =
      std::clamp((width - std::min(width, middle)) / 2, width_of(low) + 1, width - width_of(high) - middle - 1);
  return aligned(aligned(low, begin) + name, width - width_of(high)) + high;
}

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

StyledText map_preview(const MapPicture& picture, std::size_t columns, bool color) {
  const MapColors colors(picture);
  auto [y_low, y_high] = end_labels(picture.y);
  std::size_t margin = std::max(width_of(y_low), width_of(y_high)) + 1;
  if (margin + 4 > columns) {
    y_low = y_high = "";
    margin = 0;
  }
  const Dots dots(picture, std::max<std::size_t>(columns, margin + 1) - margin);
  StyledText text;
  if (margin > 0 && width_of(picture.y.name) <= columns) text += picture.y.name + "\n";
  for (std::int64_t line = 0; line < dots.lines; ++line) {
    const std::string label = line == 0 ? y_high : line + 1 == dots.lines ? y_low : "";
    if (margin > 0) text += std::string(margin - 1 - width_of(label), ' ') + label + " ";
    text += (color ? colored_line : shaded_line)(picture, colors, dots, line);
    text += "\n";
  }
  const auto [x_low, x_high] = end_labels(picture.x);
  const std::string labels = x_labels(x_low, picture.x.name, x_high, static_cast<std::size_t>(dots.width));
  if (!labels.empty()) text += std::string(margin, ' ') + labels + "\n";
  text += legend_text(picture, colors, columns, color);
  return text;
}

StyledText map_table(const MapRecord& record, const MapPicture& picture, bool is_colored) {
  constexpr std::size_t columns = 100;
  const std::int64_t cells = record.width * record.height;
  StyledText text = map_preview(picture, columns, is_colored);
  text += "\n" + paragraph("cells", fmt::format("{} × {}: {}", record.width, record.height, outcomes_text(record)));
  if (record.cells_run < cells)
    text += paragraph(
        "refined",
        fmt::format(
            "{} cells were run, {:.1f} %; the others lie away from the boundary and are taken from their neighbours",
            record.cells_run, 100.0 * static_cast<double>(record.cells_run) / static_cast<double>(cells)));
  text += paragraph("boundary", dimension_text(record));
  return text;
}

}  // namespace lrscope
