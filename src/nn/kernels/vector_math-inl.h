// Functions of vectors, for code that is compiled once for each instruction set (Google Highway). NaN passes through
// all of them. The same operations in the same order whatever the vector's width: every x86 with FMA rounds alike.
#if defined(LRSCOPE_VECTOR_MATH) == defined(HWY_TARGET_TOGGLE)  // see hwy/foreach_target.h
#ifdef LRSCOPE_VECTOR_MATH
#undef LRSCOPE_VECTOR_MATH
#else
#define LRSCOPE_VECTOR_MATH
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// c[0] + c[1]·s + c[2]·s² + …
template <class D, std::size_t n>
HWY_INLINE hn::Vec<D> polynomial(D d, hn::Vec<D> s, const hn::TFromD<D> (&c)[n]) {
  hn::Vec<D> sum = hn::Set(d, c[n - 1]);
  for (std::size_t i = n - 1; i-- > 0;) sum = hn::MulAdd(sum, s, hn::Set(d, c[i]));
  return sum;
}

/// tanh x = tanh(c + r) = (tanh c + tanh r)/(1 + tanh c·tanh r) with c = n·½ln 2, for which tanh c = (2ⁿ−1)/(2ⁿ+1), and
/// |r| ≤ ¼ln 2, for which tanh r = r + r³·p(r²), p nearest in relative error (5.5e-8 in float, 4.1e-18 in double).
/// Within 3 units in the last place. Odd, and never beyond ±1, to the last bit: 2ⁿ ± 1 is exact or rounds to 2ⁿ or ±1.
template <class D>
HWY_INLINE hn::Vec<D> tanh(D d, hn::Vec<D> x) {
  using S = hn::TFromD<D>;
  const hn::RebindToUnsigned<D> bits;
  const auto set = [d](auto value) HWY_ATTR { return hn::Set(d, static_cast<S>(value)); };
  constexpr bool single = std::is_same_v<S, float>;
  constexpr int mantissa = single ? 23 : 52;
  // Added to n, it leaves n + the exponent's bias in the lowest bits, and so 2ⁿ after a shift.
  constexpr S round = S(1.5) * S(std::uint64_t{1} << mantissa) + (single ? 127 : 1023);
  // From this on tanh x rounds to ±1.
  const hn::Vec<D> last = set(single ? 10 : 20);
  const hn::Vec<D> near = hn::Max(hn::Neg(last), hn::Min(last, x));

  const hn::Vec<D> shifted = hn::MulAdd(near, set(2.8853900817779268), set(round));  // 2/ln 2
  const hn::Vec<D> n = hn::Sub(shifted, set(round));
  const hn::Vec<D> r = hn::NegMulAdd(n, set(0.34657359027997265), near);  // ½ln 2
  const hn::Vec<D> power = hn::BitCast(d, hn::ShiftLeft<mantissa>(hn::BitCast(bits, shifted)));
  const hn::Vec<D> less = hn::Sub(power, set(1)), more = hn::Add(power, set(1));

  const hn::Vec<D> s = hn::Mul(r, r);
  hn::Vec<D> p;
  if constexpr (single) {
    constexpr S c[] = {-0.333312747011f, 0.131107420506f};
    p = polynomial(d, s, c);
  } else {
    constexpr S c[] = {-0.33333333333332488323, 0.13333333332785086076,    -0.053968252784320950139,
                       0.02186937089428656879,  -0.0088573150326206899671, 0.0034449174710264403959};
    p = polynomial(d, s, c);
  }
  const hn::Vec<D> t = hn::MulAdd(hn::Mul(r, s), p, r);
  const hn::Vec<D> y = hn::Div(hn::MulAdd(t, more, less), hn::MulAdd(t, less, more));
  // If one of two numbers is NaN, x86 returns the second, which is always that of x; other processors differ.
  constexpr bool is_x86 = HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128;
  return is_x86 ? y : hn::IfThenElse(hn::IsNaN(x), x, y);
}

/// e^x, inf beyond the largest number; hn::Exp is defined up to there only and gives 0 for NaN.
template <class D>
HWY_INLINE hn::Vec<D> exponential(D d, hn::Vec<D> x) {
  using S = hn::TFromD<D>;
  const hn::Vec<D> largest = hn::Set(d, std::is_same_v<S, float> ? S(88.7228) : S(709.7827));
  const hn::Vec<D> y = hn::Exp(d, hn::Min(largest, x));
  const hn::Vec<D> finite_or_inf =
      hn::IfThenElse(hn::Gt(x, largest), hn::Set(d, std::numeric_limits<S>::infinity()), y);
  return hn::IfThenElse(hn::IsNaN(x), x, finite_or_inf);
}

/// σ(x) = 1/(1 + e^−x)
template <class D>
HWY_INLINE hn::Vec<D> sigmoid(D d, hn::Vec<D> x) {
  const hn::Vec<D> one = hn::Set(d, hn::TFromD<D>(1));
  return hn::Div(one, hn::Add(one, exponential(d, hn::Neg(x))));
}

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#endif
