// What panels have in common: runs with their steps, colours of learning rates, words for a pointer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "figure/figure.h"
#include "plot/records.h"

namespace lrscope {

/// A run and its steps in order; either may be missing.
struct RunWithSteps {
  const Row* run = nullptr;
  std::vector<const Row*> steps = {};
  double lr = 0;
  std::string name = {};  // "lr 0.001, seed 0: nonfinite", with the file where there are several

  /// "0/3": file and number, one for each of them.
  std::string key() const;
};

/// In the order of their learning rates. Steps belong to the run of the same number in their file, else to one of the same
/// number and seed.
std::vector<RunWithSteps> runs_with_steps(const RecordSet& records);

bool is_failed(const Row& run);

/// The colours of the learning rates of one figure: by their logarithm.
class LrColors {
 public:
  explicit LrColors(const std::vector<RunWithSteps>& runs);

  MarkColor of(double lr) const;
  /// One, or none where there is one learning rate.
  std::vector<ColorScale> scales() const;

 private:
  double low_ = 0, high_ = 0;
};

/// "lr 0.001\nloss 12.3": each value as the record has it.
std::string hover_text(const Row& row, const std::vector<std::string_view>& names);

/// The line of `y` over the steps of a run that have it, then a dot where y is NaN and where it is infinite for the first time,
/// else where a failed run ends. Of one point, a dot; of none, nothing.
std::vector<Mark> curve_of(const RunWithSteps& run, std::string_view y, const MarkColor& color);

/// Of many points the lowest and the highest of each stretch, and every break: what a picture can show of them.
std::vector<FigurePoint> thinned(const std::vector<FigurePoint>& points);

/// Adds the thinned curve of every run over the step, lines first. On a logarithmic scale if all values are positive.
void add_curves(Panel& panel, const RecordSet& records, std::string_view y);

/// Adds a mark and its line in the legend, which says each thing once.
void add_with_legend(Panel& panel, Mark mark, const std::string& text);

/// None if nothing is drawn in it.
std::vector<Panel> unless_empty(Panel panel);

/// The commands that the records name, as words, each once.
std::vector<std::vector<std::string>> commands_of(const RecordSet& records);

/// As a shell takes them, on one line.
std::string command_line(const std::vector<std::string>& words);

/// A logarithmic scale where every finite value of the marks is positive, else a linear one.
Scale scale_for(const std::vector<Mark>& marks);

}  // namespace lrscope
