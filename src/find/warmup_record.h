// The results of the search for the shortest warm-up: plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "find/find_record.h"

namespace lrscope {

/// Runs of all seeds with a warm-up of one length.
struct WarmupTrialRecord {
  LRSCOPE_RECORD(WarmupTrialRecord, "warmup_trial", "warmups");
  LRSCOPE_FIELD(double, lr, "", "the learning rate η after the warm-up");
  LRSCOPE_FIELD(std::int64_t, warmup_steps, "steps", "of linear warm-up; 0: none");
  LRSCOPE_FIELD(std::int64_t, seeds, "seeds", "runs made, one for each seed; those that confirm a length included");
  LRSCOPE_FIELD(std::int64_t, trained, "runs", "that trained");
  LRSCOPE_FIELD(std::int64_t, spiked, "runs", "that trained after a spike");
  LRSCOPE_FIELD(std::int64_t, no_skill, "runs", "that ended no better than a constant prediction");
  LRSCOPE_FIELD(std::int64_t, stalled, "runs", "that stalled");
  LRSCOPE_FIELD(std::int64_t, failed, "runs", "that ended nonfinite or diverged");
  LRSCOPE_COMPUTED("final_loss_median", "loss", "their final loss over all rows; NaN counts as larger than any number",
                   part_of(r.final_loss, &Spread::median));
  LRSCOPE_COMPUTED("final_loss_max", "loss", "the largest", part_of(r.final_loss, &Spread::max));
  std::optional<Spread> final_loss;
};

enum class WarmupAnswer { not_needed, found, none };

constexpr std::string_view name_of(WarmupAnswer answer) {
  constexpr std::string_view names[] = {"not-needed", "found", "none"};
  return names[static_cast<int>(answer)];
}

/// What the sharpness did by itself, while the rate was still below the limit that follows from it.
enum class Regime { unknown, sharpening, flattening, constant };

constexpr std::string_view name_of(Regime regime) {
  constexpr std::string_view names[] = {"", "sharpening", "flattening", "constant"};
  return names[static_cast<int>(regime)];
}

struct WarmupRecord {
  LRSCOPE_RECORD(WarmupRecord, "warmup", "warmup");
  LRSCOPE_FIELD(double, lr, "", "the learning rate η after the warm-up");
  LRSCOPE_FIELD(WarmupAnswer, answer, "", "not-needed, found, or none: no length that was tried lets every seed train");
  LRSCOPE_FIELD(std::optional<std::int64_t>, warmup_steps, "steps",
                "the shortest warm-up tried from which on every seed trained, to 10 %");
  LRSCOPE_FIELD(std::int64_t, seeds, "seeds", "that the length was searched with");
  LRSCOPE_FIELD(std::int64_t, confirming_seeds, "seeds", "that it was tried with afterwards, others than those");
  LRSCOPE_FIELD(std::optional<std::int64_t>, half_steps, "steps", "half of that length, rounded down");
  LRSCOPE_FIELD(std::optional<std::int64_t>, half_trained, "runs", "of the searching seeds, those that train with it");
  LRSCOPE_FIELD(std::int64_t, run_steps, "steps", "of every run, the warm-up included");
  LRSCOPE_FIELD(std::int64_t, longest_steps, "steps", "the longest warm-up that may be tried: half of the run");
  LRSCOPE_FIELD(
      std::optional<double>, start_limit, "",
      "the η at which stability_ratio is 1 at θ_0 (2/λmax for sgd), median over the seeds measured; absent with "
      "a preconditioner, whose limit at θ_0 says nothing");
  LRSCOPE_FIELD(std::optional<double>, start_critical_lr, "",
                "the η from which on the first step raises its own batch's loss: measured, the median");
  LRSCOPE_FIELD(Regime, regime, "",
                "sharpening, flattening or constant: whether the sharpness rose, fell or stayed within 10 % while the "
                "rising rate was still below its limit");
  LRSCOPE_FIELD(std::optional<double>, start_sharpness, "loss/θ²", "λmax(H) at θ_0, the median");
  LRSCOPE_FIELD(std::optional<double>, sharpness_before_edge, "loss/θ²",
                "the last λmax(H) measured before η_t came above its limit, the median");
  LRSCOPE_FIELD(std::optional<std::int64_t>, edge_step, "step",
                "of the warm-up, where η_t was first above the limit, the median; absent if it never was");
  LRSCOPE_FIELD(std::optional<double>, end_sharpness, "loss/θ²", "the last λmax(H) of the warm-up, the median");
  LRSCOPE_FIELD(std::optional<std::int64_t>, measured_warmup, "steps",
                "the warm-up in which the sharpness was measured");
  LRSCOPE_FIELD(std::int64_t, measured_seeds, "seeds", "runs in which it was");
  LRSCOPE_FIELD(std::optional<double>, lower_lr, "",
                "where no warm-up helps: lr/2, lr/4, …, the first that trains with every seed and the longest warm-up");
};

struct WarmupResult {
  WarmupRecord warmup;
  std::vector<WarmupTrialRecord> trials;  // by length
  std::vector<RunRecord> runs;            // in the order in which they were made
};

/// Those that --rows may name, the default first; of a search for a warm-up it is that of the trials.
inline std::vector<const Kind*> find_kinds() {
  return {&kind_of<SuggestionRecord>(), &kind_of<RangeTestRecord>(), &kind_of<RangeStepRecord>(),
          &kind_of<RunRecord>(),        &kind_of<FindRecord>(),      &kind_of<WarmupTrialRecord>(),
          &kind_of<WarmupRecord>()};
}

}  // namespace lrscope
