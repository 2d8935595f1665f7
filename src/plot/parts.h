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
  ColorScale scale() const;

 private:
  double low_ = 0, high_ = 0;
};

/// "lr 0.001\nloss 12.3": each value as the record has it.
std::string hover_text(const Row& row, const std::vector<std::string_view>& names);

/// A line through (`x`, `y`) of the steps, and dots where y is not finite for the first time. Steps without a value are left out.
struct Curve {
  Line line;
  std::vector<Dot> dots;
};
Curve curve_of(const RunWithSteps& run, std::string_view y, const MarkColor& color);

/// Of many points the lowest and the highest of each stretch, and every break: what a picture can show of them.
std::vector<FigurePoint> thinned(const std::vector<FigurePoint>& points);

/// Adds the curve of every run that has any; true if one has.
bool add_curves(Panel& panel, const RecordSet& records, std::string_view y);

/// The commands that the records name, as words, each once.
std::vector<std::vector<std::string>> commands_of(const RecordSet& records);

/// As a shell takes them, on one line.
std::string command_line(const std::vector<std::string>& words);

/// A logarithmic scale where every finite value of the marks is positive, else a linear one.
Scale scale_for(const std::vector<Mark>& marks);

/// The middle of the sorted values, the lower one of two. Requires: not empty.
double median_of(std::vector<double> values);

}  // namespace lrscope
