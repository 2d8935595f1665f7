// Where a number first stopped being finite. Detection is cheap, in every step (base/reductions.h); localisation is
// expensive, and happens once. Private to this folder.
#pragma once

#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "base/reductions.h"
#include "lrscope/objective.h"
#include "lrscope/records.h"
#include "lrscope/tensor_view.h"
#include "optim/optimizer.h"

namespace lrscope {

template <Real S>
std::optional<NonfiniteAt> first_nonfinite_in(const TensorView<S>& view, std::int64_t step) {
  for (Index i = 0; i < view.rows * view.cols; ++i) {
    if (std::isfinite(view.data[i])) continue;
    const Index row = view.row_major ? i / view.cols : i % view.rows;
    const Index column = view.row_major ? i % view.cols : i / view.rows;
    return NonfiniteAt{step,
                       view.stage,
                       view.layer,
                       std::string(view.name),
                       row,
                       view.examples ? view.examples[column] : column,
                       std::isnan(view.data[i]) ? NonfiniteKind::invalid : NonfiniteKind::overflow,
                       {}};
  }
  return std::nullopt;
}

/// The first non-finite element among the tensors of the objective's current point, in order of computation.
/// Requires: evaluate() and gradient() were called there.
template <Real S>
std::optional<NonfiniteAt> find_nonfinite(const Objective<S>& objective, std::int64_t step) {
  std::optional<NonfiniteAt> found;
  objective.visit_tensors([&](const TensorView<S>& view) {
    if (!found) found = first_nonfinite_in(view, step);
  });
  return found;
}

/// The first non-finite element of an update: the optimizer's state, then Δ, then θ + Δ, block by block.
template <Real S>
std::optional<NonfiniteAt> find_nonfinite_update(const std::vector<ParameterBlock>& layout,
                                                 std::span<const typename Optimizer<S>::State> state,
                                                 const Vector<S>& delta, const Vector<S>& next, std::int64_t step) {
  const auto search = [&](const Vector<S>& flat, std::string_view what) {
    std::optional<NonfiniteAt> found;
    for (const ParameterBlock& block : layout) {
      found = first_nonfinite_in(view_of_block(block, Stage::update, block.name, flat), step);
      if (!found) continue;
      if (!what.empty()) found->tensor.append("_").append(what);
      break;
    }
    return found;
  };
  for (const auto& memory : state)
    if (auto found = search(*memory.values, memory.name)) return found;
  if (auto found = search(delta, "update")) return found;
  return search(next, "");
}

/// The largest magnitude in every tensor of the objective's current point.
template <Real S>
std::vector<Magnitude> magnitudes(const Objective<S>& objective) {
  std::vector<Magnitude> result;
  objective.visit_tensors([&](const TensorView<S>& view) {
    result.push_back({view.stage, view.layer, std::string(view.name), max_abs(view.data, view.rows * view.cols)});
  });
  return result;
}

}  // namespace lrscope
