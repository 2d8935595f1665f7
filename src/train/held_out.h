// What the weights at the end of a run are worth on the rows that were held out. Private to this folder.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "lrscope/objective.h"
#include "lrscope/records.h"

namespace lrscope {

/// The d2 that predictions without skill may reach by chance on `rows` held-out rows.
///
/// Let predictions f of mean square s² (in units of the targets' variance) know nothing of the targets. Their d2 is
/// 2·s·z/√rows − s² with z from a standard normal distribution, at most z²/rows whatever s is. With classes the same
/// expansion of the cross-entropy gives z²/(2·rows·H), H = `baseline_loss`. z = 3 is exceeded once in 740 times: a sweep
/// looks at many learning rates. On a few rows that would ask for more than there is: half of the loss gone is enough.
inline double chance_level(Index rows, bool has_classes, double baseline_loss) {
  constexpr double z_squared = 9, enough = 0.5;
  const double weight = static_cast<double>(rows) * (has_classes ? 2 * baseline_loss : 1);
  return weight > 0 ? std::min(enough, z_squared / weight) : enough;
}

/// d2, of losses above that of a perfect prediction; absent where the constant prediction is perfect.
inline std::optional<double> explained_share(double loss, double baseline_loss, double lowest_loss) {
  const double all = baseline_loss - lowest_loss;
  return all > 0 ? std::optional(1 - (loss - lowest_loss) / all) : std::nullopt;
}

/// `held`: the loss over `rows` held-out rows.
template <Real S>
void judge_on_held_rows(Objective<S>& held, Index rows, const Vector<S>& theta, RunRecord& record) {
  record.holdout_loss = held.full_loss(theta);
  record.holdout_accuracy = held.accuracy(theta);
  record.holdout_baseline_loss = held.baseline_loss();
  const double baseline = record.holdout_baseline_loss.value_or(0);
  record.holdout_chance = chance_level(rows, record.holdout_accuracy.has_value(), baseline);
  if (std::isfinite(baseline)) record.holdout_d2 = explained_share(*record.holdout_loss, baseline, held.lowest_loss());
}

}  // namespace lrscope
