// Initial weights θ_0: a function of the architecture, the initialiser and the seed alone.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"
#include "nn/layout.h"

namespace lrscope {

/// The variance of a layer's weights depends on these.
struct LayerShape {
  double inputs;            // n
  double outputs;           // m
  bool is_last;             // the output layer
  bool is_sigmoid = false;  // the hidden activation
};

/// `cut_normal`: a normal distribution without what lies more than two of its deviations from 0.
enum class Distribution { uniform, normal, cut_normal };

/// How one weight is drawn, from fan-in n and fan-out m of its layer. Variances (Glorot & Bengio 2010, He et al. 2015,
/// LeCun et al. 1998): glorot 2/(n+m), he 2/n, lecun 1/n; a uniform one of variance s² is on ±√3·s,
/// a cut normal one of variance s² on ±2s/.8796, as glorot_normal of Keras.
struct Initialiser {
  std::string_view name;
  std::string_view doc;
  double (*standard_deviation)(const LayerShape& layer);
  Distribution distribution;
  bool draws_biases;              // else biases start at 0
  std::string_view aliases = {};  // other programs' names (base/names.h)
  bool is_of_scale = false;       // S of --init-scale is a standard deviation
};

std::span<const Initialiser> initialisers();
std::span<const OtherWords> other_initialisers();

/// σ of each layer where W = σω; none where W is trained.
std::vector<double> weight_deviations(const Layout& layout, const Initialiser& initialiser, const ModelSpec& model);

/// θ_0, size layout.parameters(): spec.init_scale multiplies the weights, not the biases. Drawn in double and rounded, so
/// that float32 and float64 runs of one seed start from the same numbers. A parameter is a function of the seed and its
/// place alone.
template <Real Scalar>
Vector<Scalar> initial_parameters(const Layout& layout, const Initialiser& initialiser, const ModelSpec& spec,
                                  std::uint64_t seed);

/// Φ⁻¹, the inverse of the standard normal distribution function. Requires: 0 < p < 1.
double normal_quantile(double p);

}  // namespace lrscope
