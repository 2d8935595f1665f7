#include "nn/activation.h"

#include <algorithm>

#include "base/text.h"
#include "lrscope/errors.h"

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

constexpr Activation within(double low, double high, Activation row) {
  row.low = low;
  row.high = high;
  return row;
}

constexpr Activation with(Activation row, std::string_view aliases, std::string_view knobs = {}) {
  row.aliases = aliases;
  row.knobs = knobs;
  return row;
}

/// The last one is for the last layer only.
constexpr Activation table[] = {
    with(row<Identity>("identity", "z", true), "linear none"),
    within(0, HUGE_VAL, with(row<Relu>("relu", "max(z, 0)", true, true), "rectifier rectified", "relu-backward")),
    with(row<LeakyRelu>("leaky-relu", "z above 0, --leaky-slope · z below", true), "lrelu leaky", "leaky-slope"),
    within(-1, 1,
           saturating(1, with(row<Tanh>("tanh", "tanh z", false, false, vector_tanh, vector_tanh),
                              "hyperbolictangent tansig"))),
    within(0, 1,
           saturating(0.25,
                      with(row<Sigmoid>("sigmoid", "1/(1 + e^−z)", false, false, vector_sigmoid), "logistic logsig"))),
    within(0, HUGE_VAL, with(row<Softplus>("softplus", "log(1 + e^z)"), "softrelu")),
    within(-1, HUGE_VAL, row<Elu>("elu", "z above 0, e^z − 1 below")),
    row<Gelu>("gelu", "zΦ(z), exact by erf"),
    with(row<Silu>("silu", "z/(1 + e^−z)", false, false, vector_silu), "swish"),
    within(0, HUGE_VAL, with(row<Exp>("exp", "e^z, of the last layer only"), "exponential")),
};

/// Throws: UsageError unless there is one name, or as many as hidden layers.
void require_as_many(const ModelSpec& spec, const std::vector<std::string>& names) {
  const std::size_t layers = spec.hidden.size();
  if (names.size() == 1 || names.size() == layers) return;
  std::vector<std::string> form(std::max<std::size_t>(layers, 1), names.front());
  if (layers > 1) form.back() = names.back();
  throw UsageError(About{"--activation", {"--hidden"}},
                   " " + join(names, ",") + ": " + std::to_string(names.size()) + " activations, but the model has " +
                       (layers == 0 ? "no hidden layer" : counted(layers, "hidden layer")) +
                       "; name one for all layers" +
                       (layers > 1 ? ", or one for each: --activation " + join(form, ",") + "." : "."));
}

}  // namespace

std::span<const Activation> activations() { return output_activations().first(std::size(table) - 1); }
std::span<const Activation> output_activations() { return table; }

std::vector<const Activation*> hidden_activations(const ModelSpec& spec) {
  const std::vector<std::string> names = split(spec.activation, ',');
  std::vector<const Activation*> rows;
  for (const std::string& name : names) rows.push_back(&find_named(activations(), name, "activation"));
  require_as_many(spec, names);
  rows.resize(spec.hidden.size(), rows.front());
  return rows;
}

const Activation* output_activation(const ModelSpec& spec) {
  const Activation& row = find_named(output_activations(), spec.output_activation, "output activation");
  return row.name == "identity" ? nullptr : &row;
}

bool has_hidden_activation(const ModelSpec& spec, std::string_view name) {
  return std::ranges::any_of(hidden_activations(spec), [&](const Activation* row) { return row->name == name; });
}

bool has_dying_units(const ModelSpec& spec) {
  return std::ranges::any_of(hidden_activations(spec), [](const Activation* row) { return row->has_dying_units; });
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
