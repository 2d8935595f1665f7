#include "explain/explain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/text.h"
#include "base/threads.h"
#include "explain/counterfactual.h"
#include "explain/ranking.h"
#include "explain/suspects.h"
#include "explain/tracker.h"
#include "nn/activation.h"
#include "nn/baseline.h"
#include "optim/optimizer.h"
#include "train/examination.h"

namespace lrscope {
namespace {

constexpr std::int64_t shown_steps = 5;  // of the table of layers
// Along the run the sharpness is measured so often, on large data less: each takes some seven products, and a
// product about as long as rows × parameters says.
constexpr std::int64_t most_sharpnesses = 200, fewest_sharpnesses = 10;
constexpr double affordable_products = 4e9;  // rows × parameters × measurements: some ten seconds
constexpr std::size_t most_outstanding = 3;  // batches and rows that are shown
constexpr double outstanding = 10;           // times the median
constexpr double learns_nothing = 0.9;       // of the loss of predicting the mean, or more

class Explainer {
 public:
  Explainer(ProblemCache& problems, const ExplainSpec& spec)
      : problems_(problems), spec_(spec), problem_(problems.problem_for(spec.request)), base_(spec.request.run) {}

  Explanation run() {
    first_look();
    second_look();
    judge();
    experiment(result_.summary.verdict == Verdict::healthy ? latent_suspects(findings()) : suspects(findings()));
    keep_answers(result_);
    return std::move(result_);
  }

 private:
  Findings findings() const;
  Baseline baseline() const {
    return {has_failed(trial_.run.outcome), result_.summary.lr_over_boundary, trial_.has_trained};
  }
  void first_look();
  void second_look();
  void judge();
  void describe_stability();
  void describe_terms();
  void keep_outstanding();
  void experiment(const std::vector<Suspect>& list);
  void try_together(std::vector<ChangeRecord>& changes);
  std::vector<ChangeRecord> try_all(const std::vector<Suspect>& list);
  ExamineSpec closer_look() const;
  bool is_disordered() const;
  std::int64_t affordable_sharpnesses() const;

