#include "nn/activation.h"

#include "nn/kernels/vector_activations.h"

namespace lrscope {
namespace {

template <class F, Real S>
void forward(S s, const S* __restrict z, S* __restrict value, S* __restrict slope, Index size) {
  for (Index i = 0; i < size; ++i) {
    const Jet<S> jet = F::at(z[i], s);
    value[i] = jet.value;
    slope[i] = jet.slope;
  }
}

// Where f″ follows from f and f′ nothing is computed again.
template <class F, Real S>
void second_derivative(S s, const S* __restrict z, const S* __restrict value, const S* __restrict slope,
                       S* __restrict curvature, Index size) {
  for (Index i = 0; i < size; ++i)
    if constexpr (requires { F::curvature(value[i], slope[i]); })
      curvature[i] = F::curvature(value[i], slope[i]);
    else
      curvature[i] = F::at(z[i], s).curvature;
}

template <class F, Real S>
constexpr ActivationKernel<S> kernel_of = {&forward<F, S>, &second_derivative<F, S>};

template <class F, Real S, VectorActivation<S> vectors>
constexpr ActivationKernel<S> vector_kernel = {
    [](S, const S* z, S* value, S* slope, Index size) { vectors(z, value, slope, size); }, &second_derivative<F, S>};

/// Value and slope in vectors where those are as exact as the functions of the standard library: always in float32.
template <class F, VectorActivation<float> single, VectorActivation<double>... twice>
constexpr Activation row(std::string_view name, std::string_view doc) {
  if constexpr (sizeof...(twice) > 0)
    return {name, doc, false, false, {vector_kernel<F, float, single>, vector_kernel<F, double, twice...>}};
  else
    return {name, doc, false, false, {vector_kernel<F, float, single>, kernel_of<F, double>}};
}

template <class F>
constexpr Activation row(std::string_view name, std::string_view doc, bool is_piecewise_linear,
                         bool has_dying_units = false) {
  return {name, doc, is_piecewise_linear, has_dying_units, {kernel_of<F, float>, kernel_of<F, double>}};
}

}  // namespace

std::span<const Activation> activations() {
  static constexpr Activation table[] = {
      row<Identity>("identity", "z", true),
      row<Relu>("relu", "max(z, 0)", true, true),
      row<LeakyRelu>("leaky-relu", "z above 0, --leaky-slope · z below", true),
      row<Tanh, vector_tanh, vector_tanh>("tanh", "tanh z"),
      row<Sigmoid, vector_sigmoid>("sigmoid", "1/(1 + e^−z)"),
      row<Softplus>("softplus", "log(1 + e^z)", false),
      row<Elu>("elu", "z above 0, e^z − 1 below", false),
      row<Gelu>("gelu", "zΦ(z), exact by erf", false),
      row<Silu, vector_silu>("silu", "z/(1 + e^−z)"),
  };
  return table;
}

}  // namespace lrscope
