// Forward pass, loss, backward pass and update of N replicas at once. The mathematics is that of mlp.cpp, momentum.h
// and the losses; a plain number there is a vector here, one lane for each replica, and nothing ever crosses lanes.
//
// The examples of a step go through the network in blocks of 16, forward and back, so that a block's activations stay
// in the nearest cache. A product is made of tiles that stay in registers: 2 units × 8 examples with 32 registers,
// 2 × 4 with 16. Sums run over inputs, and over examples, in order, whatever the tile: results do not depend on N.
#include "replica_tensors.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/replica_kernels.cpp"
#include <hwy/foreach_target.h>

#include <algorithm>

#include "vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {

#if HWY_ARCH_X86 && HWY_TARGET > HWY_AVX3  // larger is older: 16 registers
constexpr int tile_examples = 4, tile_outputs = 2;
#else
constexpr int tile_examples = 8, tile_outputs = 4;
#endif
constexpr int tile_units = 2, tile_inputs = 4;

template <Real S>
using Tag = hn::ScalableTag<S>;
template <Real S>
using Vec = hn::Vec<Tag<S>>;

template <Real S>
HWY_INLINE Index lane_count() {
  return static_cast<Index>(hn::Lanes(Tag<S>()));
}

/// Element (unit, example) of rows that all replicas share: a number, to be broadcast.
template <Real S>
struct SharedRows {
  const S* at;
  Index features;
  HWY_INLINE Vec<S> operator()(Index i, Index e) const { return hn::Set(Tag<S>(), at[e * features + i]); }
};

/// The same of rows of each replica's own.
template <Real S>
struct OwnRows {
  const S* at;
  Index features;
  HWY_INLINE Vec<S> operator()(Index i, Index e) const {
    return hn::Load(Tag<S>(), at + (e * features + i) * lane_count<S>());
  }
};

/// The same of a workspace, whose examples of one unit follow each other.
template <Real S, int block>
struct BlockTensor {
  const S* at;
  HWY_INLINE Vec<S> operator()(Index i, Index e) const {
    return hn::Load(Tag<S>(), at + (i * block + e) * lane_count<S>());
  }
};

/// Weights seen as rows × columns; the transpose has its steps exchanged.
template <Real S>
struct Weights {
  const S* at;
  Index row_step;
  Index column_step;
};

/// Activations in place: f(z), and f′ from a = f(z).
template <Real S>
struct TanhInPlace {
  HWY_INLINE Vec<S> value(Vec<S> z) const { return tanh(Tag<S>(), z); }
  HWY_INLINE Vec<S> slope(Vec<S> a) const { return hn::NegMulAdd(a, a, hn::Set(Tag<S>(), S(1))); }
};

template <Real S>
struct ReluInPlace {
  HWY_INLINE Vec<S> value(Vec<S> z) const {
    const Vec<S> zero = hn::Zero(Tag<S>());
    return hn::IfThenElse(hn::Le(z, zero), zero, z);  // NaN stays
  }
  HWY_INLINE Vec<S> slope(Vec<S> a) const {
    return hn::IfThenElse(hn::Gt(a, hn::Zero(Tag<S>())), hn::Set(Tag<S>(), S(1)), a);  // 0 or NaN is its own slope
  }
};

/// Left to an ActivationKernel, which has stored the slopes.
template <Real S>
struct ByKernel {};

// What becomes of a product: some examples of one unit, whose place is `at`, `offset` into its tensor.

template <Real S>
struct Keep {
  template <int examples>
  HWY_INLINE void operator()(Vec<S> (&z)[examples], S* at, Index) const {
    const Tag<S> d;
    HWY_UNROLL(8) for (int j = 0; j < examples; ++j) hn::Store(z[j], d, at + j * lane_count<S>());
  }
};

