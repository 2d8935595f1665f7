#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "map/picture/map_layout.h"

namespace lrscope {
namespace {

// In units.
constexpr int least_width = 150;
constexpr int text_height = 15;
constexpr int bar_height = 14;
constexpr int tick_length = 4;
constexpr int bar_block = text_height + bar_height + tick_length + 2 + 2 * text_height + 12;
constexpr int swatch_width = 30;
constexpr int swatch_block = 20;

class MapLegend {
 public:
  MapLegend(const MapPicture& picture, const MapColors& colors, int unit)
      : picture_(picture), colors_(colors), unit_(unit) {
    const bool is_ranked = picture.coloring == MapColoring::equalized;
    const std::string ranked = is_ranked ? ", by rank" : "";
    const std::string speed = "mean loss / initial loss" + ranked, onset = "steps until it blew up" + ranked;
    width_ = least_width * unit;
    for (const std::string& caption : {speed, onset}) width_ = std::max(width_, text_width(caption, unit));
    const int label_width = text_width(picture.limit_label, unit) + (swatch_width + 8) * unit;
    if (!picture.limit.empty()) width_ = std::max(width_, label_width);

    const auto marks = [&](bool failed) {
      return without_overlaps(is_ranked ? quantile_marks(failed) : absolute_marks(failed));
    };
    bars_ = {{"trained", speed, Outcome::trained, marks(false)},
             {"failed: diverged or not finite", onset, Outcome::nonfinite, marks(true)}};
    if (!colors.has(Outcome::diverged) && !colors.has(Outcome::nonfinite)) bars_[1].caption = "none in this map";
    if (!colors.has(Outcome::trained)) bars_[0].caption = "none in this map";
    width_ = std::max(width_, text_width(bars_[1].name, unit));
    if (colors.has(Outcome::spiked)) swatches_.push_back({"spiked, then trained", Outcome::spiked, false});
    if (colors.has(Outcome::no_skill)) swatches_.push_back({"no skill", Outcome::no_skill, false});
    if (colors.has(Outcome::stalled)) swatches_.push_back({"stalled", Outcome::stalled, false});
    if (colors.has_unknown()) swatches_.push_back({"not run", Outcome::trained, true});
    const int entries = static_cast<int>(swatches_.size()) + (picture.limit.empty() ? 0 : 1);
    height_ = (static_cast<int>(bars_.size()) * bar_block + entries * swatch_block) * unit;
  }

  Box size() const { return {0, 0, width_, height_}; }

  void draw(Drawing& drawing, int x, int y) const {
    for (const Bar& bar : bars_) {
      draw_bar(drawing, x, y, bar);
      y += bar_block * unit_;
    }
    for (const Swatch& swatch : swatches_) {
      draw_swatch(drawing, x, y, swatch);
      y += swatch_block * unit_;
    }
    if (picture_.limit.empty()) return;
    // Through the middle of a pixel where the line is thin.
    const double middle = y + bar_height * unit_ / 2 + (unit_ == 1 ? 0.5 : 0), end = x + swatch_width * unit_;
    drawing.line({{static_cast<double>(x), middle}, {end, middle}}, limit_stroke(unit_),
                 {x, y, swatch_width * unit_, bar_height * unit_});
    drawing.text(x + (swatch_width + 8) * unit_, y + 2 * unit_, picture_.limit_label, unit_, ink);
  }

 private:
  /// A number beside a colour bar.
  struct Mark {
    double share;
    std::string label;
  };
  struct Bar {
    std::string name;
    std::string caption;
    Outcome outcome;
    std::vector<Mark> marks;
  };
  struct Swatch {
    std::string name;
    Outcome outcome;
    bool is_unknown;
  };

  /// In the order of their importance.
  std::vector<Mark> absolute_marks(bool failed) const {
    if (!failed) return {{0, "0"}, {1, "≥1"}, {0.5, "0.5"}, {0.25, "0.25"}, {0.75, "0.75"}};
    const double most = static_cast<double>(std::max<std::int64_t>(picture_.max_steps, 1));
    std::vector<Mark> marks = {{0, "0"}, {1, number_text(most)}};
    for (double onset = 10; onset < most; onset *= 10)
      marks.push_back({std::log1p(onset) / std::log1p(most), number_text(onset)});
    marks.push_back({std::log1p(1.0) / std::log1p(most), "1"});
    return marks;
  }

