#include "lrscope/run/sweep.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace lrscope {
namespace {

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

  std::vector<RunRecord> run() {
    if (spec_.threads == 1 || count() == 1)
      run_sequentially();
    else
      run_in_parallel();
    return std::move(runs_);
  }

 private:
  std::int64_t count() const {
    return static_cast<std::int64_t>(spec_.learning_rates.size() * spec_.seeds.size());
  }

  RunRecord run_one(std::int64_t index, StepObserver* steps) {
    const auto i = static_cast<std::size_t>(index);
    RunSpec spec = spec_.base;
    spec.learning_rate = spec_.learning_rates[i / spec_.seeds.size()];
    spec.seed = spec_.seeds[i % spec_.seeds.size()];
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
    runs_.push_back(std::move(run));
  }

  void run_sequentially() {
    for (std::int64_t index = 0; index < count(); ++index) {
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
    namespace tbb = oneapi::tbb;
    const auto threads = static_cast<std::size_t>(std::min<std::int64_t>(spec_.threads, count()));
    // Eigen packs matrix blocks on the stack (EIGEN_STACK_ALLOCATION_LIMIT in CMakeLists.txt).
    const tbb::global_control stack(tbb::global_control::thread_stack_size, std::size_t{16} << 20);
    const tbb::global_control workers(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(static_cast<int>(threads));
    std::int64_t next = 0;
    const auto numbers = tbb::make_filter<void, std::int64_t>(
        tbb::filter_mode::serial_in_order, [&](tbb::flow_control& control) -> std::int64_t {
          if (next == count()) control.stop();
          return next == count() ? next : next++;
        });
    // The runs under way are consecutive, so each has a place of its own. What passes through the pipeline
    // are numbers: it would not free objects when an exception ends it.
    std::vector<Finished> window(4 * threads);
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
    arena.execute([&] { tbb::parallel_pipeline(window.size(), numbers & train & hand_over); });
  }

  const Problem& problem_;
  const SweepSpec& spec_;
  SweepObserver& observer_;
  std::vector<RunRecord> runs_;
};

}  // namespace

std::vector<RunRecord> run_sweep(const Problem& problem, const SweepSpec& spec, SweepObserver& observer) {
  return Sweep(problem, spec, observer).run();
}

}  // namespace lrscope
