#include "nn/activation.h"

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

template <Real S>
using Forward = decltype(ActivationKernel<S>::forward);

/// In vectors where those are as exact as the functions of the standard library: always in float32.
template <class F>
constexpr Activation row(std::string_view name, std::string_view doc, bool is_piecewise_linear = false,
                         bool has_dying_units = false, Forward<float> single = &forward<F, float>,
                         Forward<double> twice = &forward<F, double>) {
  return {name,
          doc,
          is_piecewise_linear,
          has_dying_units,
          std::same_as<F, Relu>,
          {{single, &second_derivative<F, float>}, {twice, &second_derivative<F, double>}}};
}

}  // namespace

std::span<const Activation> activations() {
  static constexpr Activation table[] = {
      row<Identity>("identity", "z", true),
      row<Relu>("relu", "max(z, 0)", true, true),
      row<LeakyRelu>("leaky-relu", "z above 0, --leaky-slope · z below", true),
      row<Tanh>("tanh", "tanh z", false, false, vector_tanh, vector_tanh),
      row<Sigmoid>("sigmoid", "1/(1 + e^−z)", false, false, vector_sigmoid),
      row<Softplus>("softplus", "log(1 + e^z)"),
      row<Elu>("elu", "z above 0, e^z − 1 below"),
      row<Gelu>("gelu", "zΦ(z), exact by erf"),
      row<Silu>("silu", "z/(1 + e^−z)", false, false, vector_silu),
  };
  return table;
}

}  // namespace lrscope
