// The steps of a run as far as its explanation needs them. Private to this folder.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "explain/explanation.h"
#include "lrscope/trainer.h"
#include "train/training_loop.h"

namespace lrscope {

/// The first step at which a number is not finite; absent if all are.
std::optional<std::int64_t> first_nonfinite_step(const RunRecord& run);

/// The step at which the final rise of the loss began, else the first step that raised it; absent if none did.
std::optional<std::int64_t> rise_step(const RunRecord& run);

class StepHistory final : public StepObserver {
 public:
  /// `run`: the same run, observed before: its onsets are the steps to keep.
  explicit StepHistory(const RunRecord& run) : run_(run) {}

  void on_step(const StepRecord& step) override;

  /// In the order of steps.
  std::vector<EventRecord> events() const;

  /// Null unless the step was kept.
  const StepRecord* step(std::int64_t t) const;
  /// The last step up to t at which the stability ratio, or the sharpness, was measured, and its value.
  using Measured = std::optional<std::pair<std::int64_t, double>>;
  Measured ratio_at(std::int64_t t) const;
  Measured sharpness_at(std::int64_t t) const;
  /// From here on the ratio was above 1 wherever it was measured; absent if a number was not finite by then.
  std::optional<std::int64_t> stability_lost() const;
  /// The step at which the ratio was measured last, if it has a forecast; else null.
  const StepRecord* forecast() const { return forecast_ ? &*forecast_ : nullptr; }
  std::optional<double> first_gradient_norm() const { return first_gradient_norm_; }
  const Rises& rises() const { return rises_; }

 private:
  struct Kept {
    StepRecord step;
    std::optional<double> next_batch_change;
  };
  void note_next_batch(const StepRecord& step);
  void note_stability(const StepRecord& step);

  const RunRecord& run_;
  std::map<std::int64_t, Kept> kept_;
  std::map<std::int64_t, double> ratios_, sharpnesses_;
  std::optional<StepRecord> previous_, forecast_;
  std::optional<std::int64_t> above_since_, first_critical_;
  std::optional<double> first_gradient_norm_;
  Rises rises_;
};

/// Sets the members of `summary` that tell the growth of the rise, when it could have been foreseen, and both terms of the
/// change of the loss. Requires: summary.run is there.
void describe_rise(const StepHistory& history, const RunSpec& spec, ExplanationRecord& summary);

}  // namespace lrscope
