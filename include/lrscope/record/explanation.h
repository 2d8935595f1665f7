// What `explain` found out about one run: plain data. What each field means stands in the table of
// record/explanation_fields.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/record/data_profile.h"
#include "lrscope/record/records.h"
#include "lrscope/record/suspect.h"

namespace lrscope {

/// What became of the run that is explained.
enum class Verdict { healthy, nonfinite, diverged, stalled, dying, disordered, defective };

constexpr std::string_view name_of(Verdict verdict) {
  constexpr std::string_view names[] = {"healthy", "nonfinite",  "diverged", "stalled",
                                        "dying",   "disordered", "defective"};
  return names[static_cast<int>(verdict)];
}

enum class EventKind {
  beyond_critical_lr,
  stability_lost,
  first_rise,
  final_rise,
  loss_infinite,
  gradient_nonfinite,
  parameter_nonfinite,
  nan
};

constexpr std::string_view name_of(EventKind kind) {
  constexpr std::string_view names[] = {
      "beyond the critical lr", "stability lost",      "first rise",           "final rise",
      "loss infinite",          "gradient not finite", "parameter not finite", "NaN"};
  return names[static_cast<int>(kind)];
}

/// Something that happened for the first time, with what was measured at that step.
struct EventRecord {
  EventKind event = EventKind::first_rise;
  std::int64_t step = 0;
  std::optional<double> lr;
  std::optional<double> loss;
  std::optional<double> critical_lr;
  std::optional<double> stability_ratio;
  std::optional<double> predicted_change;
  std::optional<double> actual_change;
  std::optional<double> next_batch_change;
};

/// The largest magnitudes in one layer at θ_t, on the batch of step t.
struct LayerRecord {
  std::int64_t step = 0;
  std::int64_t layer = 0;  // from 1
  double activation = 0;   // the output layer: pre-activation
  double delta = 0;
  double gradient = 0;
  double weight = 0;
  double loss = 0;  // of the step
  std::optional<double> dead_fraction;
};

/// One batch of the epoch, all of them at the same θ.
struct BatchRecord {
  std::int64_t step = 0;     // whose batch it is
  std::int64_t at_step = 0;  // t of θ
  std::int64_t rows = 0;
  double loss = 0;
  double gradient_norm = 0;
  double times_median = 0;          // its loss over that of the median batch
  std::vector<std::int64_t> lines;  // of the file, of its rows; of a case without lines empty
};

/// One row of the data, all of them at the same θ.
struct RowRecord {
  std::int64_t line = 0;     // of the file
  std::int64_t at_step = 0;  // t of θ
  double loss = 0;           // of this row alone
  double loss_share = 0;     // of the sum over all rows
  double gradient_norm = 0;
  double times_median = 0;  // its gradient norm over that of the median row
};

/// Why the loss is measured at an ε: the step that was taken, the minimum and the zero of the parabola, the
/// limit of the whole loss, or only to draw the curve.
enum class Mark { none, lr, minimum, critical_lr, sharpness };

constexpr std::string_view name_of(Mark mark) {
  constexpr std::string_view names[] = {"", "lr", "minimum", "critical lr", "2/sharpness"};
  return names[static_cast<int>(mark)];
}

/// The loss of one batch along its negative gradient.
struct AlongRecord {
  double epsilon = 0;
  double loss = 0;
  double parabola = 0;
  Mark mark = Mark::none;
};

struct AlongCurve {
  std::int64_t step = 0;
  double lr = 0;
  std::vector<AlongRecord> points;  // ascending ε
};

/// One run with one thing changed.
struct ChangeRecord {
  Suspect suspect;
  std::string command;  // that runs it
  Outcome outcome = Outcome::trained;
  std::int64_t steps = 0;
  double final_loss = 0;
  std::optional<double> loss_share;  // final loss / loss of predicting the mean
  std::optional<double> safe_lr;
  std::optional<double> failed_lr;
  std::optional<double> factor;  // of the boundary, after over before
  std::optional<double> gain;    // of the loss share, before over after
  bool is_sufficient = false;
  bool has_dead_layer = false;       // not a field
  std::optional<std::int64_t> rank;  // among the causes, from 1
};

struct ExplanationRecord {
  Verdict verdict = Verdict::healthy;
  double lr = 0;
  std::uint64_t seed = 0;
  std::optional<Outcome>
      outcome;  // with what follows: absent where there was no run, the data being defective
  std::optional<std::int64_t> steps;
  std::optional<double> initial_loss;
  std::optional<double> final_loss;
  std::optional<double> baseline_loss;
  std::optional<double> safe_lr;
  std::optional<double> failed_lr;
  std::optional<double> lr_over_boundary;
  std::optional<double> stability_limit;
  std::optional<std::int64_t> warning_step;
  std::optional<std::int64_t> warning_ahead;
  std::optional<double> growth_per_step;
  std::optional<double> error_growth;
  std::optional<std::int64_t> error_growth_step;
  std::optional<double> error_growth_at_tenth;
  std::optional<double> predicted_overflow_step;
  std::int64_t rises = 0;
  std::int64_t overshoots = 0;
  double risen_by = 0;
  double overshot_by = 0;
  std::optional<double> uphill_term;
  std::optional<double> downhill_term;
  bool is_overshoot = false;  // at least half of what the loss rose by; not a field
  Causes causes;
  Evidence evidence;
  std::optional<Remedy> cure;
  std::string command;
};

/// How the run ended at a tenth of its learning rate.
struct TenthOfRate {
  double lr = 0;
  Outcome outcome = Outcome::trained;
  double final_loss = 0;
};

struct Explanation {
  ExplanationRecord summary;
  std::optional<RunRecord> run;
  std::vector<EventRecord> events;    // in order
  std::vector<LayerRecord> layers;    // by step, by layer
  std::vector<BatchRecord> batches;   // the worst, where single ones stand out
  std::vector<RowRecord> rows;        // the worst, where single ones stand out
  std::vector<ChangeRecord> changes;  // causes by rank, then the others
  std::vector<DefectRecord> defects;  // of data that cannot be trained on
  std::optional<AlongCurve> along;
  std::optional<TenthOfRate> tenth;  // where it was tried
  std::optional<EventRecord> rise;   // the final one, else the first
};

/// What outputs call these records and their fields.
const RecordKind<ExplanationRecord>& kind_of(const ExplanationRecord*);
const RecordKind<EventRecord>& kind_of(const EventRecord*);
const RecordKind<LayerRecord>& kind_of(const LayerRecord*);
const RecordKind<BatchRecord>& kind_of(const BatchRecord*);
const RecordKind<RowRecord>& kind_of(const RowRecord*);
const RecordKind<ChangeRecord>& kind_of(const ChangeRecord*);
const RecordKind<AlongRecord>& kind_of(const AlongRecord*);
/// Those that --rows may name, the default first.
std::vector<const Kind*> explanation_kinds();

}  // namespace lrscope
