// Forward pass, loss, backward pass and update of N replicas at once: mlp.cpp and sgd.h operation by operation. Except
// for the exponentials of a cross-entropy the numbers are the same to the last bit.
//
// The examples of a step go through the network in blocks of 16, forward and back, so that a block's activations stay
// in the nearest cache.
#include "nn/kernels/replica_tensors.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/kernels/replica_kernels.cpp"
#include <hwy/foreach_target.h>

#include <algorithm>

#include "nn/kernels/replica_products-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {

// Losses as in nn/loss.cpp.

/// Value and slope of a loss that is a sum over residuals r.
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

/// Softmax and cross-entropy of one example's `classes` outputs z, which become the slopes.
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

/// Terms of the loss, in the order of nn/loss.cpp: element i of the batch goes to sum i mod 8.
constexpr Index sum_count = 8;
template <Real S>
using LossSums = Vec<S>[sum_count];

/// The loss of a block, added to `total`; the outputs z become ∂L/∂z. Rows that a replica does not have count nothing.
template <int block, Real S, class T>
HWY_NOINLINE void add_loss(const ReplicaPass<S>& p, Index first, const T& target, S* z, LossSums<S>& total) {
  const Tag<S> d;
  const Index N = lane_count<S>(), outputs = p.layers.back().outputs;
  const Vec<S> divisor = hn::Load(d, p.divisors), count = hn::Load(d, p.counts);
  const Vec<S> delta = hn::Set(d, p.huber_delta);
  for (Index e = 0; e < block; ++e) {
    const auto is_there = hn::Lt(hn::Set(d, static_cast<S>(first + e)), count);
    if (p.loss == ReplicaLoss::cross_entropy)
      total[0] = hn::Add(total[0], hn::IfThenElseZero(is_there, cross_entropy<block, S>(outputs, e, target, z)));
    for (Index o = 0; o < outputs; ++o) {
      S* at = z + (o * block + e) * N;
      Vec<S> value = hn::Zero(d), slope = hn::Load(d, at);
      if (p.loss != ReplicaLoss::cross_entropy) {
        pointwise<S>(p.loss, hn::Sub(slope, target(o, e)), delta, value, slope);
        Vec<S>& sum = total[((first + e) * outputs + o) % sum_count];
        sum = hn::Add(sum, hn::IfThenElseZero(is_there, value));
      }
      hn::Store(hn::IfThenElseZero(is_there, hn::Div(slope, divisor)), d, at);
    }
  }
}

/// One layer of the forward pass.
template <int block, Real S, class F, class X>
HWY_INLINE void forward(const ReplicaPass<S>& p, std::size_t l, const X& x, const F&) {
  const Index N = lane_count<S>();
  const Layer& layer = p.layers[l];
  const ReplicaLayer<S>& work = p.work[l];
  const Weights<S> W{p.theta + layer.weight * N, layer.inputs * N, N};
  const S* bias = p.has_bias ? p.theta + layer.bias * N : nullptr;
  if (l + 1 == p.layers.size()) return product<block, S>(W, layer.outputs, layer.inputs, x, bias, work.z, Keep<S>());
  if constexpr (std::is_same_v<F, ByKernel<S>>) {
    product<block, S>(W, layer.outputs, layer.inputs, x, bias, work.z, Keep<S>());
    p.kernel->forward(p.leaky_slope, work.z, work.a, work.s, layer.outputs * block * N);
  } else {
    product<block, S>(W, layer.outputs, layer.inputs, x, bias, work.z, Activate<S, F>());
  }
}

/// ∂L/∂z of the layer below l, from that of l.
template <int block, Real S, class F>
HWY_INLINE void back(const ReplicaPass<S>& p, std::size_t l, const F&) {
  const Index N = lane_count<S>();
  const Layer& layer = p.layers[l];
  const Weights<S> transposed{p.theta + layer.weight * N, N, layer.inputs * N};
  const ReplicaLayer<S>& below = p.work[l - 1];
  product<block, S>(transposed, layer.inputs, layer.outputs, BlockTensor<S, block>{p.work[l].z}, nullptr, below.z,
                    TimesSlope<S, F>{below.s});
}

