#include "figure/elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/text.h"
#include "figure/svg.h"

namespace lrscope {
namespace {

constexpr std::string_view style = R"(
svg{font:12px 'Helvetica Neue',Helvetica,Arial,'DejaVu Sans',sans-serif;color:#1f2328}
text{fill:currentColor}.h{font-size:17px;font-weight:600}.t{font-size:14px;font-weight:600}.e{text-anchor:end}.m{text-anchor:middle}
.paper{fill:#fff}.g{stroke:#d8dee4;fill:none}.x{stroke:#57606a;fill:none}.c{fill:#57606a}
.plain{color:#24292f}.faint{color:#8c959f}.good{color:#0072b2}.bad{color:#d55e00}.doubtful{color:#a06a00}.limit{color:#00805c}.second{color:#b0508a}.third{color:#c98500}.over{color:#0f0f0f}.halo{color:#fff}
.l{fill:none;stroke:currentColor;stroke-linejoin:round;stroke-linecap:round}.d{fill:currentColor}.o{fill:#fff;stroke:currentColor;stroke-width:1.5}.k{fill:none;stroke:currentColor;stroke-width:2}.b{fill:currentColor;fill-opacity:.18}
@media (prefers-color-scheme:dark){svg{color:#e6edf3}.paper,.o{fill:#0d1117}.g{stroke:#30363d}.x{stroke:#8b949e}.c{fill:#9198a1}.plain{color:#e6edf3}.faint{color:#7d8590}.good{color:#56b4e9}.bad{color:#ff8a4c}.doubtful{color:#e3b341}.limit{color:#3fd0a0}.second{color:#e0a3c8}.third{color:#f0c040}}
)";

constexpr std::string_view symbols =
    "<defs><circle id=\"dot\" r=\"3\"/><path id=\"cross\" d=\"M-3.5-3.5l7 7m0-7l-7 7\"/><path id=\"triangle\" "
    "d=\"M-4 3.5h8l-4-7z\"/><path id=\"square\" d=\"M-3-3h6v6h-6z\"/></defs>\n";

constexpr std::array<std::string_view, 10> ink_names = {"plain", "faint",  "good",  "bad",  "doubtful",
                                                        "limit", "second", "third", "over", "halo"};

}  // namespace

std::string_view figure_style() { return style; }

std::string_view figure_symbols() { return symbols; }

std::string px(double value) {
  const std::int64_t tenths = std::llround(value * 10);
  if (tenths % 10 == 0) return std::to_string(tenths / 10);
  return fmt::format("{}{}.{}", tenths < 0 ? "-" : "", std::abs(tenths) / 10, std::abs(tenths) % 10);
}

std::string colored(const MarkColor& color, char kind) {
  if (color.shade) return fmt::format("class=\"{}\" color=\"{}\"", kind, shade_color(*color.shade));
  return fmt::format("class=\"{} {}\"", ink_names[static_cast<std::size_t>(color.ink)], kind);
}

std::string dashes(Dash dash, double unit) {
  if (dash == Dash::solid) return "";
  const double on = dash == Dash::dashed ? 6 : 1.5, off = dash == Dash::dashed ? 4 : 3;
  return " stroke-dasharray=\"" + px(on / unit) + " " + px(off / unit) + "\"";
}

std::string element(const std::string& start, const Mark& mark) {
  std::string lr = mark.lr ? " data-lr=\"" + number_text(*mark.lr) + "\"" : "";
  if (!mark.run.empty()) lr += " data-run=\"" + xml_text(mark.run) + "\"";
  if (mark.hover.empty()) return "<" + start + lr + "/>\n";
  return "<" + start + lr + "><title>" + xml_text(mark.hover) + "</title></" + start.substr(0, start.find(' ')) + ">\n";
}

std::string text_at(double x, double y, std::string_view kind, std::string_view text) {
  const std::string with_class = kind.empty() ? "" : " class=\"" + std::string(kind) + "\"";
  return fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", px(x), px(y), with_class, xml_text(text));
}

std::string symbol_at(double x, double y, Symbol symbol, const MarkColor& color) {
  struct Drawing {
    std::string_view id;
    char kind;
  };
  constexpr std::array<Drawing, 5> drawings = {
      {{"dot", 'd'}, {"dot", 'o'}, {"cross", 'k'}, {"triangle", 'd'}, {"square", 'd'}}};
  const auto& [id, kind] = drawings[static_cast<std::size_t>(symbol)];
  return fmt::format("use {} href=\"#{}\" x=\"{}\" y=\"{}\"", colored(color, kind), id, px(x), px(y));
}

std::string box_at(double x, double y, double width, double height, const std::string& color) {
  return fmt::format("<path fill=\"{}\" d=\"M{} {}h{}v{}H{}z\"/>\n", color, px(x), px(y), px(width), px(height), px(x));
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (std::size_t k = 0; k < 4; ++k) text += i + k > bytes.size() ? '=' : digits[group >> (18 - 6 * k) & 63];
  }
  return text;
}

std::vector<std::string> lines_of(std::string_view text, double width, double size) {
  std::vector<std::string> lines(1);
  for (const std::string& word : split(text, ' ')) {
    const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (!lines.back().empty() && text_pixels(longer) * size / 12 > width)
      lines.push_back(word);
    else
      lines.back() = longer;
  }
  return lines;
}

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : printable_lines(text, true)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

double text_pixels(std::string_view text) {
  // Of DejaVu Sans, the widest of the fonts that are named: thousandths of the size, from the blank on.
  constexpr std::array<std::uint16_t, 95> widths = {
      318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
      636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
      575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
      611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
      278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};
  double width = 0;
  while (!text.empty()) {
    const auto [code, size] = first_character(text);
    width += code >= 0x2E80 ? 1000 : code >= ' ' && code < 0x7F ? widths[static_cast<std::size_t>(code) - ' '] : 660;
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return width * 12 / 1000;
}

std::vector<FigurePoint> upright(double x) { return {{x, -HUGE_VAL}, {x, HUGE_VAL}}; }

std::vector<FigurePoint> level(double y) { return {{-HUGE_VAL, y}, {HUGE_VAL, y}}; }

std::vector<FigurePoint> rectangle(double left, double right, double bottom, double top) {
  return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

std::string shade_color(double shade) {
  // Blue to orange by way of violet and red: of middle lightness throughout.
  constexpr std::array<std::array<int, 3>, 6> stops = {
      {{52, 96, 186}, {98, 86, 190}, {150, 74, 170}, {190, 66, 120}, {208, 78, 62}, {214, 120, 16}}};
  const double at = std::clamp(shade, 0.0, 1.0) * (stops.size() - 1);
  const auto from = std::min(static_cast<std::size_t>(at), stops.size() - 2);
  const double rest = at - static_cast<double>(from);
  const auto channel = [&](std::size_t i) {
    return static_cast<int>(std::lround(stops[from][i] * (1 - rest) + stops[from + 1][i] * rest));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", channel(0), channel(1), channel(2));
}

}  // namespace lrscope
