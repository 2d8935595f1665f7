// What is said about the curvature below the steps of one run: the rows and the formula it rests on, what did
// not converge, where there is no ratio and why. Private to this folder.
#pragma once

#include <cstdint>
#include <string>

#include "lrscope/record/records.h"

namespace lrscope {

class TraceText {
 public:
  void step(const StepRecord& step);
  /// Sentences, each with a blank before it; begins anew for the next run. `rows`: " over 100 of 442 rows",
  /// or "" for all.
  std::string take(const RunRecord& run, const std::string& rows);

 private:
  std::int64_t measured_ = 0;
  std::int64_t unconverged_ = 0;
  double largest_residual_ = 0;
  std::int64_t without_ratio_ = 0;
  std::string note_;  // of the first step without a ratio
};

}  // namespace lrscope
