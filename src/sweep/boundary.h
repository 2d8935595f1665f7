// The search for the divergence boundary: which learning rate to run next. It runs nothing itself.
//
// From the predicted limit it doubles until a learning rate fails, or halves until one does not; then it bisects in the
// logarithm, and tries half the boundary once. The bracket lies between the smallest learning rate that failed and the
// largest below it that did not.
//
// Outcomes need not be monotone: bisection finds one crossing of perhaps many. So a search may scan: from half the boundary
// to twice it no two rates are then farther apart than an eighth of an octave (9 %), and within four widths of the bracket
// no farther than one width. Each further crossing is bisected like the first.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lrscope/run_spec.h"

namespace lrscope {

/// How a search finds the second end of its bracket.
enum class Pace {
  doubling,   // by factors of 2; then half the boundary once, for a suggestion
  galloping,  // by 2, 4, 16, 256, …: few runs, where only the order of magnitude matters
};

/// Whether a search that has found a boundary looks for others around it.
enum class Scan { none, around };

class BoundarySearch {
 public:
  /// `tolerance`: the width to reach, upper end / lower end − 1; > 0. `prediction`: where to begin; else at 0.01.
  BoundarySearch(double tolerance, Precision precision, std::optional<double> prediction, Pace pace = Pace::doubling,
                 Scan scan = Scan::none);

  /// A run at `rate` has ended. A learning rate fails if any of its runs has failed.
  void add(double rate, bool failed);

  /// The learning rate to run next, with as few digits as the bracket allows. Nothing if every bracket is narrow enough, or
  /// there is none.
  std::optional<double> next();

  /// About so many rates are still to be run, that of next() included.
  std::size_t rates_left() const;
  /// The same of a search that begins near the boundary.
  static std::size_t usual_rates(double tolerance, Scan scan = Scan::none);

  /// What was missing, in words: a prediction, a learning rate that failed, or one that did not; and what was scanned.
  /// Else "".
  std::string note() const;

  /// The bracket, as far as it is known.
  std::optional<double> largest_safe() const { return low_; }
  std::optional<double> smallest_failed() const { return high_; }

 private:
  /// Rates from `low` to `high`, and how far apart they may be.
  struct Stretch {
    double low, high;
    double spacing;  // factor
  };
  bool is_narrow(double low, double high) const { return high / low <= 1 + tolerance_; }
  std::optional<double> half_of_boundary() const;
  std::optional<double> look_well_below() const;
  std::optional<double> go_on();
  std::optional<double> look_around();
  void place_scan();
  std::optional<double> gap_in(const Stretch& stretch) const;
  std::optional<double> wide_crossing() const;
  std::size_t scan_left() const;
  std::string bracket_note() const;
  std::string scan_note() const;

  double tolerance_;
  Precision precision_;
  Pace pace_;
  Scan scan_;
  RateRange range_;
  bool is_predicted_;
  double start_;
  bool started_ = false;
  int steps_ = 0;  // up or down
  double last_stride_ = 0;
  std::map<double, bool> rates_;  // → whether it failed
  std::optional<double> low_;     // the largest rate below high_ that did not fail
  std::optional<double> high_;    // the smallest rate that failed
  std::vector<Stretch> scanned_;  // around the boundary that was found first: the wide one, then the close one
  std::size_t scan_rates_ = 0;    // that the scan asked for
};

}  // namespace lrscope
