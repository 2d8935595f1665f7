// Losses of N replicas at once, as in pointwise_loss.h and cross_entropy.h. Private to replica_kernels.cpp.
#if defined(LRSCOPE_REPLICA_LOSS) == defined(HWY_TARGET_TOGGLE)  // see hwy/foreach_target.h
#ifdef LRSCOPE_REPLICA_LOSS
#undef LRSCOPE_REPLICA_LOSS
#else
#define LRSCOPE_REPLICA_LOSS
#endif

#include "nn/kernels/replica_products-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {

/// Value and slope of a loss that is a sum over residuals r. See pointwise_loss.h.
template <Real S>
HWY_INLINE void pointwise(ReplicaLoss loss, Vec<S> r, Vec<S> delta, Vec<S>& value, Vec<S>& slope) {
  const Tag<S> d;
  const auto one = hn::Set(d, S(1)), half = hn::Set(d, S(0.5));
  const auto sign = hn::IfThenElse(hn::Eq(r, hn::Zero(d)), r, hn::CopySign(one, r));  // 0 at 0
  switch (loss) {
    case ReplicaLoss::square:
      value = hn::Mul(r, r);
      slope = hn::Add(r, r);
      return;
    case ReplicaLoss::absolute:
      value = hn::Abs(r);
      slope = hn::IfThenElse(hn::IsNaN(r), r, sign);
      return;
    case ReplicaLoss::huber: {
      const auto is_far = hn::Gt(hn::Abs(r), delta);
      const auto far = hn::Mul(delta, hn::NegMulAdd(delta, half, hn::Abs(r)));
      value = hn::IfThenElse(is_far, far, hn::Mul(hn::Mul(r, r), half));
      slope = hn::IfThenElse(is_far, hn::Mul(delta, sign), r);
      return;
    }
    default:
      value = hn::Mul(hn::Mul(r, r), half);
      slope = r;
  }
}

/// Softmax and cross-entropy of one example's `classes` outputs z, which become the slopes. See cross_entropy.h.
template <int block, Real S, class T>
HWY_INLINE Vec<S> cross_entropy(Index classes, Index e, const T& target, S* z) {
  const Tag<S> d;
  const Index N = lane_count<S>();
  const auto at = [&](Index c) HWY_ATTR { return z + (c * block + e) * N; };
  Vec<S> largest = hn::Load(d, at(0));
  for (Index c = 1; c < classes; ++c) {
    const Vec<S> other = hn::Load(d, at(c));
    largest = hn::IfThenElse(hn::Gt(other, largest), other, largest);
  }
  Vec<S> total = hn::Zero(d), chosen = hn::Zero(d);
  for (Index c = 0; c < classes; ++c) {
    const Vec<S> shifted = hn::Sub(hn::Load(d, at(c)), largest), t = target(c, e);
    const Vec<S> power = exponential(d, shifted);
    total = hn::Add(total, power);
    chosen = hn::IfThenElse(hn::Eq(t, hn::Zero(d)), chosen, hn::MulAdd(t, shifted, chosen));  // 0·(−∞) would be NaN
    hn::Store(power, d, at(c));
  }
  for (Index c = 0; c < classes; ++c) hn::Store(hn::Sub(hn::Div(hn::Load(d, at(c)), total), target(c, e)), d, at(c));
  return hn::Sub(hn::Log(d, total), chosen);
}

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#endif
