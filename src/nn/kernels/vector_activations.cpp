#include "nn/activation.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/kernels/vector_activations.cpp"
#include <hwy/foreach_target.h>

#include "nn/kernels/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {

/// f: a vector of z → value and slope.
template <class S, class F>
HWY_INLINE void for_each_vector(const S* HWY_RESTRICT z, S* HWY_RESTRICT value, S* HWY_RESTRICT slope, Index size,
                                const F& f) {
  const hn::ScalableTag<S> d;
  const Index lanes = hn::Lanes(d);
  hn::Vec<decltype(d)> a = hn::Zero(d), s = a;
  Index i = 0;
  for (; i + lanes <= size; i += lanes) {
    f(d, hn::LoadU(d, z + i), a, s);
    hn::StoreU(a, d, value + i);
    hn::StoreU(s, d, slope + i);
  }
  if (i == size) return;
  HWY_ALIGN S rest[3][HWY_MAX_BYTES / sizeof(S)] = {};
  for (Index j = i; j < size; ++j) rest[0][j - i] = z[j];
  f(d, hn::Load(d, rest[0]), a, s);
  hn::Store(a, d, rest[1]);
  hn::Store(s, d, rest[2]);
  for (Index j = i; j < size; ++j) {
    value[j] = rest[1][j - i];
    slope[j] = rest[2][j - i];
  }
}

template <class S>
void tanh_of(const S* z, S* value, S* slope, Index size) {
  for_each_vector(z, value, slope, size, [](auto d, auto x, auto& a, auto& s) HWY_ATTR {
    a = tanh(d, x);
    s = hn::NegMulAdd(a, a, hn::Set(d, S(1)));  // 1 − a²
  });
}

template <class S>
void sigmoid_of(const S* z, S* value, S* slope, Index size) {
  for_each_vector(z, value, slope, size, [](auto d, auto x, auto& a, auto& s) HWY_ATTR {
    a = sigmoid(d, x);
    s = hn::Mul(a, hn::Sub(hn::Set(d, S(1)), a));
  });
}

template <class S>
void silu_of(const S* z, S* value, S* slope, Index size) {
  for_each_vector(z, value, slope, size, [](auto d, auto x, auto& a, auto& s) HWY_ATTR {
    const auto sigma = sigmoid(d, x);
    const auto rise = hn::Mul(sigma, hn::Sub(hn::Set(d, S(1)), sigma));
    a = hn::Mul(x, sigma);
    s = hn::MulAdd(x, rise, sigma);
  });
}

void tanh_f32(const float* z, float* a, float* s, Index n) { tanh_of(z, a, s, n); }
void tanh_f64(const double* z, double* a, double* s, Index n) { tanh_of(z, a, s, n); }
void sigmoid_f32(const float* z, float* a, float* s, Index n) { sigmoid_of(z, a, s, n); }
void silu_f32(const float* z, float* a, float* s, Index n) { silu_of(z, a, s, n); }

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lrscope {

HWY_EXPORT(tanh_f32);
HWY_EXPORT(tanh_f64);
HWY_EXPORT(sigmoid_f32);
HWY_EXPORT(silu_f32);

void vector_tanh(float, const float* z, float* a, float* s, Index n) { HWY_DYNAMIC_DISPATCH(tanh_f32)(z, a, s, n); }
void vector_tanh(double, const double* z, double* a, double* s, Index n) { HWY_DYNAMIC_DISPATCH(tanh_f64)(z, a, s, n); }
void vector_sigmoid(float, const float* z, float* a, float* s, Index n) {
  HWY_DYNAMIC_DISPATCH(sigmoid_f32)(z, a, s, n);
}
void vector_silu(float, const float* z, float* a, float* s, Index n) { HWY_DYNAMIC_DISPATCH(silu_f32)(z, a, s, n); }

}  // namespace lrscope
#endif
