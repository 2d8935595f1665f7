// Keeps of a run's steps what its explanation tells. Private to this folder.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "explain/explanation.h"
#include "lrscope/trainer.h"
#include "train/training_loop.h"

namespace lrscope {

/// The first step at which something is not finite any more; absent if everything stays so.
std::optional<std::int64_t> first_nonfinite_step(const RunRecord& run);

/// The step from which the loss went up for good, or the first that went uphill; absent if none did.
std::optional<std::int64_t> rise_step(const RunRecord& run);

class Tracker final : public StepObserver {
 public:
  /// `run`: the same run, seen before: its onsets say which steps to keep.
  explicit Tracker(const RunRecord& run);

  void on_step(const StepRecord& step) override;

  /// What happened, in the order of steps.
  std::vector<EventRecord> events() const;

  /// The step itself where it was kept.
  const StepRecord* step(std::int64_t t) const;
  /// The last measured stability ratio up to step t, and where.
  std::optional<std::pair<std::int64_t, double>> ratio_at(std::int64_t t) const;
  std::optional<double> sharpness_at(std::int64_t t) const;
  /// The first step from which the ratio stood above 1 up to the last one measured; absent if by then
  /// something was not finite any more.
  std::optional<std::int64_t> stability_lost() const;
  std::optional<double> first_gradient_norm() const { return first_gradient_norm_; }

  /// Steps of the final rise (or, without one, of the run) after which the next batch's loss was higher, and
  /// those of them that had raised the loss of their own batch too.
  std::int64_t rises() const { return rises_; }
  std::int64_t overshoots() const { return overshoots_; }
  /// By how much in all; what is not finite counts as the largest number.
  double risen_by() const { return risen_by_; }
  double overshot_by() const { return overshot_by_; }

 private:
  struct Kept {
    StepRecord step;
    std::optional<double> next_batch_change;
  };
  void note_next_batch(const StepRecord& step);
  void note_stability(const StepRecord& step);

  const RunRecord& run_;
  std::int64_t rise_from_;
  std::set<std::int64_t> wanted_;
  std::map<std::int64_t, Kept> kept_;
  std::map<std::int64_t, double> ratios_, sharpnesses_;
  std::optional<StepRecord> previous_;
  std::optional<std::int64_t> above_since_, first_critical_;
  std::optional<double> first_gradient_norm_;
  std::int64_t rises_ = 0, overshoots_ = 0;
  double risen_by_ = 0, overshot_by_ = 0;
};

}  // namespace lrscope
