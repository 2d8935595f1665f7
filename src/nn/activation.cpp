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

constexpr Activation saturating(double steepest, Activation row) {
  row.steepest = steepest;
  return row;
}

constexpr Activation with(Activation row, std::string_view aliases, std::string_view knobs = {}) {
  row.aliases = aliases;
  row.knobs = knobs;
  return row;
}

}  // namespace

std::span<const Activation> activations() {
  static constexpr Activation table[] = {
      with(row<Identity>("identity", "z", true), "linear none"),
      with(row<Relu>("relu", "max(z, 0)", true, true), "rectifier rectified", "relu-backward"),
      with(row<LeakyRelu>("leaky-relu", "z above 0, --leaky-slope · z below", true), "lrelu leaky", "leaky-slope"),
      saturating(1,
                 with(row<Tanh>("tanh", "tanh z", false, false, vector_tanh, vector_tanh), "hyperbolictangent tansig")),
      saturating(0.25, with(row<Sigmoid>("sigmoid", "1/(1 + e^−z)", false, false, vector_sigmoid), "logistic logsig")),
      with(row<Softplus>("softplus", "log(1 + e^z)"), "softrelu"),
      row<Elu>("elu", "z above 0, e^z − 1 below"),
      row<Gelu>("gelu", "zΦ(z), exact by erf"),
      with(row<Silu>("silu", "z/(1 + e^−z)", false, false, vector_silu), "swish"),
  };
  return table;
}

std::span<const OtherWords> other_activations() {
  static constexpr OtherWords table[] = {
      {"selu celu", "elu is the nearest"},
      {"relu6 hardtanh", "relu and tanh are the nearest"},
      {"hardsigmoid", "sigmoid is the nearest"},
      {"hardswish mish", "silu is the nearest"},
      {"prelu rrelu", "leaky-relu has a slope that is not trained"},
      {"geluapproximate gelunew gelutanh quickgelu", "gelu is exact"},
      {"glu reglu geglu swiglu maxout crelu", "no unit here has several inputs; silu and relu are the nearest"},
      {"softsign arctan atan", "tanh is the nearest"},
      {"softmax logsoftmax", "it is part of the loss: --loss cross-entropy"},
  };
  return table;
}

}  // namespace lrscope
