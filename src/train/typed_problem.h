// A problem in one precision. Private to this folder.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "lrscope/problem.h"
#include "lrscope/trainer.h"
#include "train/setup.h"

namespace lrscope {

template <Real S>
class TypedProblem {
 public:
  explicit TypedProblem(SetupOf<S> setups, std::optional<Vector<S>> start = {})
      : setups_(std::move(setups)), given_start_(std::move(start)) {}

  std::shared_ptr<const TypedProblem> starting_at(Vector<S> theta) const {
    return std::make_shared<const TypedProblem>(setups_, std::move(theta));
  }

  /// Throws: std::logic_error for a spec of another precision; UsageError.
  Setup<S> setup_of(const RunSpec& spec) const;

  void check(const RunSpec& spec) const;
  RunRecord run(const RunSpec& spec, StepObserver* observer) const;
  std::unique_ptr<Lockstep> lockstep(const RunSpec& spec) const;
  StartCurvature start_curvature(const RunSpec& spec) const;
  std::optional<double> stability_ratio(const RunSpec& spec) const;
  SpectrumResult spectrum(const RunSpec& spec, const SpectrumSpec& wanted,
                          const std::vector<std::string>& features) const;
  Examination examine(const RunSpec& spec, const ExamineSpec& wanted) const;
  std::string initial_parameters(const RunSpec& spec) const;

 private:
  struct KnownStart {
    RunSpec spec;
    std::once_flag flag;
    StartCurvature curvature;
  };

  StartCurvature measure_start(const RunSpec& spec) const;

  SetupOf<S> setups_;
  std::optional<Vector<S>> given_start_;
  mutable std::mutex mutex_;
  mutable std::map<std::uint64_t, std::list<KnownStart>> starts_;  // by seed
};

}  // namespace lrscope
