#include "train/run_end.h"

#include <cmath>

namespace lrscope {

Outcome outcome_of(const RunEnd& end) {
  constexpr double stalled_share = 0.99;  // a loss above this share of the initial one has not trained
  if (!std::isfinite(end.final_loss) || !end.has_finite_parameters) return Outcome::nonfinite;
  if (end.final_loss > end.diverge_factor * end.initial_loss || (end.was_stopped && end.spiked))
    return Outcome::diverged;
  if (!(end.final_loss <= stalled_share * end.initial_loss)) return Outcome::stalled;
  return end.spiked ? Outcome::spiked : Outcome::trained;
}

}  // namespace lrscope
