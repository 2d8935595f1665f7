#include "curvature/hessian.h"

#include "base/interruption.h"

namespace lrscope {

template <Real S>
Hessian<S>::Hessian(Objective<S>& objective, bool follows_training)
    : objective_(objective),
      follows_training_(follows_training),
      g_(objective.dimension()),
      v_(objective.dimension()),
      Hv_(objective.dimension()) {}

template <Real S>
void Hessian<S>::select(Index batch) {
  objective_.begin_step(batch);
  objective_.evaluate(*theta_);
  objective_.gradient(g_);
}

template <Real S>
void Hessian<S>::stand_at(const Vector<S>& theta) {
  theta_ = &theta;
  if (!follows_training_ && is_one_batch()) select(0);
}

template <Real S>
void Hessian<S>::multiply(const Vector<double>& v, Vector<double>& Hv) {
  interruption::check();
  ++products_;
  v_ = v.template cast<S>();
  if (is_one_batch()) {
    objective_.hvp(v_, Hv_);
    Hv = Hv_.template cast<double>();
    return;
  }
  Hv.setZero(v.size());
  for (Index batch = 0; batch < objective_.steps_per_epoch(); ++batch) {
    select(batch);
    objective_.hvp(v_, Hv_);
    Hv += objective_.batch_share() * Hv_.template cast<double>();
  }
}

template <Real S>
void Hessian<S>::gradient(Vector<double>& g) {
  if (is_one_batch()) {
    objective_.gradient(g_);
    g = g_.template cast<double>();
    return;
  }
  g.setZero(dimension());
  for (Index batch = 0; batch < objective_.steps_per_epoch(); ++batch) {
    select(batch);
    g += objective_.batch_share() * g_.template cast<double>();
  }
}

template class Hessian<float>;
template class Hessian<double>;

}  // namespace lrscope
