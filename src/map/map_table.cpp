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
  Dots(const MapPicture& picture, std::size_t most_columns, std::int64_t least_lines) : picture_(picture) {
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
    lines = std::max(least_lines, (shrunk(rows) + 1) / 2);
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
    for (const std::vector<FigurePoint>& piece : limit_in_cells(picture_))
      for (std::size_t i = 0; i + 1 < piece.size(); ++i) {
        FigurePoint a = piece[i], b = piece[i + 1];
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

/// The nearest of the colours that every terminal with 256 has: 6 × 6 × 6, and 24 greys.
int number_in_palette(Color color) {
  const auto level = [](int value) { return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40; };
  const auto value = [](int of_level) { return of_level == 0 ? 0 : 55 + 40 * of_level; };
  const auto distance = [&](int red, int green, int blue) {
    const int dr = red - color.red, dg = green - color.green, db = blue - color.blue;
    return dr * dr + dg * dg + db * db;
  };
  const int red = level(color.red), green = level(color.green), blue = level(color.blue);
  const int grey = std::clamp((color.red + color.green + color.blue) / 3 - 3, 0, 239) / 10,
            shade = 8 + 10 * std::min(grey, 23);
  if (distance(shade, shade, shade) < distance(value(red), value(green), value(blue))) return 232 + std::min(grey, 23);
  return 16 + 36 * red + 6 * green + blue;
}

/// Makes styles of colours, as the terminal has them.
struct Painter {
  bool has_true_color;

  Style operator()(Color foreground) const { return {.foreground = "38;" + parameters(foreground)}; }
  Style operator()(Color foreground, Color background) const {
    return {.foreground = "38;" + parameters(foreground), .background = "48;" + parameters(background)};
  }

 private:
  std::string parameters(Color color) const {
    if (!has_true_color) return fmt::format("5;{}", number_in_palette(color));
    return fmt::format("2;{};{};{}", color.red, color.green, color.blue);
  }
};

/// One line of half blocks, the colours changed only where they have to.
StyledText colored_line(const MapPicture& picture, const MapColors& colors, const Dots& dots, std::int64_t line,
                        const Painter& paint) {
  const auto color = [&](std::int64_t column, std::int64_t row) {
    if (dots.is_limit(column, row)) return limit_color;
    const std::size_t cell = dots.cell(column, row, 2 * dots.lines);
    return picture.cells.is_known(cell) ? colors.of(cell) : unknown_color;
  };
  StyledText text;
  for (std::int64_t column = 0; column < dots.width; ++column)
    text += StyledText("▀", paint(color(column, 2 * line), color(column, 2 * line + 1)));
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
StyledText legend_text(const MapPicture& picture, const MapColors& colors, std::size_t columns, bool color,
                       const Painter& paint) {
  const auto block = [&](Color c) { return StyledText("█", paint(c)); };
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
  add_outcome("=-:.", Outcome::trained, "trained, fast to slow");
  add_outcome("@#*+", Outcome::nonfinite, "failed, at once to late");
  if (colors.has(Outcome::spiked)) add_outcome("~", Outcome::spiked, "spiked");
  if (colors.has(Outcome::no_skill)) add_outcome(",", Outcome::no_skill, "no skill");
  if (colors.has(Outcome::stalled)) add_outcome("_", Outcome::stalled, "stalled");
  if (colors.has_unknown()) add(color ? block(unknown_color) : StyledText("?"), "not run");
  // White beside grey: on a white terminal white alone would not be seen.
  if (!picture.limit.empty())
    add(color ? StyledText("▌", paint(limit_color, unknown_color)) : StyledText("o"), picture.limit_label);
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

StyledText map_preview(const MapPicture& picture, std::size_t columns, bool color, const Screen& screen) {
  constexpr std::int64_t least_lines = 3;  // of a map of one row, where it is looked at
  const Painter paint{screen.has_true_color};
  const MapColors colors(picture);
  auto [y_low, y_high] = end_labels(picture.y);
  std::size_t margin = std::max(width_of(y_low), width_of(y_high)) + 1;
  if (margin + 4 > columns) {
    y_low = y_high = "";
    margin = 0;
  }
  const Dots dots(picture, std::max<std::size_t>(columns, margin + 1) - margin, screen.is_terminal() ? least_lines : 1);
  StyledText text;
  if (margin > 0 && width_of(picture.y.name) <= columns) text += picture.y.name + "\n";
  for (std::int64_t line = 0; line < dots.lines; ++line) {
    const std::string label = line == 0 ? y_high : line + 1 == dots.lines ? y_low : "";
    if (margin > 0) text += std::string(margin - 1 - width_of(label), ' ') + label + " ";
    text += color ? colored_line(picture, colors, dots, line, paint) : shaded_line(picture, colors, dots, line);
    text += "\n";
  }
  const auto [x_low, x_high] = end_labels(picture.x);
  const std::string labels = x_labels(x_low, picture.x.name, x_high, static_cast<std::size_t>(dots.width));
  if (!labels.empty()) text += std::string(margin, ' ') + labels + "\n";
  text += legend_text(picture, colors, columns, color, paint);
  return text;
}

StyledText map_table(const MapRecord& record, const MapPicture& picture, bool is_colored, const Screen& screen) {
  constexpr std::size_t most_columns = 100;
  const std::size_t columns = screen.is_terminal() ? std::min(most_columns, screen.line_width()) : most_columns;
  const std::int64_t cells = record.width * record.height;
  StyledText text = map_preview(picture, columns, is_colored, screen);
  text +=
      "\n" + paragraph("cells", fmt::format("{} × {}: {}", record.width, record.height, outcomes_text(record)), screen);
  if (record.cells_run < cells)
    text += paragraph(
        "refined",
        fmt::format(
            "{} cells were run, {:.1f} %; the others lie away from the boundary and are taken from their neighbours",
            record.cells_run, 100.0 * static_cast<double>(record.cells_run) / static_cast<double>(cells)),
        screen);
  text += paragraph("boundary", dimension_text(record), screen);
  return text;
}

}  // namespace lrscope
