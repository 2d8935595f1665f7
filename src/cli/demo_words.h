// What the stories of the demos have in common, and the stories that stand in files of their own.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lrscope/core/text.h"
#include "session.h"

namespace lrscope::cli {

using Results = std::span<const SessionResult>;
using Story = std::vector<std::string>;

inline std::string digits(double value, int count = 4) {
  return short_number_text(value, count);
}

/// The run at learning rate `lr`, the first seed's; null where the user's own options left it out.
inline const RunRecord* find_run(const SessionResult& result, double lr) {
  const auto at =
      std::find_if(result.runs.begin(), result.runs.end(), [&](const RunRecord& r) { return r.lr == lr; });
  return at == result.runs.end() ? nullptr : &*at;
}

inline std::vector<StepRecord> steps_of(const SessionResult& result, std::int64_t run) {
  std::vector<StepRecord> steps;
  std::copy_if(result.steps.begin(), result.steps.end(), std::back_inserter(steps),
               [&](const StepRecord& step) { return step.run == run; });
  return steps;
}

/// The last critical learning rate of a run that was measured before anything stopped being finite.
inline std::optional<double> last_critical_lr(const SessionResult& result, std::int64_t run) {
  std::optional<double> last;
  for (const StepRecord& step : steps_of(result, run))
    if (step.critical_lr && std::isfinite(step.loss)) last = step.critical_lr;
  return last;
}

Story edge_story(Results results);
Story catapult_story(Results results);
Story momentum_story(Results results);

std::vector<std::string> fractal_commands();
Story fractal_story(Results results);
std::vector<std::string> ripple_commands();
Story ripple_story(Results results);

}  // namespace lrscope::cli
