#include "explain/explain.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "base/threads.h"
#include "explain/counterfactual.h"
#include "explain/cure.h"
#include "explain/ranking.h"
#include "explain/step_history.h"
#include "explain/suspects.h"
#include "nn/activation.h"
#include "nn/loss.h"
#include "sweep/safe_limit.h"
#include "train/examination.h"

namespace lrscope {
namespace {

constexpr std::int64_t shown_steps = 5;  // of the table of layers
// Measurements of the sharpness along the run, of some seven products each.
constexpr std::int64_t most_sharpnesses = 200, fewest_sharpnesses = 10;
constexpr double affordable_products = 4e9;  // rows × parameters × measurements: some ten seconds
constexpr std::size_t most_outstanding = 3;  // batches and rows that are shown
constexpr double outstanding = 10;           // times the median
// Of d2: what a part of a cure has to bring. The cause that is named is part of it even if it costs a little.
constexpr double worth_of_first = -0.2, worth_of_suspected = 0.01, worth_of_others = 0.05;
constexpr double learns_nothing = 0.9;  // share of the loss of predicting the mean
constexpr double least_harm = 2;        // factor of the loss share, of what impairs a run that learns
constexpr double late_rise = 100;       // of rise_after_best

/// The few records that stand out from the median, the worst first; none if many do.
template <class Record>
std::vector<Record> outstanding_of(std::vector<Record> records) {
  const std::size_t most = std::max(most_outstanding, records.size() / 20);
  std::erase_if(records, [](const Record& record) { return !(record.times_median >= outstanding); });
  if (records.size() > most) return {};
  std::ranges::stable_sort(records, std::greater{}, &Record::times_median);
  records.resize(std::min(most_outstanding, records.size()));
  return records;
}

class Explainer {
 public:
  Explainer(ProblemCache& problems, const ExplainSpec& spec)
      : problems_(problems),
        spec_(spec),
        trial_spec_(spec),
        problem_(problems.problem_for(spec.request)),
        base_(spec.request.run) {}

  Explanation run() {
    runs_ = run_seeds(spec_, *problem_, base_);
    base_.seed = runs_.run.seed;
    shorten_trials();
    measure();
    summarise();
    if (result_.summary.verdict == Verdict::healthy)
      experiment_on_healthy();
    else
      experiment(suspects(findings()));
    return std::move(result_);
  }

 private:
  Findings findings() const {
    return {spec_.request,
            data_,
            data_ ? loss_name(base_.model, *data_) : std::string_view(),
            runs_.run,
            start_.rows,
            start_.layers,
            history_->first_gradient_norm(),
            boundary_.safe_lr,
            spec_.starts_from_file,
            rises_late(),
            data_ ? ColumnWords(problems_.reading().sound().names()) : ColumnWords(),
            trial_spec_.request.run};
  }