template <Real S, class F>
struct Activate {
  template <int examples>
  HWY_INLINE void operator()(Vec<S> (&z)[examples], S* at, Index offset) const {
    HWY_UNROLL(8) for (int j = 0; j < examples; ++j) z[j] = F().value(z[j]);
    Keep<S>()(z, at, offset);
  }
};

/// ∂L/∂a → ∂L/∂z = ∂L/∂a · f′, in the place of a, or with slopes from elsewhere.
template <Real S, class F>
struct TimesSlope {
  const S* slopes;
  template <int examples>
  HWY_INLINE void operator()(Vec<S> (&e)[examples], S* at, Index offset) const {
    const Tag<S> d;
    const Index N = lane_count<S>();
    HWY_UNROLL(8) for (int j = 0; j < examples; ++j) {
      if constexpr (std::is_same_v<F, ByKernel<S>>)
        e[j] = hn::Mul(e[j], hn::Load(d, slopes + offset + j * N));
      else
        e[j] = hn::Mul(e[j], F().slope(hn::Load(d, at + j * N)));
    }
    Keep<S>()(e, at, offset);
  }
};

/// out(o, e) ← bias(o) + Σ_k W(o, k)·x(k, e) for a tile of `units` × `examples`, handed to `then`.
template <int units, int examples, int block, Real S, class X, class Then>
HWY_INLINE void product_tile(const Weights<S>& W, Index o, Index depth, const X& x, Index e, const S* bias, S* out,
                             const Then& then) {
  const Tag<S> d;
  const Index N = lane_count<S>();
  Vec<S> sum[units][examples];
  HWY_UNROLL(8) for (int u = 0; u < units; ++u) {
    const Vec<S> first = bias ? hn::Load(d, bias + (o + u) * N) : hn::Zero(d);
    HWY_UNROLL(8) for (int j = 0; j < examples; ++j) sum[u][j] = first;
  }
  const S* w = W.at + o * W.row_step;
  for (Index k = 0; k < depth; ++k, w += W.column_step) {
    Vec<S> right[examples];
    HWY_UNROLL(8) for (int j = 0; j < examples; ++j) right[j] = x(k, e + j);
    HWY_UNROLL(8) for (int u = 0; u < units; ++u) {
      const Vec<S> left = hn::Load(d, w + u * W.row_step);
      HWY_UNROLL(8) for (int j = 0; j < examples; ++j) sum[u][j] = hn::MulAdd(left, right[j], sum[u][j]);
    }
  }
  HWY_UNROLL(8) for (int u = 0; u < units; ++u) {
    const Index offset = ((o + u) * block + e) * N;
    then(sum[u], out + offset, offset);
  }
}

/// The whole product, for all `block` examples.
template <int block, Real S, class X, class Then>
HWY_NOINLINE void product(const Weights<S>& W, Index outputs, Index depth, const X& x, const S* bias, S* out,
                          const Then& then) {
  constexpr int examples = std::min(block, tile_examples);
  Index o = 0;
  for (; o + tile_units <= outputs; o += tile_units)
    for (Index e = 0; e < block; e += examples)
      product_tile<tile_units, examples, block>(W, o, depth, x, e, bias, out, then);
  for (; o < outputs; ++o)
    for (Index e = 0; e < block; e += examples)
      product_tile<1, examples, block>(W, o, depth, x, e, bias, out, then);
}

