// The Hessian of the loss over all rows at one θ, as a map v ↦ Hv. Large data go through the objective in batches; Hv
// is their weighted sum. Vectors are in double, products are rounded to the precision of the objective.
#pragma once

#include <cstdint>
#include <vector>

#include "base/interruption.h"
#include "base/pulse.h"
#include "lrscope/matrix.h"
#include "lrscope/objective.h"

namespace lrscope {

template <Real Scalar>
class Hessian {
 public:
  /// The batches of an epoch of `objective` together are the rows. `follows_training`: the objective is that of a
  /// training loop, takes all rows in each step, and stands at θ with its gradient when multiply() is called.
  Hessian(Objective<Scalar>& objective, bool follows_training)
      : objective_(objective),
        follows_training_(follows_training),
        g_(dimension()),
        v_(dimension()),
        Hv_(dimension()) {}

  Index dimension() const { return objective_.dimension(); }

  /// Moves to θ, which must stay unchanged up to the last multiply().
  void stand_at(const Vector<Scalar>& theta) {
    theta_ = &theta;
    if (!follows_training_ && is_one_batch()) objective_.stand_at(0, theta, g_);
  }

  /// Hv ← H·v. Both have n elements.
  void multiply(const Vector<double>& v, Vector<double>& Hv) {
    interruption::check();
    pulse::beat(pulse::Beat::product);
    ++products_;
    v_ = v.template cast<Scalar>();
    sum_batches(Hv_, Hv, [&] { objective_.hvp(v_, Hv_); });
  }

  /// g ← gradient of the loss over all rows, n elements.
  void gradient(Vector<double>& g) {
    sum_batches(g_, g, [&] { objective_.gradient(g_); });
  }

  std::vector<ParameterBlock> layout() const { return objective_.layout(); }

  /// Products made so far.
  std::int64_t products() const { return products_; }

 private:
  bool is_one_batch() const { return follows_training_ || objective_.steps_per_epoch() == 1; }

  /// sum ← the weighted sum over batches of `part`, which `measure` sets.
  template <class Measure>
  void sum_batches(const Vector<Scalar>& part, Vector<double>& sum, const Measure& measure) {
    if (is_one_batch()) {
      measure();
      sum = part.template cast<double>();
      return;
    }
    sum.setZero(dimension());
    for (Index batch = 0; batch < objective_.steps_per_epoch(); ++batch) {
      objective_.stand_at(batch, *theta_, g_);
      measure();
      sum += objective_.batch_share() * part.template cast<double>();
    }
  }

  Objective<Scalar>& objective_;
  bool follows_training_;
  const Vector<Scalar>* theta_ = nullptr;
  std::int64_t products_ = 0;
  Vector<Scalar> g_, v_, Hv_;
};

}  // namespace lrscope
