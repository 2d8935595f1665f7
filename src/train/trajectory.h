// The losses of one run in constant memory: where the rise that never recovered began, how fast it grew, and a thinned copy
// for a sparkline.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace lrscope {

class Trajectory {
 public:
  /// `noise`: losses within this factor of the lowest count as not risen; more than 1 where batches differ.
  explicit Trajectory(double noise);

  /// L_B(θ_t), for t = 0, 1, 2, … Allocates nothing.
  void add(double loss);

  /// The last step from which the loss only went up and never came back: the start of the final rise.
  std::optional<std::int64_t> rise_start() const { return final_rise_.start; }

  /// exp of the least-squares slope of log L over t in the final rise; absent with fewer than two finite positive losses.
  std::optional<double> growth_per_step() const;

  /// At most 128 losses, evenly thinned, the last one included.
  std::vector<double> curve() const;

 private:
  /// Sums of a straight-line fit of log L over t.
  struct Fit {
    double n = 0, t = 0, y = 0, tt = 0, ty = 0;
  };
  /// A stretch of steps and the fit over it, up to now and up to its highest loss.
  struct Rise {
    std::optional<std::int64_t> start;
    double highest = 0;
    Fit fit;
    Fit fit_to_highest;
    void begin(std::int64_t step);
    void add(std::int64_t step, double loss);
  };

  double noise_;
  std::int64_t count_ = 0;
  double lowest_;
  double previous_;
  Rise current_rise_;  // since the last step that did not rise
  Rise final_rise_;    // since the start of the rise after the last low
  std::vector<double> thinned_;
  std::int64_t stride_ = 1;
};

}  // namespace lrscope
