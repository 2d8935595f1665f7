// What makes the parameters of one layer move otherwise than those of another under one optimizer: a learning
// rate of their own (--layer-lr), and the unit in which they are trained (--parametrization ntk).
//
// Used by Optimizer, made for a model by run/.
#pragma once

#include <optional>
#include <vector>

#include "lrscope/run_spec.h"
#include "lrscope/tensor_view.h"
#include "lrscope/types.h"

namespace lrscope {

/// The parameters θ[begin] to θ[begin + size − 1]. The optimizer trains ω in θ = σω: it sees ω and ∂L/∂ω =
/// σ·∂L/∂θ, and θ moves by σΔω. `rate` takes the place of η.
struct ParameterScale {
  Index begin;
  Index size;
  double sigma = 1;
  std::optional<double> rate;
};

/// One for each block of `layout`, in its order; none at all if every σ is 1 and no layer has a rate.
/// `deviations`: σ of the weights, layer by layer; none: 1. Biases have σ = 1.
std::vector<ParameterScale> parameter_scales(const std::vector<ParameterBlock>& layout,
                                             const std::vector<LayerRate>& rates,
                                             const std::vector<double>& deviations);

}  // namespace lrscope