  /// The scores at the ends and in the middle of the ranks, with the fewest digits that distinguish the ends.
  std::vector<Mark> quantile_marks(bool failed) const {
    const std::vector<float>& scores = colors_.quantiles(failed);
    if (scores.empty()) return {};
    const double low = scores.front(), middle = scores[scores.size() / 2], high = scores.back();
    for (int digits = 3;; ++digits) {
      const auto text = [&](double score) { return short_number_text(score, digits); };
      if (digits < 9 && low < high && text(low) == text(high)) continue;
      return {{0, text(low)}, {1, text(high)}, {0.5, text(middle)}};
    }
  }

  std::vector<Mark> without_overlaps(const std::vector<Mark>& wanted) const {
    std::vector<Mark> kept;
    std::vector<std::pair<int, int>> taken;
    for (const Mark& mark : wanted) {
      const int width = text_width(mark.label, unit_);
      const int begin = static_cast<int>(mark.share * (width_ - width)), end = begin + width;
      const auto overlaps = [&](const std::pair<int, int>& other) {
        return begin < other.second + 5 * unit_ && other.first < end + 5 * unit_;
      };
      if (std::ranges::any_of(taken, overlaps)) continue;
      taken.emplace_back(begin, end);
      kept.push_back(mark);
    }
    return kept;
  }

  void draw_bar(Drawing& drawing, int x, int y, const Bar& bar) const {
    drawing.text(x, y, bar.name, unit_, ink);
    y += text_height * unit_;
    for (int i = 0; i < width_; ++i)
      drawing.fill({x + i, y, 1, bar_height * unit_}, MapColors::shade(bar.outcome, i / (width_ - 1.0)));
    y += bar_height * unit_;
    for (const Mark& mark : bar.marks) {
      const int at = x + static_cast<int>(std::lround(mark.share * (width_ - unit_)));
      drawing.fill({at, y, unit_, tick_length * unit_}, ink);
      const int width = text_width(mark.label, unit_);
      // Labels slide inwards, so that those of the ends stay within the bar.
      const int begin = std::clamp(at + unit_ / 2 - width / 2, x, x + width_ - width);
      drawing.text(begin, y + (tick_length + 2) * unit_, mark.label, unit_, ink);
    }
    y += (tick_length + 2 + text_height) * unit_;
    drawing.text(x, y, bar.caption, unit_, faint_ink);
  }

  void draw_swatch(Drawing& drawing, int x, int y, const Swatch& swatch) const {
    const int width = swatch_width * unit_;
    for (int i = 0; i < width; ++i)
      for (int j = 0; j < bar_height * unit_; ++j)
        drawing.fill({x + i, y + j, 1, 1},
                     swatch.is_unknown ? hatching(i, j, unit_) : MapColors::shade(swatch.outcome, i / (width - 1.0)));
    drawing.text(x + width + 8 * unit_, y + 2 * unit_, swatch.name, unit_, ink);
  }

  const MapPicture& picture_;
  const MapColors& colors_;
  int unit_;
  std::vector<Bar> bars_;
  std::vector<Swatch> swatches_;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace

Box legend_size(const MapPicture& picture, const MapColors& colors, int unit) {
  return MapLegend(picture, colors, unit).size();
}

void draw_legend(Drawing& drawing, int x, int y, const MapPicture& picture, const MapColors& colors, int unit) {
  MapLegend(picture, colors, unit).draw(drawing, x, y);
}

Stroke limit_stroke(int unit) { return {0.9 * unit, 2.0 * unit, {255, 255, 255}, {15, 15, 15}}; }

Color hatching(int x, int y, int unit) { return (x + y) / unit % 6 == 0 ? Color{196, 200, 205} : Color{246, 246, 244}; }

}  // namespace lrscope
