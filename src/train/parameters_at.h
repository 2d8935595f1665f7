// The parameters at a step that the user asked for, or why there are none. Private to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/reductions.h"
#include "base/text.h"
#include "lrscope/errors.h"
#include "lrscope/run_spec.h"
#include "train/setup.h"
#include "train/trained_state.h"
#include "train/training_loop.h"

namespace lrscope {

inline std::string steps_text(std::int64_t steps) { return counted(static_cast<std::size_t>(steps), "step"); }

/// Why the whole `run` has no finite θ at the step that was asked for.
inline std::string ending_of(const RunRecord& run) {
  std::string text = "the run ended " + std::string(name_of(run.outcome)) + " after " + steps_text(run.steps);
  if (!run.parameter_nonfinite_step) return text + "; choose a step from 0 to " + std::to_string(run.steps) + ".";
  const std::int64_t first = *run.parameter_nonfinite_step;
  return text + ", its parameters not finite from step " + std::to_string(first) + " on; choose a step from 0 to " +
         std::to_string(first - 1) + ".";
}

/// θ after `step` steps, and in `memory`, unless it is null, what the optimizer keeps then. Throws: UsageError if the run has
/// no such step, or ended or was not finite before it.
template <Real S>
Vector<S> parameters_at(std::int64_t step, const RunSpec& spec, const Setup<S>& setup,
                        std::vector<TrainedState::Memory>* memory = nullptr) {
  const auto keep = [&](Optimizer<S>& optimizer) {
    if (!memory) return;
    for (const auto& state : optimizer.state())
      memory->push_back({std::string(state.name), state.values->template cast<double>()});
  };
  if (step == 0) {
    if (memory) keep(*make_optimizer<S>(spec.optimizer, setup.parameters, setup.scales, setup.layout));
    return setup.start();
  }
  const auto refuse = [&](const std::string& why) {
    return UsageError(About{"--at-step"}, " " + std::to_string(step) + ": " + why);
  };
  const std::int64_t steps = total_steps(spec, setup.steps_per_epoch);
  if (step > steps)
    throw refuse("the run has only " + steps_text(steps) + "; use at most " + std::to_string(steps) +
                 ", or a larger --epochs or --max-steps.");
  const auto objective = setup.objective();
  const auto optimizer = make_optimizer<S>(spec.optimizer, setup.parameters, setup.scales, setup.layout);
  Trainer<S> trainer(*objective, *optimizer, spec, setup.start(), nullptr);
  trainer.advance_to(step);
  if (trainer.steps() == step && all_finite(trainer.theta())) {
    keep(*optimizer);
    return trainer.theta();
  }
  throw refuse(ending_of(trainer.run()));
}

}  // namespace lrscope
