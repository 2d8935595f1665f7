// Sharpness in the norm of an optimizer's steps, S = max{dᵀHd : ‖d‖ = 1}, where that norm is not the Euclidean one: of
// signsgd max|dᵢ|, of muon max over the weight matrices of ‖Dₗ‖₂/factorₗ. Steepest descent in it, θ − η‖∇L‖_*·d, lowers a
// quadratic loss iff η·dᵀHd < 2, surely below 2/S.
#pragma once

#include <cstdint>
#include <vector>

#include "curvature/eigenpairs.h"
#include "lrscope/matrix.h"
#include "lrscope/update_rule.h"

namespace lrscope {

struct NormSharpness {
  double value = 0;
  std::int64_t hvps = 0;
  bool is_exact = false;  // else a lower bound: the highest local maximum of several starts
};

/// `blocks` cover the n parameters. Exact for max|dᵢ|, and for matrices of one number, up to 16
/// parameters, by all signs. Else each step of an ascent takes
/// d ← the unit vector along the gradient Hd (Frank–Wolfe on a convex function goes to corners), from
/// `guess` and several random starts.
NormSharpness sharpness_in_norm(StepNorm norm, const SymmetricMap& H, Index n, const std::vector<NormBlock>& blocks,
                                std::int64_t most_products, const Vector<double>& guess = {});

/// ‖g‖_* = max{gᵀd : ‖d‖ = 1}: Σ|gᵢ|, or Σ factorₗ·(sum of the singular values of Gₗ).
double dual_norm(StepNorm norm, const Vector<double>& g, const std::vector<NormBlock>& blocks);

/// The d of that maximum: signs, or factorₗ·UVᵀ of Gₗ = UΣVᵀ.
Vector<double> steepest_direction(StepNorm norm, const Vector<double>& g, const std::vector<NormBlock>& blocks);

}  // namespace lrscope