  ExamineSpec detail_spec() const {
    const RunRecord& run = runs_.run;
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

  std::int64_t affordable_sharpnesses() const {
    const auto rows = data_ ? base_.curvature.rows.value_or(data_->rows()) : 1;
    const double size = static_cast<double>(rows) * static_cast<double>(problem_->parameters(base_));
    return std::clamp(static_cast<std::int64_t>(affordable_products / size), fewest_sharpnesses, most_sharpnesses);
  }

  // Where all steps of hundreds of runs would take too long, they take fewer.
  void shorten_trials() {
    trial_runs_ = runs_;
    if (rises_late()) return;
    const auto end = has_failed(runs_.run.outcome) ? std::optional(runs_.run.steps) : std::nullopt;
    const std::optional<std::int64_t> steps = affordable_steps(*problem_, base_, end);
    if (!steps) return;
    trial_spec_.request.run.max_steps = result_.summary.trial_steps = *steps;
    if (!end) trial_runs_ = run_seeds(trial_spec_, *problem_, trial_spec_.request.run);
  }

  // The run again with every probe, its boundary, its rows.
  void measure() {
    RunSpec traced = base_;
    auto& every = traced.curvature.sharpness_every;
    if (!every) every = std::max<std::int64_t>(1, runs_.run.steps / affordable_sharpnesses());
    history_.emplace(runs_.run);
    RunSpec plain = base_;
    plain.curvature.sharpness_every = 0;
    RunSpec trial = plain;
    trial.max_steps = trial_spec_.request.run.max_steps;
    ExamineSpec start;
    start.rows = true;
    start.layer_steps = {0};
    for_each_index(spec_.threads, 3, [&](std::size_t task) {
      if (task == 0) problem_->run(traced, &*history_);
      if (task == 1 && spec_.searches_boundaries)
        boundary_ = find_boundary(trial_spec_, *problem_, trial, has_failed(runs_.run.outcome));
      if (task == 2) start_ = problem_->examine(plain, start);
    });
    if (boundary_.safe_lr && boundary_.failed_lr && !result_.summary.trial_steps) measure_way();
    ExamineSpec wanted = detail_spec();
    if (wanted.along_step)
      if (const auto sharpness = history_->sharpness_at(*wanted.along_step)) wanted.sharpness = sharpness->second;
    Examination seen = problem_->examine(plain, wanted);
    result_.layers = std::move(seen.layers);
    result_.batches = std::move(seen.batches);
    result_.along = std::move(seen.along);
    result_.events = history_->events();
    keep_outstanding();
  }

  // What a run far below the edge meets.
  void measure_way() {
    SweepSpec sweep;
    sweep.base = base_;
    sweep.seeds = {runs_.run.seed};
    Summary way;
    way.predicted_limit = runs_.run.start.limit;
    way.smallest_failed_lr = boundary_.failed_lr;
    find_safe_limit(*problem_, sweep, way);
    ExplanationRecord& s = result_.summary;
    std::tie(s.safe_limit, s.safe_limit_lr) = std::tie(way.safe_limit, way.safe_limit_lr);
    std::tie(s.safe_limit_step, s.safe_limit_sharpness) = std::tie(way.safe_limit_step, way.safe_limit_sharpness);
  }

  // Numbers of rows become lines of the file.
  void keep_outstanding() {
    result_.batches = outstanding_of(std::move(result_.batches));
    result_.rows = outstanding_of(start_.rows);
    if (!data_) return;
    const auto line_of = [&](std::int64_t row) { return data_->lines[static_cast<std::size_t>(row)]; };
    for (RowRecord& row : result_.rows) row.line = line_of(row.line);
    for (BatchRecord& batch : result_.batches) {
      std::ranges::transform(batch.lines, batch.lines.begin(), line_of);
      std::ranges::sort(batch.lines);
    }
  }

  Verdict verdict() const {
    const RunRecord& run = runs_.run;
    if (run.outcome == Outcome::nonfinite) return Verdict::nonfinite;
    if (run.outcome == Outcome::diverged) return Verdict::diverged;
    const std::int64_t units = std::max<std::int64_t>(base_.model.hidden_units(), 1);
    const bool learns = !(runs_.loss_share.value_or(0) >= learns_nothing);
    const bool is_dying = run.dead_layer || (2 * run.dead_units.value_or(0) >= units && !learns);
    if (data_ && is_dying && has_dying_units(base_.model)) return Verdict::dying;
    if (run.outcome == Outcome::stalled) return Verdict::stalled;
    const bool is_disordered = data_ && !base_.shuffle && !has_full_batch(base_, *data_) && is_ordered(*data_);
    if (is_disordered) return Verdict::disordered;
    if (!has_skill(run)) return Verdict::no_skill;
    return rises_late() ? Verdict::late_rise : Verdict::healthy;
  }

  bool rises_late() const {
    return data_ && has_skill(runs_.run) && runs_.run.rise_after_best.value_or(1) >= late_rise;
  }

  void summarise() {
    const RunRecord& run = runs_.run;
    ExplanationRecord& s = result_.summary;
    s.verdict = verdict();
    s.lr = base_.learning_rate;
    s.has_holdout = spec_.request.data.holdout.has_value();
    s.seed = run.seed;
    s.run = run;
    if (data_) s.score = find_named(losses(), loss_name(base_.model, *data_), "loss").score;
    s.boundary = boundary_;
    if (boundary_.safe_lr && boundary_.failed_lr) s.lr_over_boundary = s.lr / boundary_.middle();
    s.rises = history_->rises();
    describe_rise(*history_, base_, s);
  }

  std::vector<ChangeRecord> try_all(const std::vector<Suspect>& list) {
    std::vector<ChangeRecord> changes = try_changes(problems_, trial_spec_, list);
    for (ChangeRecord& change : changes) {
      if (spec_.searches_boundaries && !is_of_rate(change.suspect.remedy.kind))
        change.factor = boundary_factor(boundary_, change.boundary);
      if (trial_runs_.loss_share && change.runs.loss_share)
        change.gain = *trial_runs_.loss_share / *change.runs.loss_share;
      else if (!data_)
        change.gain = runs_.run.final_loss / change.runs.run.final_loss;
      if (change.runs.run.dead_layer) change.is_sufficient = false;
      if (rises_late() && change.runs.largest_rise >= late_rise) change.is_sufficient = false;
    }
    return changes;
  }

  // A run may learn, and yet much less than without what is suspected. If it learns hardly anything, all is tried.
  void experiment_on_healthy() {
    std::vector<Suspect> list = suspects(findings());
    const bool is_poor = !(runs_.run.d2.value_or(1) >= hardly_anything);
    const bool is_fast = is_near_limit(findings());
    std::erase_if(list, [&](const Suspect& s) {
      if (s.remedy.kind == ChangeKind::tenth_of_rate) return !is_fast;
      return s.removes.empty() || !(s.is_suspected || is_poor);
    });
    ExplainSpec quick = trial_spec_;
    quick.searches_boundaries = false;
    std::vector<Suspect> harmful;
    for (const ChangeRecord& change : try_changes(problems_, quick, list))
      if (change.is_sufficient && trial_runs_.loss_share >= least_harm * change.runs.loss_share.value_or(HUGE_VAL) &&
          change.runs.mean_d2.value_or(0) - trial_runs_.mean_d2.value_or(0) >= hardly_anything)
        harmful.push_back(change.suspect);
    if (!data_ || harmful.empty()) return experiment(latent_suspects(findings()));
    result_.summary.verdict = Verdict::impaired;
    experiment(harmful);
  }

  void experiment(const std::vector<Suspect>& list) {
    const Baseline baseline{has_failed(runs_.run.outcome), result_.summary.lr_over_boundary, runs_.has_skill};
    std::vector<ChangeRecord>& changes = result_.changes;
    changes = try_all(list);
    rank(changes, baseline);
    if (const std::optional<Suspect> together = all_together(changes, baseline.has_failed)) {
      const auto unranked = std::ranges::find_if(changes, [](const ChangeRecord& tried) { return !tried.rank; });
      const std::vector<ChangeRecord> tried = try_all({*together});
      changes.insert(unranked, tried.begin(), tried.end());
      rank(changes, baseline);
    }
    name_cause(result_);
    // Sorted rows may do no harm.
    auto& verdict = result_.summary.verdict;
    if (verdict == Verdict::disordered && !(changes.front().gain >= least_gain)) verdict = Verdict::healthy;
    if (data_ && verdict != Verdict::healthy) cure();
  }

  /// Those that may be parts of a cure, the causes first.
  std::vector<CurePart> pool() const {
    std::vector<CurePart> list;
    for (const ChangeRecord& change : result_.changes) {
      const Suspect& suspect = change.suspect;
      if (is_of_rate(suspect.remedy.kind) || suspect.remedy.kind == ChangeKind::all_together) continue;
      const bool is_scaling =
          suspect.remedy.kind == ChangeKind::standard_features || suspect.remedy.kind == ChangeKind::standard_target;
      if (!is_scaling && (suspect.removes.empty() || !(change.rank || suspect.is_suspected))) continue;
      list.push_back({suspect, change.rank == 1       ? worth_of_first
                               : suspect.is_suspected ? worth_of_suspected
                                                      : worth_of_others});
    }
    return list;
  }

  /// Where the learning rate is the cause, other changes have to bring what they are worth.
  bool is_rate_enough(const Cures& found) const {
    if (result_.summary.causes != Causes{Cause::learning_rate} || !found.best || !found.lower_rate) return false;
    return found.best->d2 - found.lower_rate->d2 < worth_of_others * static_cast<double>(found.best->parts.size());
  }

  void cure() {
    CureWish wish{pool()};
    if (result_.summary.verdict == Verdict::late_rise) wish.largest_rise = late_rise;
    if (trial_spec_.request.run.max_steps != base_.max_steps) wish.whole = spec_.request;
    Cures found = find_cures(problems_, trial_spec_, std::move(wish));
    ExplanationRecord& s = result_.summary;
    if (is_rate_enough(found)) found.best = found.lower_rate;
    describe(found, s);
    if (!s.causes.empty() || !found.best) return;
    for (const Suspect& part : found.best->parts)
      s.causes.insert(s.causes.end(), part.removes.begin(), part.removes.end());
    if (!found.best->parts.empty()) s.evidence = found.best->parts.front().evidence;
  }

  ProblemCache& problems_;
  const ExplainSpec& spec_;
  ExplainSpec trial_spec_;  // of runs with one thing changed, maybe of fewer steps
  std::shared_ptr<const Problem> problem_;
  const Dataset* data_ = problem_->data();  // null for a function
  RunSpec base_;
  SeedRuns runs_, trial_runs_;  // with all steps, and with those of trials
  Boundary boundary_;
  std::optional<StepHistory> history_;
  Examination start_;  // rows and layers at θ_0
  Explanation result_;
};

}  // namespace

Explanation explain(ProblemCache& problems, const ExplainSpec& spec) { return Explainer(problems, spec).run(); }

}  // namespace lrscope