/// g(o, i) += Σ_e d(o, e)·x(i, e) for a tile.
template <int outputs, int inputs, int block, Real S, class X>
HWY_INLINE void gradient_tile(const S* delta, Index o, const X& x, Index i, Index width, S* g) {
  const Tag<S> d;
  const Index N = lane_count<S>();
  Vec<S> sum[outputs][inputs];
  HWY_UNROLL(8) for (int u = 0; u < outputs; ++u)
    HWY_UNROLL(8) for (int j = 0; j < inputs; ++j)
      sum[u][j] = hn::Load(d, g + ((o + u) * width + i + j) * N);
  HWY_UNROLL(1) for (int e = 0; e < block; ++e) {
    Vec<S> right[inputs];
    HWY_UNROLL(8) for (int j = 0; j < inputs; ++j) right[j] = x(i + j, e);
    HWY_UNROLL(8) for (int u = 0; u < outputs; ++u) {
      const Vec<S> left = hn::Load(d, delta + ((o + u) * block + e) * N);
      HWY_UNROLL(8) for (int j = 0; j < inputs; ++j) sum[u][j] = hn::MulAdd(left, right[j], sum[u][j]);
    }
  }
  HWY_UNROLL(8) for (int u = 0; u < outputs; ++u)
    HWY_UNROLL(8) for (int j = 0; j < inputs; ++j)
      hn::Store(sum[u][j], d, g + ((o + u) * width + i + j) * N);
}

template <int outputs, int block, Real S, class X>
HWY_INLINE void gradient_rows(const S* delta, Index o, const X& x, Index width, S* g) {
  Index i = 0;
  if constexpr (outputs == 1)  // sums enough to keep the units busy
    for (; i + 2 * tile_inputs <= width; i += 2 * tile_inputs)
      gradient_tile<1, 2 * tile_inputs, block>(delta, o, x, i, width, g);
  for (; i + tile_inputs <= width; i += tile_inputs)
    gradient_tile<outputs, tile_inputs, block>(delta, o, x, i, width, g);
  for (; i < width; ++i) gradient_tile<outputs, 1, block>(delta, o, x, i, width, g);
}

/// The gradient of one layer's weights and biases, added to what is there.
template <int block, Real S, class X>
HWY_NOINLINE void add_gradient(const S* delta, const Layer& layer, bool has_bias, const X& x, S* g) {
  const Tag<S> d;
  const Index N = lane_count<S>();
  S* weights = g + layer.weight * N;
  Index o = 0;
  for (; o + tile_outputs <= layer.outputs; o += tile_outputs)
    gradient_rows<tile_outputs, block>(delta, o, x, layer.inputs, weights);
  for (; o < layer.outputs; ++o) gradient_rows<1, block>(delta, o, x, layer.inputs, weights);
  if (!has_bias) return;
  for (Index u = 0; u < layer.outputs; ++u) {
    S* bias = g + (layer.bias + u) * N;
    Vec<S> sum = hn::Load(d, bias);
    for (int e = 0; e < block; ++e) sum = hn::Add(sum, hn::Load(d, delta + (u * block + e) * N));
    hn::Store(sum, d, bias);
  }
}

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
  for (Index c = 0; c < classes; ++c)
    hn::Store(hn::Sub(hn::Div(hn::Load(d, at(c)), total), target(c, e)), d, at(c));
  return hn::Sub(hn::Log(d, total), chosen);
}

