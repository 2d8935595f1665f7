// Gradient descent: Δ = −ηg.
#pragma once

#include "lrscope/update_rule.h"

namespace lrscope {

template <Real S>
class Sgd final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  Sgd(Index, const Hyperparameters& h) : UpdateRule<S>(h) {}

  bool is_gradient_descent() const override { return true; }
  void write_update(Index, In, In g, double eta, Out delta) override { delta = static_cast<S>(-eta) * g; }
};

}  // namespace lrscope
