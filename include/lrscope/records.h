// Observations: plain data, always double. An absent optional was not measured, or did not happen; NaN and inf were
// measured. src/train/run_members.h and run_fields.cpp give the fields' units and meanings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lrscope/curvature.h"
#include "lrscope/data_spec.h"
#include "lrscope/run_spec.h"
#include "lrscope/types.h"

namespace lrscope {

struct Kind;  // fields.h
template <class Record>
struct RecordKind;

/// Finite numbers gave inf (overflow, or log 0), or NaN appeared (invalid: ∞−∞, 0·∞, ∞/∞, or planted).
enum class NonfiniteKind { overflow, invalid };

constexpr std::string_view name_of(NonfiniteKind kind) {
  return kind == NonfiniteKind::overflow ? "overflow" : "invalid";
}

/// Largest absolute value of one tensor.
struct Magnitude {
  Stage stage;
  int layer;
  std::string tensor;
  double max_abs;
};

struct NonfiniteAt {
  std::int64_t step;  // the step in whose computation it appeared
  Stage stage;
  int layer;  // from 1; 0: belongs to no layer
  std::string tensor;
  std::int64_t row;  // element of the tensor, from 0; in batches: unit or feature
  std::int64_t col;  // in batches: row of the data file's training rows, from 0
  NonfiniteKind kind;
  std::vector<Magnitude> last_finite;  // every tensor at the last step that was finite throughout; empty at step 0
};

/// Measured at θ_t, before the update t → t+1.
struct StepRecord : StepCurvature {
  std::int64_t run = 0;
  std::uint64_t seed = 0;
  std::int64_t step = 0;
  std::int64_t epoch = 0;
  double lr = 0;
  double loss = 0;
  std::optional<double> full_loss;
  std::optional<double> actual_change;
  std::optional<double> parameter_norm;
  std::optional<std::vector<double>> theta;  // θ_t with RunSpec::keeps_theta
  std::optional<std::int64_t> forecast_step;
  std::optional<double> epoch_loss;
};

enum class Outcome { trained, spiked, no_skill, stalled, diverged, nonfinite };

constexpr std::string_view name_of(Outcome outcome) {
  constexpr std::string_view names[] = {"trained", "spiked", "no-skill", "stalled", "diverged", "nonfinite"};
  return names[static_cast<int>(outcome)];
}

/// True where the network predicts better than a constant, and better than before: trained, or spiked and then trained.
constexpr bool has_skill(Outcome outcome) { return outcome == Outcome::trained || outcome == Outcome::spiked; }
constexpr bool has_failed(Outcome outcome) { return outcome == Outcome::diverged || outcome == Outcome::nonfinite; }

struct RunRecord {
  std::int64_t run = 0;
  double lr = 0;
  std::uint64_t seed = 0;
  Outcome outcome = Outcome::trained;
  std::int64_t steps = 0;
  double initial_loss = 0;
  double final_loss = 0;
  double best_loss = 0;
  std::int64_t best_step = 0;
  std::optional<double> baseline_loss;
  std::optional<double> d2;
  std::optional<double> accuracy;
  std::optional<double> holdout_loss;
  std::optional<double> holdout_baseline_loss;
  std::optional<double> holdout_d2;
  std::optional<double> holdout_chance;
  std::optional<double> holdout_accuracy;
  std::optional<double> rise_after_best;
  std::optional<std::int64_t> first_rise_step;
  std::optional<std::int64_t> divergence_step;
  std::optional<std::int64_t> loss_inf_step;
  std::optional<std::int64_t> gradient_nonfinite_step;
  std::optional<std::int64_t> parameter_nonfinite_step;
  std::optional<std::int64_t> nan_step;
  std::optional<double> growth_per_step;
  StartCurvature start;
  std::optional<double> last_sharpness;
  std::optional<std::int64_t> dead_units;
  std::optional<std::int64_t> dead_layer;
  std::optional<NonfiniteAt> nonfinite_at;
  std::optional<double> seconds;
  std::optional<std::int64_t> rose_again_step;
  std::optional<std::int64_t> warning_step;