/// The loss of a block, added to `sum`; the outputs z become ∂L/∂z. Rows that a replica does not have count nothing.
template <int block, Real S, class T>
HWY_NOINLINE void add_loss(const ReplicaPass<S>& p, Index first, const T& target, S* z, Vec<S>& sum) {
  const Tag<S> d;
  const Index N = lane_count<S>(), outputs = p.layers.back().outputs;
  const Vec<S> divisor = hn::Load(d, p.rows.divisors), count = hn::Load(d, p.rows.counts);
  const Vec<S> delta = hn::Set(d, p.huber_delta);
  for (Index e = 0; e < block; ++e) {
    const auto is_there = hn::Lt(hn::Set(d, static_cast<S>(first + e)), count);
    if (p.loss == ReplicaLoss::cross_entropy)
      sum = hn::Add(sum, hn::IfThenElseZero(is_there, cross_entropy<block, S>(outputs, e, target, z)));
    for (Index o = 0; o < outputs; ++o) {
      S* at = z + (o * block + e) * N;
      Vec<S> value = hn::Zero(d), slope = hn::Load(d, at);
      if (p.loss != ReplicaLoss::cross_entropy) {
        pointwise<S>(p.loss, hn::Sub(slope, target(o, e)), delta, value, slope);
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
  if (l + 1 == p.layers.size())
    return product<block, S>(W, layer.outputs, layer.inputs, x, bias, work.z, Keep<S>());
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
HWY_NOINLINE void pass_block(const ReplicaPass<S>& p, Index first, Vec<S>& sum, const F& f) {
  const Index lanes = p.rows.are_shared ? 1 : lane_count<S>();
  const Index features = p.layers.front().inputs, outputs = p.layers.back().outputs;
  const Rows<S> input{p.rows.inputs + first * features * lanes, features};
  const Rows<S> target{p.rows.targets + first * outputs * lanes, outputs};
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
  Vec<S> sum = hn::Zero(d);
  Index row = 0;
  for (; row + 16 <= p.rows.rows; row += 16) pass_block<Rows, 16, S>(p, row, sum, f);
  for (; row + 4 <= p.rows.rows; row += 4) pass_block<Rows, 4, S>(p, row, sum, f);
  for (; row < p.rows.rows; ++row) pass_block<Rows, 1, S>(p, row, sum, f);
  hn::Store(hn::Div(sum, hn::Load(d, p.rows.divisors)), d, p.losses);
}

template <Real S, class F>
void pass_with(const ReplicaPass<S>& p, const F& f) {
  if (p.rows.are_shared)
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
    const Vec<S> decay = u.decay ? hn::Load(d, u.decay + static_cast<Index>(b) * N) : hn::Zero(d);
    const Index end = (u.blocks[b].begin + u.blocks[b].size) * N;
    for (Index i = u.blocks[b].begin * N; i < end; i += N) {
      Vec<S> theta = hn::Load(d, u.theta + i), move = hn::Load(d, u.g + i);
      if (u.decay) move = hn::MulAdd(decay, theta, move);
      if (u.v) {
        const Vec<S> v = hn::MulAdd(beta, hn::Load(d, u.v + i), move);
        hn::Store(v, d, u.v + i);
        move = u.looks_ahead ? hn::MulAdd(beta, v, move) : v;
      }
      theta = hn::NegMulAdd(eta, move, theta);
      zero = hn::MulAdd(theta, hn::Zero(d), zero);  // 0·θ is NaN where θ is not finite
      hn::Store(theta, d, u.theta + i);
    }
  }
  hn::Store(zero, d, u.zero_if_finite);
}

Index lanes_f32() { return lane_count<float>(); }
Index lanes_f64() { return lane_count<double>(); }
void pass_f32(const ReplicaPass<float>& p) { pass_all(p); }
void pass_f64(const ReplicaPass<double>& p) { pass_all(p); }
void update_f32(const ReplicaUpdate<float>& u) { update_all(u); }
void update_f64(const ReplicaUpdate<double>& u) { update_all(u); }

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lrscope {

HWY_EXPORT(lanes_f32);
HWY_EXPORT(lanes_f64);
HWY_EXPORT(pass_f32);
HWY_EXPORT(pass_f64);
HWY_EXPORT(update_f32);
HWY_EXPORT(update_f64);

template <>
Index replica_lanes<float>() {
  return HWY_DYNAMIC_DISPATCH(lanes_f32)();
}
template <>
Index replica_lanes<double>() {
  return HWY_DYNAMIC_DISPATCH(lanes_f64)();
}
void pass(const ReplicaPass<float>& tensors) {
  HWY_DYNAMIC_DISPATCH(pass_f32)(tensors);
}
void pass(const ReplicaPass<double>& tensors) {
  HWY_DYNAMIC_DISPATCH(pass_f64)(tensors);
}
void update(const ReplicaUpdate<float>& tensors) {
  HWY_DYNAMIC_DISPATCH(update_f32)(tensors);
}
void update(const ReplicaUpdate<double>& tensors) {
  HWY_DYNAMIC_DISPATCH(update_f64)(tensors);
}

}  // namespace lrscope
#endif
