// What a run trains: a data set or a function, in the precision of the run, with everything checked. Shared
// read-only by all runs of a sweep; the last template ends behind this header.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "lrscope/core/matrix.h"
#include "lrscope/data/dataset.h"
#include "lrscope/model/functions.h"
#include "lrscope/record/records.h"
#include "lrscope/record/spectrum.h"
#include "lrscope/run/examination.h"
#include "lrscope/run/trainer.h"
#include "lrscope/spec/run_spec.h"
#include "lrscope/spec/spectrum_spec.h"

namespace lrscope {

class Lockstep;

class Problem {
 public:
  virtual ~Problem() = default;

  /// One training run. Thread-safe. Equal specs give equal records. See Trainer for the observer.
  virtual RunRecord run(const RunSpec& spec, StepObserver* observer) const = 0;

  virtual Index parameters() const = 0;

  /// An engine that trains runs like `spec` side by side, for one thread; null where there is no such engine. What the
  /// runs may differ in stands in run/lockstep.h.
  virtual std::unique_ptr<Lockstep> lockstep(const RunSpec& spec) const = 0;

  /// The Hessian at θ_0 of a seed, and the learning rate at which the optimizer becomes unstable there.
  /// Thread-safe; measured once for each seed.
  virtual StartCurvature start_curvature(std::uint64_t seed) const = 0;

  /// The Hessian's spectrum at θ_0, or after wanted.at_step steps of the run. Throws: UsageError if the run
  /// has no such step, or nothing finite there.
  virtual SpectrumResult spectrum(const RunSpec& spec, const SpectrumSpec& wanted) const = 0;

  /// What stands in the tensors, batches and rows at some steps of a run, and along a step of it.
  virtual Examination examine(const RunSpec& spec, const ExamineSpec& wanted) const = 0;

  /// Optimizer::error_growth of the run's optimizer, for x = η·λmax(P⁻¹H).
  virtual double error_growth(const RunSpec& spec, double x) const = 0;

  /// θ_0 of a seed as text, one number a line (data/parameter_file.h).
  virtual std::string initial_parameters(std::uint64_t seed) const = 0;

  /// From now on every run starts at `theta`. Requires: size parameters(), no run was made before.
  virtual void start_from(const Vector<double>& theta) = 0;
};

/// Requires: `spec` is the common part of all runs to come; they may differ in learning rate, its
/// schedule, the number of steps and the seed only.
/// Throws: UsageError for unknown names and contradictions; DataError for values that do not fit the
/// precision.
std::unique_ptr<Problem> make_problem(const Dataset& data, const RunSpec& spec);
/// Takes the numbers out of `data`, which keeps its names, notes and lines.
std::unique_ptr<Problem> make_problem(Dataset&& data, const RunSpec& spec);
std::unique_ptr<Problem> make_problem(const NamedFunction& function, const RunSpec& spec);

/// The loss that `spec` means on `task`: its own, or the default. Throws: UsageError if the two do not go
/// together.
std::string_view loss_name(const ModelSpec& spec, Task task);

}  // namespace lrscope
