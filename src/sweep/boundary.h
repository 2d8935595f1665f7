// The search for the divergence boundary: which learning rate to run next. It runs nothing itself.
//
// From the predicted limit it doubles until a learning rate fails, or halves until one does not; then it bisects in the
// logarithm, and tries half the boundary once. The bracket lies between the smallest learning rate that failed and the
// largest below it that did not.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "lrscope/run_spec.h"

namespace lrscope {

/// How a search finds the second end of its bracket.
enum class Pace {
  doubling,   // by factors of 2; then half the boundary once, for a suggestion
  galloping,  // by 2, 4, 16, 256, …: few runs, where only the order of magnitude matters
};

class BoundarySearch {
 public:
  /// `tolerance`: the width to reach, upper end / lower end − 1; > 0. `prediction`: where to begin; else at 0.01.
  BoundarySearch(double tolerance, Precision precision, std::optional<double> prediction, Pace pace = Pace::doubling);

  /// A run at `rate` has ended. A learning rate fails if any of its runs has failed.
  void add(double rate, bool failed);

  /// The learning rate to run next, with as few digits as the bracket allows. Nothing if the bracket is narrow enough, or
  /// has no second end.
  std::optional<double> next();

  /// About so many rates are still to be run, that of next() included.
  std::size_t rates_left() const;
  /// The same of a search that begins near the boundary.
  static std::size_t usual_rates(double tolerance);

  /// What was missing, in words: a prediction, a learning rate that failed, or one that did not. Else "".
  std::string note() const;

  /// The bracket, as far as it is known.
  std::optional<double> largest_safe() const { return low_; }
  std::optional<double> smallest_failed() const { return high_; }

 private:
  std::optional<double> look_well_below() const;
  std::optional<double> go_on();

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
