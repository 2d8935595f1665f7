#include "lrscope/run/sweep.h"

#include <oneapi/tbb/parallel_pipeline.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "lrscope/run/boundary.h"
#include "threads.h"

namespace lrscope {
namespace {

namespace tbb = oneapi::tbb;

/// One finished run on its way to the observer.
struct Finished {
  RunRecord run;
  std::vector<StepRecord> steps;
};

/// Gives every step its run's number and passes it on: to a list, or straight to the observer.
class StepCollector final : public StepObserver {
 public:
  StepCollector(std::int64_t run, std::vector<StepRecord>& list) : run_(run), list_(&list) {}
  StepCollector(std::int64_t run, StepObserver& straight) : run_(run), straight_(&straight) {}

  void on_step(const StepRecord& step) override {
    StepRecord numbered = step;
    numbered.run = run_;
    if (straight_)
      straight_->on_step(numbered);
    else
      list_->push_back(numbered);
  }

 private:
  std::int64_t run_;
  std::vector<StepRecord>* list_ = nullptr;
  StepObserver* straight_ = nullptr;
};

class Sweep {
 public:
  Sweep(const Problem& problem, const SweepSpec& spec, SweepObserver& observer)
      : problem_(problem), spec_(spec), observer_(observer) {}

  SweepResult run() {
    run_rates(spec_.learning_rates);
    if (spec_.boundary_tolerance) search();
    return std::move(result_);
  }

 private:
  /// These learning rates with every seed; run numbers go on from those before.
  void run_rates(const std::vector<double>& rates) {
    jobs_.clear();
    for (const double rate : rates)
      for (const std::uint64_t seed : spec_.seeds) jobs_.push_back({rate, seed});
    first_ = static_cast<std::int64_t>(result_.runs.size());
    if (spec_.threads == 1 || jobs_.size() <= 1)
      run_sequentially();
    else
      run_in_parallel();
  }

  void search() {
    BoundarySearch search(*spec_.boundary_tolerance, spec_.base.precision, predicted_limit());
    std::size_t known = 0;
    const auto learn = [&] {
      for (; known < result_.runs.size(); ++known)
        search.add(result_.runs[known].lr, has_failed(result_.runs[known].outcome));
    };
    learn();
    // A loss that is not finite before the first step is no learning rate's fault.
    const auto fails_at_start = [](const RunRecord& run) { return !std::isfinite(run.initial_loss); };
    while (const auto rate =
               std::ranges::any_of(result_.runs, fails_at_start) ? std::nullopt : search.next()) {
      run_rates({*rate});
      learn();
    }
    result_.search_note = search.note();
  }

  /// The smallest predicted limit of the seeds.
  std::optional<double> predicted_limit() {
    std::vector<std::optional<double>> limits(spec_.seeds.size());
    const auto predict = [&](std::size_t i) { limits[i] = problem_.start_curvature(spec_.seeds[i]).limit; };
    for_each_index(spec_.threads, limits.size(), predict);
    std::optional<double> smallest;
    for (const auto& limit : limits)
      if (limit && (!smallest || *limit < *smallest)) smallest = limit;
    return smallest;
  }

  std::int64_t end() const { return first_ + static_cast<std::int64_t>(jobs_.size()); }

  RunRecord run_one(std::int64_t index, StepObserver* steps) {
    const Job& job = jobs_[static_cast<std::size_t>(index - first_)];
    RunSpec spec = spec_.base;
    spec.learning_rate = job.learning_rate;
    spec.seed = job.seed;
    const auto begin = std::chrono::steady_clock::now();
    RunRecord run = problem_.run(spec, steps);
    run.run = index;
    if (spec_.time_runs)
      run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    observer_.on_progress(run);
    return run;
  }

  void deliver(RunRecord run) {
    observer_.on_run(run);
    result_.runs.push_back(std::move(run));
  }

  void run_sequentially() {
    for (std::int64_t index = first_; index < end(); ++index) {
      StepCollector straight(index, observer_);
      deliver(run_one(index, spec_.observe_steps ? &straight : nullptr));
    }
  }

  Finished run_buffered(std::int64_t index) {
    Finished finished;
    StepCollector list(index, finished.steps);
    finished.run = run_one(index, spec_.observe_steps ? &list : nullptr);
    return finished;
  }

  // Numbers in order → runs in parallel → records in order. At most a few runs wait for an earlier one to
  // end.
  void run_in_parallel() {
    on_threads(spec_.threads, jobs_.size(), [&](std::size_t threads) { run_pipeline(4 * threads); });
  }

  void run_pipeline(std::size_t most_under_way) {
    std::int64_t next = first_;
    const auto numbers = tbb::make_filter<void, std::int64_t>(
        tbb::filter_mode::serial_in_order, [&](tbb::flow_control& control) -> std::int64_t {
          if (next == end()) control.stop();
          return next == end() ? next : next++;
        });
    // The runs under way are consecutive, so each has a place of its own. What passes through the pipeline
    // are numbers: it would not free objects when an exception ends it.
    std::vector<Finished> window(most_under_way);
    const auto place = [&](std::int64_t index) -> Finished& {
      return window[static_cast<std::size_t>(index) % window.size()];
    };
    const auto train =
        tbb::make_filter<std::int64_t, std::int64_t>(tbb::filter_mode::parallel, [&](std::int64_t index) {
          place(index) = run_buffered(index);
          return index;
        });
    const auto hand_over =
        tbb::make_filter<std::int64_t, void>(tbb::filter_mode::serial_in_order, [&](std::int64_t index) {
          Finished finished = std::move(place(index));
          for (const StepRecord& step : finished.steps) observer_.on_step(step);
          deliver(std::move(finished.run));
        });
    tbb::parallel_pipeline(window.size(), numbers & train & hand_over);
  }

  struct Job {
    double learning_rate;
    std::uint64_t seed;
  };

  const Problem& problem_;
  const SweepSpec& spec_;
  SweepObserver& observer_;
  std::vector<Job> jobs_;   // under way
  std::int64_t first_ = 0;  // the number of the first of them
  SweepResult result_;
};

}  // namespace

SweepResult run_sweep(const Problem& problem, const SweepSpec& spec, SweepObserver& observer) {
  return Sweep(problem, spec, observer).run();
}

}  // namespace lrscope
