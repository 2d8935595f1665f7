#include "lrscope/sweep.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "base/interruption.h"
#include "base/threads.h"
#include "lrscope/trainer.h"
#include "sweep/boundary.h"

namespace lrscope {
namespace {

/// Passes every step on with the number of its run.
class NumberedSteps final : public StepObserver {
 public:
  NumberedSteps(std::int64_t run, const std::function<void(StepRecord)>& take) : run_(run), take_(take) {}

  void on_step(const StepRecord& step) override {
    StepRecord numbered = step;
    numbered.run = run_;
    take_(std::move(numbered));
  }

 private:
  std::int64_t run_;
  const std::function<void(StepRecord)>& take_;
};

/// A run and the steps that the observer has not got yet.
struct FinishedRun {
  RunRecord run;
  std::vector<StepRecord> steps = {};
  bool recalls_steps = false;  // they are in the memory alone
};

/// So many steps, of all runs together, wait in hand for their turn; those of a run with more are recalled.
class RoomForSteps {
 public:
  explicit RoomForSteps(std::size_t steps) : left_(static_cast<std::ptrdiff_t>(steps)) {}

  /// Adds `steps` to `kept`, or drops both and is false.
  bool keep(std::vector<StepRecord>& kept, const std::vector<StepRecord>& steps) {
    if (left_.fetch_sub(std::ssize(steps)) >= std::ssize(steps)) {
      kept.insert(kept.end(), steps.begin(), steps.end());
      return true;
    }
    left_ += std::ssize(steps);
    drop(kept);
    return false;
  }
  void drop(std::vector<StepRecord>& kept) {
    left_ += std::ssize(kept);
    kept = {};
  }

 private:
  std::atomic<std::ptrdiff_t> left_;
};

/// These learning rates with every seed, numbered from `first` on; those of the shard.
std::vector<PlannedRun> runs_of(const SweepSpec& spec, const std::vector<double>& rates, std::int64_t first) {
  std::vector<PlannedRun> runs;
  for (const double rate : rates)
    for (const std::uint64_t seed : spec.seeds) {
      if (spec.shard.holds(first)) runs.push_back({first, rate, seed});
      ++first;
    }
  return runs;
}

class Sweep {
 public:
  /// Without a problem runs are only recalled.
  Sweep(const Problem* problem, const SweepSpec& spec, SweepObserver& observer)
      : problem_(problem), spec_(spec), observer_(observer), room_(spec.steps_in_hand) {}

  SweepResult run() {
    if (spec_.boundary_tolerance)
      plan(spec_.learning_rates.size() + BoundarySearch::usual_rates(*spec_.boundary_tolerance, scan()));
    run_rates(spec_.learning_rates);
    if (spec_.boundary_tolerance) try {
        search();
      } catch (const Interrupted&) {
        result_.search_ended = false;
      }
    return std::move(result_);
  }

 private:
  Scan scan() const { return spec_.scans_around_boundary ? Scan::around : Scan::none; }
  void plan(std::size_t rates) { observer_.on_plan(static_cast<std::int64_t>(rates * spec_.seeds.size())); }

  void run_rates(const std::vector<double>& rates) {
    jobs_ = runs_of(spec_, rates, next_number_);
    next_number_ += static_cast<std::int64_t>(rates.size() * spec_.seeds.size());
    if (spec_.threads == 1 || jobs_.size() <= 1)
      for (const PlannedRun& job : jobs_) deliver(job, spec_.memory ? remembered(job) : straight(job));
    else
      run_in_parallel();
  }

  void search() {
    std::size_t known = 0;
    // No learning rate helps against a loss that is not finite before the first step.
    const auto fails_at_start = [](const RunRecord& run) { return !std::isfinite(run.initial_loss); };
    const auto is_over = [&] { return std::ranges::any_of(result_.runs, fails_at_start); };
    BoundarySearch search(*spec_.boundary_tolerance, spec_.base.precision, predicted_limit(), Pace::doubling, scan());
    const auto learn = [&] {
      for (; known < result_.runs.size(); ++known)
        search.add(result_.runs[known].lr, has_failed(result_.runs[known].outcome));
    };
    learn();
    while (const auto rate = is_over() ? std::nullopt : search.next()) {
      plan(search.rates_left());
      run_rates({*rate});
      if (!result_.unfinished.empty()) throw Interrupted();
      learn();
    }
    result_.search_note = search.note();
  }

  /// The smallest predicted limit of the seeds.
  std::optional<double> predicted_limit() {
    std::vector<std::optional<double>> limits(spec_.seeds.size());
    for_each_index(spec_.threads, limits.size(), [&](std::size_t i) { limits[i] = limit_of(spec_.seeds[i]); });
    std::optional<double> smallest;
    for (const auto& limit : limits)
      if (limit && (!smallest || *limit < *smallest)) smallest = limit;
    return smallest;
  }

