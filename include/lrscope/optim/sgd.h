// Gradient descent: Δ = −ηg.
#pragma once

#include "lrscope/optim/optimizer.h"

namespace lrscope {

template <Real S>
class Sgd final : public Optimizer<S> {
 public:
  using typename Optimizer<S>::In;
  using typename Optimizer<S>::Out;
  using Optimizer<S>::Optimizer;

 protected:
  bool is_gradient_descent() const override { return true; }
  void write_update(Index, In, In g, double eta, Out delta) override {
    delta = static_cast<S>(-eta) * g;
  }
};

}  // namespace lrscope
