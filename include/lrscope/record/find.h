// What was observed by a learning-rate range test, and by independent runs at what it suggests: plain data.
// One RangeStepRecord per step of a test, one RangeTestRecord per test (seed), one SuggestionRecord per
// method, one FindRecord per command; the independent runs are RunRecords.
//
// What each field means stands in the tables of record/find_fields.cpp. An absent optional did not happen, or
// could not be had; the note beside it says why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/record/records.h"

namespace lrscope {

/// One step of a range test, its loss measured at θ_t, before the step with η_t.
struct RangeStepRecord {
  std::uint64_t seed = 0;
  std::int64_t step = 0;
  double lr = 0;
  double loss = 0;
  double smoothed_loss = 0;
  std::optional<double> stop_limit;
  bool used = false;
  std::optional<double> critical_lr;
  std::optional<double> actual_change;
};

/// Why a range test ended.
enum class StopReason { end_reached, loss_rose, loss_infinite, loss_nan, parameter_nonfinite };

constexpr std::string_view stop_reason_name(StopReason reason) {
  constexpr std::string_view names[] = {"end-reached", "loss-rose", "loss-infinite", "loss-nan",
                                        "parameter-nonfinite"};
  return names[static_cast<int>(reason)];
}

/// The four classic suggestions, as fastai calls them.
enum class SuggestionMethod { minimum, steep, valley, slide };
inline constexpr int suggestion_methods = 4;

constexpr std::string_view method_name(SuggestionMethod method) {
  constexpr std::string_view names[] = {"minimum/10", "steep", "valley", "slide"};
  return names[static_cast<int>(method)];
}

/// What one method makes of one curve: a learning rate, or the reason why there is none.
struct Suggestion {
  std::optional<double> lr;
  std::string note;
};

struct RangeTestRecord {
  std::uint64_t seed = 0;
  std::int64_t steps = 0;
  StopReason stop_reason = StopReason::end_reached;
  std::int64_t stop_step = 0;
  double stop_lr = 0;
  std::optional<double> loss;
  std::optional<double> smoothed_loss;
  std::optional<double> stop_limit;
  std::optional<double> best_smoothed_loss;
  std::optional<std::int64_t> best_step;
  std::optional<double> best_lr;
  Suggestion suggestions[suggestion_methods];  // by SuggestionMethod
};

/// Order statistics over the seeds.
struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;
};

struct SuggestionRecord {
  SuggestionMethod method = SuggestionMethod::minimum;
  std::int64_t seeds = 0;
  std::int64_t found = 0;
  std::optional<Spread> suggested;
  std::string note;
  std::optional<double> lr;
  std::int64_t trained = 0;
  std::int64_t spiked = 0;
  std::int64_t stalled = 0;
  std::int64_t failed = 0;
  std::optional<Spread> final_loss;
  std::optional<double> lr_over_boundary;
};

struct FindRecord {
  std::int64_t seeds = 0;
  double start_lr = 0;
  double end_lr = 0;
  std::int64_t steps = 0;
  double smoothing = 0;
  double stop_factor = 0;
  std::int64_t tests_stopped = 0;
  std::optional<Spread> stop_lr;
  std::int64_t runs = 0;
  std::int64_t runs_failed = 0;
  std::optional<double> smallest_failed_lr;
  std::optional<double> largest_safe_lr;
  std::optional<double> boundary;
  std::optional<double> predicted_limit;
  std::optional<double> stop_over_boundary;
  std::string search_note;
  std::string best_method;
  std::optional<double> best_lr;
  std::optional<double> best_final_loss;
  std::optional<double> fastest_lr;
  std::optional<double> fastest_final_loss;
};

struct FindResult {
  FindRecord find;
  std::vector<SuggestionRecord> suggestions;  // by SuggestionMethod
  std::vector<RangeTestRecord> tests;         // seed by seed
  std::vector<RangeStepRecord> steps;         // seed by seed, up to where the test stopped
  std::vector<RunRecord> runs;                // the independent ones
};

/// What outputs call these records and their fields.
const RecordKind<RangeStepRecord>& kind_of(const RangeStepRecord*);
const RecordKind<RangeTestRecord>& kind_of(const RangeTestRecord*);
const RecordKind<SuggestionRecord>& kind_of(const SuggestionRecord*);
const RecordKind<FindRecord>& kind_of(const FindRecord*);
/// Those that --rows may name, the default first.
std::vector<const Kind*> find_kinds();

}  // namespace lrscope