  /// Throws: Interrupted, also without a problem.
  std::optional<double> limit_of(std::uint64_t seed) {
    if (const auto known = spec_.memory ? spec_.memory->recall_start(seed) : std::nullopt) return known->limit;
    if (!problem_) throw Interrupted();
    RunSpec spec = spec_.base;
    spec.seed = seed;
    return problem_->start_curvature(spec).limit;
  }

  /// Nothing if the run was interrupted.
  std::optional<RunRecord> train(const PlannedRun& job, const std::function<void(StepRecord)>& take) {
    if (!problem_ || interruption::requested()) return std::nullopt;
    NumberedSteps steps(job.number, take);
    RunSpec spec = spec_.base;
    spec.learning_rate = job.lr;
    spec.seed = job.seed;
    const auto begin = std::chrono::steady_clock::now();
    try {
      RunRecord run = problem_->run(spec, spec_.observe_steps ? &steps : nullptr);
      run.run = job.number;
      if (spec_.time_runs)
        run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      return run;
    } catch (const Interrupted&) {
      return std::nullopt;
    }
  }

  /// Trains; the observer gets every step at once.
  std::optional<FinishedRun> straight(const PlannedRun& job) {
    auto run = train(job, [&](const StepRecord& step) { observer_.on_step(step); });
    if (!run) return std::nullopt;
    observer_.on_progress(*run);
    return FinishedRun{std::move(*run), {}};
  }

  /// The same; the observer gets the steps later.
  std::optional<FinishedRun> buffered(const PlannedRun& job) {
    std::vector<StepRecord> steps;
    auto run = train(job, [&](StepRecord step) { steps.push_back(std::move(step)); });
    if (!run) return std::nullopt;
    observer_.on_progress(*run);
    return FinishedRun{std::move(*run), std::move(steps)};
  }

  /// Recalls or trains and remembers; the observer gets the steps once the run is finished.
  std::optional<FinishedRun> remembered(const PlannedRun& job) {
    constexpr std::size_t at_once = 256;
    if (auto known = spec_.memory->recall(job.lr, job.seed)) {
      known->run = job.number;
      return FinishedRun{.run = std::move(*known), .recalls_steps = spec_.observe_steps};
    }
    std::vector<StepRecord> steps, kept;
    bool keeps = true;
    const auto pass_on = [&] {
      if (!steps.empty()) spec_.memory->remember_steps(job.lr, job.seed, steps);
      keeps = keeps && room_.keep(kept, steps);
      steps.clear();
    };
    auto run = train(job, [&](StepRecord step) {
      steps.push_back(std::move(step));
      if (steps.size() == at_once) pass_on();
    });
    if (!run) {
      room_.drop(kept);
      return std::nullopt;
    }
    pass_on();
    spec_.memory->remember(*run);
    observer_.on_progress(*run);
    return FinishedRun{std::move(*run), std::move(kept), !keeps};
  }

  void deliver(const PlannedRun& job, std::optional<FinishedRun> finished) {
    if (!finished) return result_.unfinished.push_back(job);
    if (finished->recalls_steps)
      spec_.memory->recall_steps(job.lr, job.seed, [&](StepRecord step) {
        step.run = job.number;
        observer_.on_step(step);
      });
    for (const StepRecord& step : finished->steps) observer_.on_step(step);
    if (spec_.memory) room_.drop(finished->steps);
    observer_.on_run(finished->run);
    result_.runs.push_back(std::move(finished->run));
  }

  // A few runs at most wait for an earlier one to end, or for the reader of the output.
  void run_in_parallel() {
    const auto threads = static_cast<std::size_t>(spec_.threads);
    in_order(
        spec_.threads, jobs_.size(), 4 * std::min(threads, jobs_.size()),
        [&](std::size_t place) { return spec_.memory ? remembered(jobs_[place]) : buffered(jobs_[place]); },
        [&](std::size_t place, std::optional<FinishedRun> run) { deliver(jobs_[place], std::move(run)); });
  }

  const Problem* problem_;
  const SweepSpec& spec_;
  SweepObserver& observer_;
  RoomForSteps room_;
  std::vector<PlannedRun> jobs_;  // under way
  std::int64_t next_number_ = 0;
  SweepResult result_;
};

}  // namespace

std::vector<PlannedRun> planned_runs(const SweepSpec& spec) { return runs_of(spec, spec.learning_rates, 0); }

std::size_t count_planned(const SweepSpec& spec) {
  const std::size_t all = spec.learning_rates.size() * spec.seeds.size();
  const auto before = static_cast<std::size_t>(spec.shard.index - 1),
             count = static_cast<std::size_t>(spec.shard.count);
  return all > before ? (all - before - 1) / count + 1 : 0;
}

SweepResult run_sweep(const Problem& problem, const SweepSpec& spec, SweepObserver& observer) {
  return Sweep(&problem, spec, observer).run();
}

SweepResult replay_sweep(const SweepSpec& spec, SweepObserver& observer) {
  return Sweep(nullptr, spec, observer).run();
}

}  // namespace lrscope
