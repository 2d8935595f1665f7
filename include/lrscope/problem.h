// Data or a function in one precision, ready to be trained on: all runs share one problem and its copy of the data.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/dataset.h"
#include "lrscope/functions.h"
#include "lrscope/matrix.h"
#include "lrscope/records.h"
#include "lrscope/run_spec.h"

namespace lrscope {

class Lockstep;
class StepObserver;
struct EdgeRecord;
struct Examination;
struct ExamineSpec;
struct SpectrumResult;
struct SpectrumSpec;
struct TrainedState;
class AnyProblem;

/// Thread-safe; copies share everything. Every member that takes a spec requires that its precision is that of the
/// problem, and throws UsageError for one that does not fit the data.
class Problem {
 public:
  /// Throws: DataError for values that do not fit the precision.
  Problem(Dataset data, Precision precision);  // its inputs are moved, or freed when they have been converted
  Problem(std::shared_ptr<const Dataset> data, Precision precision);
  Problem(const NamedFunction& function, Precision precision);

  /// The same problem, with runs that start at `theta`.
  Problem starting_at(const Vector<double>& theta) const;

  /// The table, absent where a function is trained. A problem that was given a Dataset to keep has no numbers there.
  const Dataset* data() const { return data_.get(); }
  Index rows() const { return rows_; }  // 0: a function

  /// Throws: UsageError for all that is wrong with `spec`, also for initial weights that are not finite.
  void check(const RunSpec& spec) const;

  /// The number of parameters. Allocates nothing of that size.
  Index parameters(const RunSpec& spec) const;

  /// One training run. Equal specs give equal records. See Trainer for the observer.
  RunRecord run(const RunSpec& spec, StepObserver* observer = nullptr) const;

  /// An engine for runs like `spec` (train/lockstep.h) side by side in one thread; null where there is none.
  std::unique_ptr<Lockstep> lockstep(const RunSpec& spec) const;

  /// The Hessian at θ_0, and the learning rate at which the optimizer becomes unstable there. Measured once for specs
  /// that differ only in the learning rate, and in what is observed or stopped at.
  StartCurvature start_curvature(const RunSpec& spec) const;

  /// The lowest limit on the way of a run of `spec`, measured at its start and some twenty steps. Absent with a
  /// preconditioner, clipping or learning rates of layers, and where nothing could be measured.
  std::optional<SlowRun> slow_run(const RunSpec& spec) const;

  /// η·λmax(P⁻¹H) over the optimizer's threshold at the first step; absent where it cannot be measured.
  std::optional<double> stability_ratio(const RunSpec& spec) const;

  /// The Hessian's spectrum at θ_0, or after wanted.at_step steps of the run. Throws: UsageError if the run has no such
  /// step, or nothing finite there.
  SpectrumResult spectrum(const RunSpec& spec, const SpectrumSpec& wanted) const;

  /// The tensors, batches and rows at some steps of a run, and the loss along one of its steps.
  Examination examine(const RunSpec& spec, const ExamineSpec& wanted) const;

  /// Throws: UsageError unless edges() can tell something of runs like `spec`: plain descent on all rows, at one rate.
  void check_edges(const RunSpec& spec) const;

  /// The central flow and what was measured near some steps of a run, ascending and from 21 up, as far as the run gets.
  std::vector<EdgeRecord> edges(const RunSpec& spec, const std::vector<std::int64_t>& steps) const;

  /// θ and the optimizer's memory after `step` steps of a run. Throws: UsageError if the run has no such step, or nothing
  /// finite there.
  TrainedState state_at(const RunSpec& spec, std::int64_t step) const;

  /// θ_0 as text, one number a line (data/parameter_file.h).
  std::string initial_parameters(const RunSpec& spec) const;

 private:
  std::shared_ptr<const Dataset> data_;
  Index rows_ = 0;
  std::shared_ptr<const AnyProblem> typed_;  // in its precision
};

/// The loss of `spec` on data of this task: its own, or the default. `classes`: how many, of a classification. Throws:
/// UsageError if loss, output activation and targets do not go together.
std::string_view loss_name(const ModelSpec& spec, Task task, std::size_t classes);
std::string_view loss_name(const ModelSpec& spec, const Dataset& data);

/// Optimizer::error_growth of the run's optimizer, for x = η·λmax(P⁻¹H).
double error_growth(const RunSpec& spec, double x);

}  // namespace lrscope
