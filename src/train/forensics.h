// Where a number first stopped being finite. Detection is cheap and happens every step (base/reductions.h);
// localisation is expensive and happens once, here.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "lrscope/objective.h"
#include "lrscope/records.h"
#include "lrscope/tensor_view.h"
#include "optim/optimizer.h"

namespace lrscope {

/// The first non-finite element among the tensors of the objective's current point, in order of computation.
/// Requires: evaluate() and gradient() were called there.
template <Real Scalar>
std::optional<NonfiniteAt> find_nonfinite(const Objective<Scalar>& objective, std::int64_t step);

/// The first non-finite element of an update: the optimizer's state, then Δ, then θ + Δ, block by block.
template <Real Scalar>
std::optional<NonfiniteAt> find_nonfinite_update(const std::vector<ParameterBlock>& layout,
                                                 std::span<const typename Optimizer<Scalar>::State> state,
                                                 const Vector<Scalar>& delta, const Vector<Scalar>& next,
                                                 std::int64_t step);

/// The largest magnitude in every tensor of the objective's current point.
template <Real Scalar>
std::vector<Magnitude> magnitudes(const Objective<Scalar>& objective);

}  // namespace lrscope
