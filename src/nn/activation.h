// Activations of the layers, each with its value, first and second derivative side by side. NaN passes through
// every one of them, in the value and in the slope. At a kink (relu, leaky-relu at 0) the slope is the left one, as in
// PyTorch. Backwards relu selects (ReluBackward), all others multiply by their slope, as in PyTorch: 0·∞ is NaN there.
#pragma once

#include <cmath>
#include <numbers>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/names.h"
#include "lrscope/run_spec.h"
#include "lrscope/types.h"

namespace lrscope {

/// f(z), f′(z), f″(z).
template <Real Scalar>
struct Jet {
  Scalar value;
  Scalar slope;
  Scalar curvature;
};

template <Real S>
Jet<S> jet(S value, std::type_identity_t<S> slope, std::type_identity_t<S> curvature) {
  return {value, slope, curvature};
}

struct Identity {
  static auto at(Real auto z, auto) { return jet(z, 1, 0); }
};

struct Relu {
  template <Real S>
  static Jet<S> at(S z, S) {
    return {z <= 0 ? S(0) : z, z > 0 ? S(1) : (z <= 0 ? S(0) : z), 0};
  }
};

struct LeakyRelu {  // z > 0: z; else s·z
  template <Real S>
  static Jet<S> at(S z, S s) {
    return {z > 0 ? z : s * z, z > 0 ? S(1) : (z <= 0 ? s : z), 0};
  }
};

struct Tanh {
  static auto at(Real auto z, auto) {
    const auto t = std::tanh(z), slope = 1 - t * t;
    return jet(t, slope, curvature(t, slope));
  }
  static auto curvature(Real auto value, auto slope) { return -2 * value * slope; }
};

struct Sigmoid {  // σ = 1/(1 + e^−z): exact at both ends, e^−z may overflow to inf
  static auto at(Real auto z, auto) {
    const auto s = 1 / (1 + std::exp(-z)), slope = s * (1 - s);
    return jet(s, slope, curvature(s, slope));
  }
  static auto curvature(Real auto value, auto slope) { return slope * (1 - 2 * value); }
};

struct Softplus {  // log(1 + e^z) = max(z, 0) + log1p(e^−|z|)
  static auto at(Real auto z, auto) {
    const auto s = 1 / (1 + std::exp(-z));
    return jet((z <= 0 ? 0 : z) + std::log1p(std::exp(-std::abs(z))), s, curvature(s, s));
  }
  static auto curvature(Real auto, auto slope) { return slope * (1 - slope); }
};

struct Elu {  // z > 0: z; else e^z − 1
  static auto at(Real auto z, auto) {
    if (z > 0) return jet(z, 1, 0);
    const auto e = std::exp(z);
    return jet(std::expm1(z), e, e);
  }
};

struct Gelu {  // zΦ(z), exact by erf; Φ the normal distribution function, φ its density
  template <Real S>
  static auto at(S z, S) {
    const S Phi = std::erfc(-z / std::numbers::sqrt2_v<S>) / 2;
    const S phi = std::exp(-z * z / 2) * std::numbers::inv_sqrtpi_v<S> / std::numbers::sqrt2_v<S>;
    return jet(z * Phi, Phi + z * phi, 2 * phi - (z * phi) * z);
  }
};

struct Silu {  // z·σ(z)
  static auto at(Real auto z, auto) {
    const auto s = 1 / (1 + std::exp(-z)), d = s * (1 - s);
    return jet(z * s, s + z * d, d * (2 + z * (1 - 2 * s)));
  }
};

struct Exp {  // e^z, of the last layer only
  static auto at(Real auto z, auto) {
    const auto e = std::exp(z);
    return jet(e, e, e);
  }
  static auto curvature(Real auto, auto slope) { return slope; }
};

/// One activation applied to whole arrays of `size` elements. `s`: slope of leaky-relu. `value` and `slope` of
/// second_derivative() are those of forward().
template <class Scalar>
struct ActivationKernel {
  void (*forward)(Scalar s, const Scalar* z, Scalar* value, Scalar* slope, Index size);
  void (*second_derivative)(Scalar s, const Scalar* z, const Scalar* value, const Scalar* slope, Scalar* curvature,
                            Index size);
};

struct Activation {
  std::string_view name;
  std::string_view doc;
  bool is_piecewise_linear;  // f″ = 0 wherever it exists
  bool has_dying_units;      // f′ = 0 on a half-line: a unit that is there for every row learns no more
  bool selects_backwards;    // q∘f′ is 0 where f′ = 0, whatever q; by ReluBackward
  PerPrecision<ActivationKernel> kernels;
  std::string_view aliases = {};            // other programs' names (base/names.h)
  std::string_view knobs = {};              // that have an effect with this one, separated by spaces
  double steepest = 0;                      // largest f′ of one that is flat at both ends; 0: it cannot saturate
  double low = -HUGE_VAL, high = HUGE_VAL;  // it has no values beyond these
};

/// Of the hidden layers.
std::span<const Activation> activations();
/// Of the last layer: the same, and exp.
std::span<const Activation> output_activations();
std::span<const OtherWords> other_activations();

/// One for each hidden layer. Throws: UsageError for an unknown name, or for several names that are not as many as the
/// hidden layers.
std::vector<const Activation*> hidden_activations(const ModelSpec& spec);

/// Null for the identity. Throws: UsageError for an unknown name.
const Activation* output_activation(const ModelSpec& spec);

/// Whether some hidden layer has the activation of this name.
bool has_hidden_activation(const ModelSpec& spec, std::string_view name);
/// Whether units of some hidden layer can die.
bool has_dying_units(const ModelSpec& spec);

// ActivationKernel::forward of some, in vectors of the widest kind that the processor has. Private to nn.
void vector_tanh(float, const float* z, float* value, float* slope, Index size);
void vector_tanh(double, const double* z, double* value, double* slope, Index size);
void vector_sigmoid(float, const float* z, float* value, float* slope, Index size);
void vector_silu(float, const float* z, float* value, float* slope, Index size);

}  // namespace lrscope
