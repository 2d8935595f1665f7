// What a person reads: the runs of a sweep or the steps of each run, line by line as they come, and the summary in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lrscope/records.h"
#include "report/text_table.h"
#include "train/coefficients.h"
#include "train/edge.h"

namespace lrscope {

/// The runs: aligned columns, short digits, a sparkline of the loss.
class RunTable {
 public:
  RunTable(bool several_seeds, bool has_holdout, int lr_digits, const Screen& terminal = {});
  std::string header(const Screen& screen = {}) const { return table_.on(screen).header(); }
  StyledText row(const RunRecord& run, bool is_colored, const Screen& screen = {}) const;
  /// As it is on this screen.
  const TextTable& on(const Screen& screen) const { return table_.on(screen); }

 private:
  bool several_seeds_;
  bool has_holdout_;
  int lr_digits_;
  FittedTable table_;
};

/// The steps of one run after the other, each run with a heading and a verdict.
class StepTable {
 public:
  /// `sharpness_rows`: " over 100 of 442 rows", or "" where the sharpness is measured on all.
  explicit StepTable(std::string sharpness_rows, const Screen& terminal = {});
  /// The step that row() shows.
  void add(const StepRecord& step);
  StyledText row(const StepRecord& step, bool is_colored, const Screen& screen = {}) const;
  /// The text below the steps of a run.
  StyledText verdict(const RunRecord& run, bool is_colored, const Screen& screen = {}) const;
  /// As it is on this screen.
  const TextTable& on(const Screen& screen) const { return table_.on(screen); }
  /// The steps of another run come next.
  void end_run() { curvature_ = {}; }

 private:
  /// What was measured in one run.
  struct Curvature {
    std::int64_t steps = 0;
    std::int64_t unconverged = 0;
    double largest_residual = 0;
    std::int64_t without_ratio = 0;
    std::string note;                          // of the first step without a ratio
    std::optional<StepRecord> forecast;        // the last step with one
    std::optional<std::int64_t> crossed_step;  // the first after it with a ratio above 1
  };
  void count(const StepRecord& step);
  std::string curvature_text(const RunRecord& run) const;

  FittedTable table_;
  std::string sharpness_rows_;
  std::int64_t shown_run_ = -1;
  std::string heading_;      // before the row of the last step added, and before the header
  bool has_header_ = false;  // that row
  Curvature curvature_;
};

/// The first coefficients of a run, in columns, and how to get the others; "" for none.
std::string coefficient_text(const std::vector<CoefficientRecord>& coefficients, const Screen& screen = {},
                             bool are_of_logarithms = false);

/// What is known of oscillation at the edge of stability, a sentence for each step; "" for none.
std::string edge_text(const std::vector<EdgeRecord>& edges, const Screen& screen = {});

/// True where the loss of a failed run grew by a factor worth telling, from its divergence_step on.
bool has_grown(const RunRecord& run);

/// That the loss of a run had been low and rose again, in a sentence; "" if it did not.
std::string late_rise_of(const RunRecord& run);

/// That the loss of a run passed the level beyond which most runs fail, in a sentence; "" if it did not.
std::string early_warning_of(const RunRecord& run);

/// When a stability ratio that grows as v forgets reaches 1, in a sentence, by its forecast at `step`.
std::string forecast_of(std::int64_t step, double ratio, std::int64_t forecast_step);

/// How one run failed, in a sentence.
std::string story_of(const RunRecord& run);

/// Where a run first produced a number that is not finite, in a sentence.
std::string place_sentence(const NonfiniteAt& place);

/// Digits of the learning rates in tables.
int lr_digits(const BeginRecord& begin);

/// " over 100 of 442 rows", or "" where the sharpness is measured on all.
std::string sharpness_rows(const BeginRecord& begin);

/// The summary in words: paragraphs, each with a title of one word.
std::string summary_text(const BeginRecord& begin, const Summary& summary, const Screen& screen = {});

}  // namespace lrscope
