// What stands below a table of runs: the summary in words. Private to this folder.
//
// Takes the records of a sweep as they come and keeps the few whose story is told: every number is a field of
// one of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lrscope/record/records.h"

namespace lrscope {

/// How one run failed, in a sentence.
std::string story_of(const RunRecord& run);

/// Where a run first produced a number that is not finite, in a sentence.
std::string place_sentence(const NonfiniteAt& place);

/// The estimate at θ_0 that did not converge, or null.
const Eigenvalue* unconverged_of(const StartCurvature& start);

class SummaryText {
 public:
  void begin(const BeginRecord& record);
  void run(const RunRecord& record);

  /// Calls `paragraph` with a title of one word and a text, paragraph by paragraph. A text of several lines
  /// is a list.
  using Paragraph = std::function<void(std::string_view title, const std::string& text)>;
  void write(const Summary& summary, const Paragraph& paragraph) const;
  /// " over 100 of 442 rows", or "" where the sharpness is measured on all.
  const std::string& sharpness_rows() const { return rows_; }

 private:
  std::string prediction(const Summary& summary) const;
  std::string sharpness_of(const RunRecord& run) const;
  std::string lr_text(double lr) const;
  void write_fractions(const Summary& summary, const Paragraph& paragraph) const;

  std::int64_t hidden_units_ = 0;
  std::string rows_;   // that the sharpness was measured on: " over 100 of 442 rows", or ""
  int lr_digits_ = 4;  // more for a search that was given its own tolerance
  bool several_seeds_ = false;
  std::optional<RunRecord> first_;
  std::optional<RunRecord> lowest_limit_;  // the run whose limit is the smallest
  std::optional<RunRecord> no_limit_;      // the first without one
  std::optional<RunRecord> unconverged_;   // the first whose sharpness did not converge
  std::optional<RunRecord> first_failed_;
  std::optional<RunRecord> first_dead_;
};

/// Digits in which the table shows learning rates.
int lr_digits(const BeginRecord& record);

}  // namespace lrscope
