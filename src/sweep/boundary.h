// The search for the divergence boundary: which learning rate to try next, given what the others did. It runs
// nothing itself.
//
// From the predicted limit it doubles until a rate fails, or halves until one does not; then it bisects in
// the logarithm, and looks once at half the boundary. The bracket lies between the smallest rate that failed
// and the largest below it that did not, whoever asked for them.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "lrscope/run_spec.h"
#include "spec/rate_range.h"

namespace lrscope {

/// How a search looks for the second end of its bracket.
enum class Pace {
  doubling,   // by factors of 2; then one look at half the boundary, for a suggestion
  galloping,  // by 2, 4, 16, 256, …: few runs, where the order of magnitude is what matters
};

class BoundarySearch {
 public:
  /// `tolerance`: the width to reach, upper end / lower end − 1; > 0.
  /// `prediction`: where to begin; without one at 0.01.
  BoundarySearch(double tolerance, Precision precision, std::optional<double> prediction, Pace pace = Pace::doubling);

  /// A run at `rate` has ended. A rate fails if any run of it has failed.
  void add(double rate, bool failed);

  /// The rate to run next, with as few digits as the bracket allows. Nothing once the bracket is narrow
  /// enough, or has no second end within the precision or 200 doublings or halvings.
  std::optional<double> next();

  /// What there was not, in words: a prediction to begin with, a rate that failed, one that did not. Else "".
  std::string note() const;

  /// The bracket, as far as it is known.
  std::optional<double> largest_safe() const { return low_; }
  std::optional<double> smallest_failed() const { return high_; }

 private:
  std::optional<double> look_well_below() const;
  std::optional<double> go_up();
  std::optional<double> go_down();
  double stride();

  double tolerance_;
  Precision precision_;
  Pace pace_;
  RateRange range_;
  bool is_predicted_;
  double start_;
  bool started_ = false;
  int steps_ = 0;  // up or down
  double last_stride_ = 0;
  std::map<double, bool> rates_;  // → whether it failed
  std::optional<double> low_;     // the largest rate below high_ that did not fail
  std::optional<double> high_;    // the smallest rate that failed
};

}  // namespace lrscope
