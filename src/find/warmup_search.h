// The search for the shortest warm-up: which number of steps to try next. It runs nothing itself.
//
// No warm-up at all, then 1, 2, 4, … steps until every run trains, then bisection between the longest that does not and
// the shortest from which on all do. Whether runs train need not be monotone in the length, so what was tried counts, not
// what lies between. A length that fails later, with other seeds, moves the search up.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

namespace lrscope {

class WarmupSearch {
 public:
  /// `longest`: of the lengths that may be tried. `tolerance`: how much longer than one that fails the answer may be, a
  /// single step is always allowed; > 0.
  WarmupSearch(std::int64_t longest, double tolerance) : longest_(longest), tolerance_(tolerance) {}

  /// All runs with this length have ended. One that trains must do so each time it is tried.
  void add(std::int64_t steps, bool trains);

  /// The length to try next; nothing when the answer is known, or there is none up to the longest.
  std::optional<std::int64_t> next() const;

  /// The shortest length tried from which on all that were tried train.
  std::optional<std::int64_t> shortest() const;

 private:
  std::optional<std::int64_t> longest_failed() const;

  std::int64_t longest_;
  double tolerance_;
  std::map<std::int64_t, bool> tried_;  // → whether it trains
};

}  // namespace lrscope