  ProblemCache& problems_;
  const ExplainSpec& spec_;
  std::shared_ptr<const Problem> problem_;
  RunSpec base_;
  Trial trial_;
  Boundary boundary_;
  std::optional<Tracker> tracker_;
  std::vector<RowRecord> rows_;  // at θ_0
  Explanation result_;
};

Findings Explainer::findings() const {
  const Dataset* data = problem_->data();
  return {spec_.request,
          data,
          data ? loss_name(base_.model, data->task) : std::string_view(),
          trial_.run,
          rows_,
          tracker_->first_gradient_norm(),
          boundary_.safe_lr,
          spec_.starts_from_file};
}

// The run as it was asked for, once for each seed; the one that is told about is the first that went wrong.
void Explainer::first_look() {
  trial_ = try_out(spec_, *problem_, base_);
  base_.seed = trial_.run.seed;
  result_.run = trial_.run;
}

ExamineSpec Explainer::closer_look() const {
  const RunRecord& run = trial_.run;
  const auto end = first_nonfinite_step(run);
  ExamineSpec wanted;
  if (end) {
    for (std::int64_t t = std::max<std::int64_t>(0, *end - shown_steps); t < *end; ++t) wanted.layer_steps.insert(t);
  } else {
    for (std::int64_t i = 0; i < shown_steps && run.steps > 0; ++i)
      wanted.layer_steps.insert(i * (run.steps - 1) / (shown_steps - 1));
  }
  if (const auto rise = rise_step(run)) {
    if (!end || *rise < *end) wanted.batches_step = rise;
    if (spec_.wants_along) wanted.along_step = rise;
  } else if (spec_.wants_along) {
    wanted.along_step = 0;
  }
  return wanted;
}

std::int64_t Explainer::affordable_sharpnesses() const {
  const Dataset* data = problem_->data();
  const auto rows = data ? base_.curvature.rows.value_or(data->rows()) : 1;
  const double size = static_cast<double>(rows) * static_cast<double>(problem_->parameters(base_));
  return std::clamp(static_cast<std::int64_t>(affordable_products / size), fewest_sharpnesses, most_sharpnesses);
}

// What needs no other result: the run again with every probe, its boundary, its rows.
void Explainer::second_look() {
  RunSpec traced = base_;
  auto& every = traced.curvature.sharpness_every;
  if (!every) every = std::max<std::int64_t>(1, trial_.run.steps / affordable_sharpnesses());
  tracker_.emplace(trial_.run);
  RunSpec plain = base_;
  plain.curvature.sharpness_every = 0;
  const std::vector<std::function<void()>> tasks = {[&] { problem_->run(traced, &*tracker_); },
                                                    [&] {
                                                      if (spec_.searches_boundaries)
                                                        boundary_ = find_boundary(spec_, *problem_, plain,
                                                                                  has_failed(trial_.run.outcome));
                                                    },
                                                    [&] {
                                                      ExamineSpec wanted;
                                                      wanted.rows = true;
                                                      rows_ = problem_->examine(plain, wanted).rows;
                                                    }};
  for_each_index(spec_.threads, tasks.size(), [&](std::size_t i) { tasks[i](); });
  ExamineSpec wanted = closer_look();
  if (wanted.along_step) wanted.sharpness = tracker_->sharpness_at(*wanted.along_step);
  Examination seen = problem_->examine(plain, wanted);
  result_.layers = std::move(seen.layers);
  result_.batches = std::move(seen.batches);
  result_.along = std::move(seen.along);
  result_.events = tracker_->events();
  keep_outstanding();
}

/// The few records that stand out from the median, the worst first; none if many do.
template <class Record>
std::vector<Record> outstanding_of(std::vector<Record> records) {
  std::stable_sort(records.begin(), records.end(),
                   [](const Record& a, const Record& b) { return a.times_median > b.times_median; });
  const auto end = std::find_if(records.begin(), records.end(),
                                [](const Record& record) { return !(record.times_median >= outstanding); });
  if (static_cast<std::size_t>(end - records.begin()) > std::max(most_outstanding, records.size() / 20)) return {};
  records.erase(end, records.end());
  if (records.size() > most_outstanding) records.resize(most_outstanding);
  return records;
}

// Rows become lines of the file.
void Explainer::keep_outstanding() {
  result_.batches = outstanding_of(std::move(result_.batches));
  result_.rows = outstanding_of(rows_);
  const Dataset* data = problem_->data();
  if (!data) return;
  const auto line_of = [&](std::int64_t row) { return data->lines[static_cast<std::size_t>(row)]; };
  for (RowRecord& row : result_.rows) row.line = line_of(row.line);
  for (BatchRecord& batch : result_.batches) {
    std::transform(batch.lines.begin(), batch.lines.end(), batch.lines.begin(), line_of);
    std::sort(batch.lines.begin(), batch.lines.end());
  }
}

bool Explainer::is_disordered() const {
  const Dataset* data = problem_->data();
  if (!data || base_.shuffle) return false;
  const bool is_full = !base_.batch_size.rows || *base_.batch_size.rows >= data->rows();
  return !is_full && is_ordered(*data);
}

void Explainer::judge() {
  const RunRecord& run = trial_.run;
  ExplanationRecord& s = result_.summary;
  const long long units = base_.model.hidden_units();
  const bool is_dying =
      problem_->data() && find_named(activations(), base_.model.activation, "activation").has_dying_units &&
      (run.dead_layer ||
       (2 * run.dead_units.value_or(0) >= std::max(units, 1LL) && trial_.loss_share.value_or(0) >= learns_nothing));
  s.verdict = run.outcome == Outcome::nonfinite  ? Verdict::nonfinite
              : run.outcome == Outcome::diverged ? Verdict::diverged
              : is_dying                         ? Verdict::dying
              : run.outcome == Outcome::stalled  ? Verdict::stalled
              : is_disordered()                  ? Verdict::disordered
                                                 : Verdict::healthy;
  s.lr = base_.learning_rate;
  s.seed = run.seed;
  s.outcome = run.outcome;
  s.steps = run.steps;
  s.initial_loss = run.initial_loss;
  s.final_loss = run.final_loss;
  if (const Dataset* data = problem_->data())
    s.baseline_loss =
        baseline_loss(loss_name(base_.model, data->task), *data, base_.model.huber_delta, base_.target_scale);
  s.safe_lr = boundary_.safe_lr;
  s.failed_lr = boundary_.failed_lr;
  if (boundary_.safe_lr && boundary_.failed_lr)
    s.lr_over_boundary = s.lr / (std::sqrt(*boundary_.safe_lr) * std::sqrt(*boundary_.failed_lr));
  s.stability_limit = run.start.limit;
  s.growth_per_step = run.growth_per_step;
  s.rises = tracker_->rises();
  s.overshoots = tracker_->overshoots();
  s.risen_by = tracker_->risen_by();
  s.overshot_by = tracker_->overshot_by();
  s.is_overshoot = 2 * s.overshot_by >= s.risen_by;
  describe_stability();
  describe_terms();
}

// Growth predicted from the curvature where the final rise began, and when it would overflow.
void Explainer::describe_stability() {
  const RunRecord& run = trial_.run;
  ExplanationRecord& s = result_.summary;
  const auto rise = rise_step(run);
  if (!rise || !run.start.threshold) return;
  if (has_failed(run.outcome)) {
    s.warning_step = tracker_->stability_lost();
    const std::int64_t end = first_nonfinite_step(run).value_or(run.steps);
    if (s.warning_step) s.warning_ahead = end - *s.warning_step;
  }
  const auto ratio = tracker_->ratio_at(*rise);
  if (!ratio) return;
  const double x = ratio->second * *run.start.threshold;
  s.error_growth_step = ratio->first;
  s.error_growth = error_growth(base_, x);
  if (base_.layer_rates.empty())  // else a tenth of η is not a tenth of x
    s.error_growth_at_tenth = error_growth(base_, x / 10);
  const StepRecord* step = tracker_->step(*rise);
  if (!step || !(*s.error_growth > 1) || !(step->loss > 0) || !has_failed(run.outcome)) return;
  const double largest =
      base_.precision == Precision::float32 ? std::numeric_limits<float>::max() : std::numeric_limits<double>::max();
  s.predicted_overflow_step =
      static_cast<double>(*rise) + (std::log(largest) - std::log(step->loss)) / (2 * std::log(*s.error_growth));
}

// ½η²gᵀHg and ηgᵀg where the loss first went uphill for good: for steps along the gradient.
void Explainer::describe_terms() {
  const auto rise = rise_step(trial_.run);
  const StepRecord* step = rise ? tracker_->step(*rise) : nullptr;
  if (!step || !step->gg || !step->gHg || base_.optimizer.name != "sgd") return;
  if (!base_.layer_rates.empty() || base_.model.parametrization != Parametrization::standard) return;
  result_.summary.uphill_term = step->lr * step->lr / 2 * *step->gHg;
  result_.summary.downhill_term = step->lr * *step->gg;
}

std::vector<ChangeRecord> Explainer::try_all(const std::vector<Suspect>& list) {
  std::vector<std::optional<ChangeRecord>> records(list.size());
  for_each_index(spec_.threads, list.size(),
                 [&](std::size_t i) { records[i] = try_change(problems_, spec_, list[i]); });
  std::vector<ChangeRecord> changes;
  for (std::optional<ChangeRecord>& record : records) {
    if (!record) continue;
    if (spec_.searches_boundaries && !is_of_rate(record->suspect.remedy.kind))
      record->factor = boundary_factor(boundary_, {record->safe_lr, record->failed_lr});
    if (trial_.loss_share && record->loss_share)
      record->gain = *trial_.loss_share / *record->loss_share;
    else if (!problem_->data())
      record->gain = trial_.run.final_loss / record->final_loss;
    if (record->has_dead_layer) record->is_sufficient = false;
    changes.push_back(std::move(*record));
  }
  return changes;
}

void Explainer::experiment(const std::vector<Suspect>& list) {
  std::vector<ChangeRecord>& changes = result_.changes;
  changes = try_all(list);
  rank(changes, baseline());
  try_together(changes);
  name_cause(result_);
  // Sorted rows that do no harm.
  auto& verdict = result_.summary.verdict;
  if (verdict == Verdict::disordered && !(changes.front().gain >= least_gain)) verdict = Verdict::healthy;
}

void Explainer::try_together(std::vector<ChangeRecord>& changes) {
  const std::optional<Suspect> all = all_together(changes, has_failed(trial_.run.outcome));
  if (!all) return;
  const auto end = std::ranges::find_if(changes, [](const ChangeRecord& tried) { return !tried.rank; });
  std::vector<ChangeRecord> together = try_all({*all});
  if (!together.empty()) changes.insert(end, std::move(together.front()));
  rank(changes, baseline());
}

}  // namespace

Explanation explain(ProblemCache& problems, const ExplainSpec& spec) { return Explainer(problems, spec).run(); }

}  // namespace lrscope