  std::vector<double> loss_curve;  // thinned batch losses for a sparkline; not a field
  std::vector<double> theta;       // at the end, with RunSpec::keeps_end; not a field
  float score = 0;                 // of a map's cell (map/map_record.h); not a field
};

/// The same of a run, by one ruler for every command: with held-out rows it must predict these better, too, and by more than
/// chance allows.
inline bool has_skill(const RunRecord& run) {
  if (!has_skill(run.outcome)) return false;
  return !run.holdout_loss || (run.holdout_d2 && run.holdout_chance && *run.holdout_d2 > *run.holdout_chance);
}

/// The final loss over that of the best constant prediction, on held-out rows where there are any.
inline std::optional<double> loss_share_of(const RunRecord& run) {
  const auto& baseline = run.holdout_loss ? run.holdout_baseline_loss : run.baseline_loss;
  if (!(baseline > 0.0)) return std::nullopt;
  return run.holdout_loss.value_or(run.final_loss) / *baseline;
}

struct Summary {
  std::int64_t runs = 0;
  std::int64_t failed = 0;
  std::optional<double> largest_trained_lr;
  std::optional<double> smallest_failed_lr;
  std::optional<double> largest_safe_lr;
  std::optional<double> predicted_limit;
  std::optional<double> highest_predicted_limit;
  std::optional<double> measured_over_predicted;
  bool monotone = true;
  std::int64_t inversions = 0;
  std::vector<double> rates;
  std::vector<double> failed_fractions;
  std::string search_note;
  std::optional<double> fastest_lr;
  std::optional<double> fastest_final_loss;
  std::optional<double> suggested_lr;
  std::optional<double> suggested_d2;
  std::optional<double> suggested_holdout_d2;
  std::string suggestion_rule;
  std::string next_change;
  std::optional<double> next_lr;
  std::optional<double> next_d2;
  std::optional<double> next_holdout_d2;
  std::string next_command;
  std::string explain_command;
  std::vector<double> failed_from;  // of each stretch of neighbouring rates that failed, ascending
  std::vector<double> failed_to;
  std::vector<double> failed_low;  // of failed_fractions
  std::vector<double> failed_high;

  std::optional<double> safe_limit;
  std::optional<double> safe_limit_lr;
  std::optional<std::int64_t> safe_limit_step;
  std::optional<double> safe_limit_sharpness;

  /// d2 of the suggestion, on held-out rows where there are any.
  std::optional<double> suggested_skill() const { return suggested_holdout_d2 ? suggested_holdout_d2 : suggested_d2; }

  // Runs that the summary in words mentions; no fields.
  bool several_seeds = false;
  std::optional<RunRecord> first_failed;   // of the failed ones that with the smallest η
  std::optional<RunRecord> mostly_dead;    // the stalled one with the smallest η and most hidden units dead
  std::optional<RunRecord> lowest_limit;   // the one with the smallest limit
  std::optional<RunRecord> without_limit;  // the first without a limit
  std::optional<RunRecord> unconverged;    // the first whose sharpness at θ_0 did not converge
};

/// The command.
enum class Work { sweep, trace, explain, find, map, spectrum, data };

constexpr std::string_view name_of(Work work) {
  constexpr std::string_view names[] = {"sweep", "trace", "explain", "find", "map", "spectrum", "data"};
  return names[static_cast<int>(work)];
}

/// Everything needed to run the same thing again; written before the first record.
struct BeginRecord {
  std::vector<std::string> command;                         // as words, apart from the format
  std::vector<std::pair<std::string, std::string>> config;  // flag → value, the defaults included
  std::string data_path;
  std::string data_hash;                  // XXH3-128 of the bytes, hexadecimal; empty for a built-in function
  std::int64_t rows = 0;                  // to train on
  std::optional<std::int64_t> held_rows;  // with --holdout
  std::vector<std::string> features;
  std::vector<std::string> targets;
  std::string task;
  std::vector<ColumnCoding> codings;  // of columns whose numbers are not those of the file
  std::int64_t parameters = 0;

  // The configuration as values; no fields.
  Work work = Work::sweep;
  RunSpec run;
  std::optional<double> boundary_tolerance;  // of a search for the boundary
};

/// Version of the record layout; a change that could break a reader raises it.
inline constexpr int schema_version = 2;

/// The names of these records and of their fields in outputs.
const RecordKind<BeginRecord>& kind_of(const BeginRecord*);
const RecordKind<StepRecord>& kind_of(const StepRecord*);
const RecordKind<RunRecord>& kind_of(const RunRecord*);
const RecordKind<Summary>& kind_of(const Summary*);

}  // namespace lrscope
