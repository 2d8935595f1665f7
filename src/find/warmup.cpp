#include "find/warmup.h"

#include <algorithm>
#include <map>

#include "base/interruption.h"
#include "find/find.h"
#include "find/warmup_search.h"
#include "train/watch/stop_rule.h"

namespace lrscope {
namespace {

constexpr double tolerance = 0.1;  // of the length
constexpr int most_halvings = 10;  // of the learning rate, where no warm-up helps
constexpr std::int64_t usual_trials = 12;

class Experiment {
 public:
  Experiment(const Problem& problem, const WarmupRequest& request, SweepObserver& progress)
      : problem_(problem), request_(request), progress_(progress), confirming_(confirming_seeds(request.seeds)) {
    WarmupRecord& record = result_.warmup;
    record.lr = request.base.learning_rate;
    record.seeds = std::ssize(request.seeds);
    record.confirming_seeds = problem.rows() > 0 ? std::ssize(confirming_) : 0;
    record.run_steps = total_steps_on(request.base, problem.rows());
    record.longest_steps = std::max<std::int64_t>(record.run_steps / 2, 1);
  }

  WarmupResult run() {
    WarmupRecord& record = result_.warmup;
    progress_.on_plan(usual_trials * record.seeds + record.confirming_seeds);
    search();
    if (record.answer == WarmupAnswer::none) look_lower();
    if (record.answer == WarmupAnswer::found) try_half();
    progress_.on_plan(0);
    measure_regime(problem_, request_, std::max<std::int64_t>(record.warmup_steps.value_or(0), least_measured()),
                   record);
    for (auto& [steps, runs] : runs_) result_.trials.push_back(counted_trial(steps, runs));
    return std::move(result_);
  }

 private:
  // Of a warm-up of a few steps, or of none, the way to the edge has no length: a slower one shows it.
  std::int64_t least_measured() const { return std::min<std::int64_t>(result_.warmup.longest_steps, 20); }

  bool all_train(double lr, std::int64_t steps, const std::vector<std::uint64_t>& seeds) {
    SweepSpec sweep;
    sweep.base = request_.base;
    sweep.base.schedule.warmup_steps = steps;
    sweep.base.curvature.sharpness_every = 0;
    sweep.learning_rates = {lr};
    sweep.seeds = seeds;
    sweep.threads = request_.threads;
    SweepResult made = run_sweep(problem_, sweep, progress_only_);
    interruption::check();
    for (RunRecord& run : made.runs) run.run += std::ssize(result_.runs);
    if (lr == request_.base.learning_rate) runs_[steps].insert(runs_[steps].end(), made.runs.begin(), made.runs.end());
    result_.runs.insert(result_.runs.end(), made.runs.begin(), made.runs.end());
    return std::ranges::all_of(made.runs, [](const RunRecord& run) { return run.outcome == Outcome::trained; });
  }

  void search() {
    WarmupRecord& record = result_.warmup;
    WarmupSearch search(record.longest_steps, tolerance);
    const double lr = request_.base.learning_rate;
    for (;;) {
      while (const auto steps = search.next()) search.add(*steps, all_train(lr, *steps, request_.seeds));
      record.warmup_steps = search.shortest();
      if (!record.warmup_steps || record.confirming_seeds == 0) break;
      if (all_train(lr, *record.warmup_steps, confirming_)) break;
      search.add(*record.warmup_steps, false);
    }
    record.answer = !record.warmup_steps       ? WarmupAnswer::none
                    : *record.warmup_steps > 0 ? WarmupAnswer::found
                                               : WarmupAnswer::not_needed;
  }

  void try_half() {
    WarmupRecord& record = result_.warmup;
    record.half_steps = *record.warmup_steps / 2;
    if (!runs_.contains(*record.half_steps)) all_train(request_.base.learning_rate, *record.half_steps, request_.seeds);
    const std::vector<RunRecord>& runs = runs_.at(*record.half_steps);
    record.half_trained = std::count_if(runs.begin(), runs.begin() + record.seeds,
                                        [](const RunRecord& run) { return run.outcome == Outcome::trained; });
  }

  void look_lower() {
    double lr = request_.base.learning_rate;
    for (int i = 0; i < most_halvings; ++i) {
      lr /= 2;
      if (lr < representable_rates(request_.base.precision).smallest) return;
      if (!all_train(lr, result_.warmup.longest_steps, request_.seeds)) continue;
      result_.warmup.lower_lr = lr;
      return;
    }
  }

  WarmupTrialRecord counted_trial(std::int64_t steps, const std::vector<RunRecord>& runs) const {
    WarmupTrialRecord trial;
    trial.lr = request_.base.learning_rate;
    trial.warmup_steps = steps;
    trial.seeds = std::ssize(runs);
    std::vector<double> losses;
    for (const RunRecord& run : runs) {
      losses.push_back(run.final_loss);
      trial.trained += run.outcome == Outcome::trained;
      trial.spiked += run.outcome == Outcome::spiked;
      trial.no_skill += run.outcome == Outcome::no_skill;
      trial.stalled += run.outcome == Outcome::stalled;
      trial.failed += has_failed(run.outcome);
    }
    trial.final_loss = spread_of(std::move(losses));
    return trial;
  }

  /// Passes on that runs have ended.
  class ProgressOnly final : public SweepObserver {
   public:
    explicit ProgressOnly(SweepObserver& progress) : progress_(progress) {}
    void on_progress(const RunRecord& run) override { progress_.on_progress(run); }

   private:
    SweepObserver& progress_;
  };

  const Problem& problem_;
  const WarmupRequest& request_;
  SweepObserver& progress_;
  ProgressOnly progress_only_{progress_};
  std::vector<std::uint64_t> confirming_;
  std::map<std::int64_t, std::vector<RunRecord>> runs_;
  WarmupResult result_;
};

}  // namespace

std::vector<std::uint64_t> confirming_seeds(const std::vector<std::uint64_t>& seeds) {
  std::vector<std::uint64_t> others;
  if (seeds.size() < 2) return others;
  std::uint64_t next = *std::ranges::max_element(seeds);
  while (others.size() < 2 * seeds.size()) others.push_back(++next);
  return others;
}

WarmupResult find_warmup(const Problem& problem, const WarmupRequest& request, SweepObserver& progress) {
  return Experiment(problem, request, progress).run();
}

}  // namespace lrscope
