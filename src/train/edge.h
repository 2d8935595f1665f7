// What the central flow says of a run at the edge of stability, and what was measured there.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "report/field.h"

namespace lrscope {

/// Why nothing is predicted at a step, or why what is predicted does not hold yet.
enum class EdgeNote { none, unsettled, not_at_edge, two_directions, no_flow, not_finite };

constexpr std::string_view name_of(EdgeNote note) {
  constexpr std::string_view names[] = {"",
                                        "the oscillation has not settled",
                                        "η·λmax is not near 2",
                                        "two directions are near the edge",
                                        "nothing drives the sharpness up",
                                        "the run is not finite"};
  return names[static_cast<int>(note)];
}

/// The steps that are measured, and the first in the middle of as many: one step more lies before them.
inline constexpr std::int64_t edge_window = 40, first_edge_step = edge_window / 2 + 1;

/// Plain descent near one step of its run. w̄ is the middle of the oscillation, (θ_{t−1} + 2θ_t + θ_{t+1})/4, u the top
/// eigenvector of H there, σ² the mean square of what swings along u.
struct EdgeRecord {
  LRSCOPE_RECORD(EdgeRecord, "edge", "edges");
  LRSCOPE_FIELD(std::int64_t, run, "index", "number of the run, from 0");
  LRSCOPE_FIELD(double, lr, "", "the learning rate η of the run");
  LRSCOPE_FIELD(std::uint64_t, seed, "", "seed of initial weights and batch order");
  LRSCOPE_FIELD(std::int64_t, step, "step", "t, the middle of the steps that are measured");
  LRSCOPE_FIELD(std::int64_t, window, "steps", "that are measured");
  LRSCOPE_FIELD(double, central_sharpness, "loss/θ²", "λmax(H) at w̄ = (θ_{t−1} + 2θ_t + θ_{t+1})/4");
  LRSCOPE_FIELD(std::optional<double>, next_eigenvalue, "loss/θ²", "the second largest one there");
  LRSCOPE_FIELD(std::optional<double>, predicted_oscillation, "θ²",
                "σ² = 2⟨−∇L, ∇λmax⟩ / ‖∇λmax‖² at w̄: the swing that holds the sharpness where it is");
  LRSCOPE_FIELD(double, oscillation, "θ²", "σ² measured: mean square of (2θ_s − θ_{s−1} − θ_{s+1})/4 along u");
  LRSCOPE_FIELD(double, oscillation_growth, "factor",
                "its second half over its first half: near 1 where the swing has settled");
  LRSCOPE_FIELD(double, central_loss, "loss", "L(w̄)");
  LRSCOPE_FIELD(std::optional<double>, predicted_mean_loss, "loss", "L(w̄) + λmax·σ²/2, σ² as predicted");
  LRSCOPE_FIELD(double, mean_loss, "loss", "of the measured steps");
  LRSCOPE_COMPUTED("oscillation_share", "share", "1 − central_loss / mean_loss: how much of the loss is oscillation",
                   1 - r.central_loss / r.mean_loss);
  LRSCOPE_FIELD(std::int64_t, halved_steps, "steps", "that were made from θ_t at half the learning rate");
  LRSCOPE_FIELD(double, halved_loss, "loss", "after these");
  LRSCOPE_FIELD(EdgeNote, note, "", "why nothing is predicted, or the swing has not settled yet");
};

}  // namespace lrscope