/// Rows first … first+block: forward, loss and backward.
template <template <Real> class Rows, int block, Real S, class F>
HWY_NOINLINE void pass_block(const ReplicaPass<S>& p, Index first, LossSums<S>& sum, const F& f) {
  const Index lanes = p.are_rows_shared ? 1 : lane_count<S>();
  const Index features = p.layers.front().inputs, outputs = p.layers.back().outputs;
  const Rows<S> input{p.inputs + first * features * lanes, features};
  const Rows<S> target{p.targets + first * outputs * lanes, outputs};
  const auto activations = [&](std::size_t l) { return BlockTensor<S, block>{p.work[l].a}; };
  forward<block, S>(p, 0, input, f);
  for (std::size_t l = 1; l < p.layers.size(); ++l) forward<block, S>(p, l, activations(l - 1), f);
  add_loss<block, S>(p, first, target, p.work.back().z, sum);
  if (!p.g) return;
  for (std::size_t l = p.layers.size(); l-- > 1;) {
    add_gradient<block, S>(p.work[l].z, p.layers[l], p.has_bias, activations(l - 1), p.g);
    back<block, S>(p, l, f);
  }
  add_gradient<block, S>(p.work[0].z, p.layers[0], p.has_bias, input, p.g);
}

template <template <Real> class Rows, Real S, class F>
void pass_rows(const ReplicaPass<S>& p, const F& f) {
  const Tag<S> d;
  LossSums<S> sum;
  for (auto& each : sum) each = hn::Zero(d);
  Index row = 0;
  for (; row + 16 <= p.rows; row += 16) pass_block<Rows, 16, S>(p, row, sum, f);
  for (; row + 4 <= p.rows; row += 4) pass_block<Rows, 4, S>(p, row, sum, f);
  for (; row < p.rows; ++row) pass_block<Rows, 1, S>(p, row, sum, f);
  Vec<S> total = hn::Zero(d);
  for (const auto& each : sum) total = hn::Add(total, each);
  hn::Store(hn::Div(total, hn::Load(d, p.divisors)), d, p.losses);
}

template <Real S, class F>
void pass_with(const ReplicaPass<S>& p, const F& f) {
  if (p.are_rows_shared)
    pass_rows<SharedRows, S>(p, f);
  else
    pass_rows<OwnRows, S>(p, f);
}

template <Real S>
void pass_all(const ReplicaPass<S>& p) {
  const Layer& last = p.layers.back();
  const Index parameters = p.has_bias ? last.bias + last.outputs : last.weight + last.inputs * last.outputs;
  if (p.g) std::fill_n(p.g, parameters * lane_count<S>(), S(0));
  switch (p.activation) {
    case ReplicaActivation::tanh:
      return pass_with(p, TanhInPlace<S>());
    case ReplicaActivation::relu:
      return pass_with(p, ReluInPlace<S>());
    case ReplicaActivation::by_kernel:
      return pass_with(p, ByKernel<S>());
  }
}

template <Real S>
void update_all(const ReplicaUpdate<S>& u) {
  const Tag<S> d;
  const Index N = lane_count<S>();
  const Vec<S> beta = hn::Load(d, u.beta);
  Vec<S> zero = hn::Zero(d);
  for (std::size_t b = 0; b < u.blocks.size(); ++b) {
    const Vec<S> eta = hn::Load(d, u.eta + static_cast<Index>(b) * N);
    const auto is_still = hn::Eq(eta, hn::Zero(d));  // whatever the gradient, NaN too
    const Vec<S> factor = u.factor ? hn::Load(d, u.factor + static_cast<Index>(b) * N) : hn::Set(d, S(1));
    const Vec<S> decay = u.decay ? hn::Load(d, u.decay + static_cast<Index>(b) * N) : hn::Zero(d);
    const ParameterBlock& block = u.blocks[b];
    const Index end = (block.offset + block.rows * block.cols) * N;
    for (Index i = block.offset * N; i < end; i += N) {
      Vec<S> theta = hn::Load(d, u.theta + i), move = hn::Mul(factor, hn::Load(d, u.g + i));
      // Each operation is rounded by itself, as in optim/.
      if (u.decay) move = hn::Add(move, hn::Mul(decay, hn::Div(theta, factor)));
      if (u.v) {
        const Vec<S> v = hn::Add(hn::Mul(beta, hn::Load(d, u.v + i)), move);
        hn::Store(v, d, u.v + i);
        move = u.looks_ahead ? hn::Add(move, hn::Mul(beta, v)) : v;
      }
      theta = hn::IfThenElse(is_still, theta, hn::Sub(theta, hn::Mul(eta, move)));
      zero = hn::MulAdd(theta, hn::Zero(d), zero);  // 0·θ is NaN where θ is not finite
      hn::Store(theta, d, u.theta + i);
    }
  }
  hn::Store(zero, d, u.zero_if_finite);
}

PerPrecision<ReplicaKernels> kernels() {
  return {{lane_count<float>(), &pass_all<float>, &update_all<float>},
          {lane_count<double>(), &pass_all<double>, &update_all<double>}};
}

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lrscope {

HWY_EXPORT(kernels);

PerPrecision<ReplicaKernels> replica_kernels() { return HWY_DYNAMIC_DISPATCH(kernels)(); }

}  // namespace lrscope
#endif
