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

#include "lrscope/spec/run_spec.h"

namespace lrscope {

/// The smallest and the largest learning rate that a precision can hold.
struct RateRange {
  double smallest;
  double largest;
};
RateRange representable_rates(Precision precision);

class BoundarySearch {
 public:
  /// `tolerance`: the width to reach, upper end / lower end − 1; > 0.
  /// `prediction`: where to begin; without one at 0.01.
  BoundarySearch(double tolerance, Precision precision, std::optional<double> prediction);

  /// A run at `rate` has ended. A rate fails if any run of it has failed.
  void add(double rate, bool failed);

  /// The rate to run next, with as few digits as the bracket allows. Nothing once the bracket is narrow
  /// enough, or has no second end within the precision or 200 doublings or halvings.
  std::optional<double> next();

  /// What there was not, in words: a prediction to begin with, a rate that failed, one that did not. Else "".
  std::string note() const;

 private:
  std::optional<double> look_well_below() const;
  std::optional<double> double_it();
  std::optional<double> halve_it();

  double tolerance_;
  Precision precision_;
  RateRange range_;
  bool is_predicted_;
  double start_;
  bool started_ = false;
  int steps_ = 0;                 // doublings or halvings
  std::map<double, bool> rates_;  // → whether it failed
  std::optional<double> low_;     // the largest rate below high_ that did not fail
  std::optional<double> high_;    // the smallest rate that failed
};

}  // namespace lrscope
