// Matrix products of N replicas at once: a plain number of mlp.cpp is a vector here, one lane for each replica, and
// nothing ever crosses lanes. Private to replica_kernels.cpp.
//
// A product is made of tiles that stay in registers: 2 units × 8 examples with 32 registers, 2 × 4 with 16. Sums run
// over inputs, and over examples, in order: results do not depend on N.
#if defined(LRSCOPE_REPLICA_PRODUCTS) == defined(HWY_TARGET_TOGGLE)  // see hwy/foreach_target.h
#ifdef LRSCOPE_REPLICA_PRODUCTS
#undef LRSCOPE_REPLICA_PRODUCTS
#else
#define LRSCOPE_REPLICA_PRODUCTS
#endif

#include <algorithm>
#include <type_traits>

#include "nn/kernels/replica_tensors.h"
#include "nn/kernels/vector_math-inl.h"
#include "nn/kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {

constexpr int tile_examples = has_few_registers ? 4 : 8, tile_outputs = has_few_registers ? 2 : 4;
constexpr int tile_units = 2, tile_inputs = 4;

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

/// Activations in place: f(z), and ∂L/∂z from e = ∂L/∂a and a = f(z).
template <Real S>
struct TanhInPlace {
  HWY_INLINE Vec<S> value(Vec<S> z) const { return tanh(Tag<S>(), z); }
  HWY_INLINE Vec<S> back(Vec<S> e, Vec<S> a) const { return hn::Mul(e, hn::NegMulAdd(a, a, hn::Set(Tag<S>(), S(1)))); }
};

template <Real S>
struct ReluInPlace {
  HWY_INLINE Vec<S> value(Vec<S> z) const {
    const Vec<S> zero = hn::Zero(Tag<S>());
    return hn::IfThenElse(hn::Le(z, zero), zero, z);  // NaN stays
  }
  HWY_INLINE Vec<S> back(Vec<S> e, Vec<S> a) const {  // a selection: ReluBackward
    return hn::IfThenZeroElse(hn::Eq(a, hn::Zero(Tag<S>())), e);
  }
};

/// Left to an ActivationKernel, which has stored the slopes.
template <Real S>
struct ByKernel {};

// Functions of a product: some examples of one unit, at `at`, `offset` into its tensor.

template <Real S>
struct Keep {
  template <int examples>
  HWY_INLINE void operator()(Vec<S> (&z)[examples], S* at, Index) const {
    const Tag<S> d;
    HWY_UNROLL(8)
    for (int j = 0; j < examples; ++j) hn::Store(z[j], d, at + j * lane_count<S>());
  }
};

template <Real S, class F>
struct Activate {
  template <int examples>
  HWY_INLINE void operator()(Vec<S> (&z)[examples], S* at, Index offset) const {
    HWY_UNROLL(8)
    for (int j = 0; j < examples; ++j) z[j] = F().value(z[j]);
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
    HWY_UNROLL(8)
    for (int j = 0; j < examples; ++j) {
      if constexpr (std::is_same_v<F, ByKernel<S>>)
        e[j] = hn::Mul(e[j], hn::Load(d, slopes + offset + j * N));
      else
        e[j] = F().back(e[j], hn::Load(d, at + j * N));
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
  const S* const w = W.at + o * W.row_step;
  register_tile<units, examples, S>(
      depth, [&](int u, int) HWY_ATTR { return bias ? hn::Load(d, bias + (o + u) * N) : hn::Zero(d); },
      [&](int u, Index k) HWY_ATTR { return hn::Load(d, w + k * W.column_step + u * W.row_step); },
      [&](Index k, int j) HWY_ATTR { return x(k, e + j); },
      [&](int u, Vec<S>(&sum)[examples]) HWY_ATTR {
        const Index offset = ((o + u) * block + e) * N;
        then(sum, out + offset, offset);
      });
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
    for (Index e = 0; e < block; e += examples) product_tile<1, examples, block>(W, o, depth, x, e, bias, out, then);
}

/// g(o, i) += Σ_e d(o, e)·x(i, e) for a tile.
template <int outputs, int inputs, int block, Real S, class X>
HWY_INLINE void gradient_tile(const S* delta, Index o, const X& x, Index i, Index width, S* g) {
  const Tag<S> d;
  const Index N = lane_count<S>();
  const auto at = [&](int u, int j) HWY_ATTR { return g + ((o + u) * width + i + j) * N; };
  register_tile<outputs, inputs, S>(
      block, [&](int u, int j) HWY_ATTR { return hn::Load(d, at(u, j)); },
      [&](int u, Index e) HWY_ATTR { return hn::Load(d, delta + ((o + u) * block + e) * N); },
      [&](Index e, int j) HWY_ATTR { return x(i + j, e); },
      [&](int u, const Vec<S>(&sum)[inputs]) HWY_ATTR {
        HWY_UNROLL(8)
        for (int j = 0; j < inputs; ++j) hn::Store(sum[j], d, at(u, j));
      });
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

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#endif
