// Gradient descent: Δ = −ηg.
#pragma once

#include "lrscope/optim/optimizer.h"

namespace lrscope {

template <Real S>
class Sgd final : public Optimizer<S> {
 public:
  using Optimizer<S>::Optimizer;

 protected:
  bool is_gradient_descent() const override { return true; }
  void write_update(const Vector<S>&, const Vector<S>& g, double eta, Vector<S>& delta) override {
    delta = static_cast<S>(-eta) * g;
  }
};

}  // namespace lrscope
