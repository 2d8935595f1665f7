// Functions of vectors, for code that is compiled once for each instruction set (Google Highway). NaN passes through
// all of them. The same operations in the same order whatever the vector's width: every x86 with FMA rounds alike.
//
// No include guard of the usual kind: see hwy/foreach_target.h.
#if defined(LRSCOPE_VECTOR_MATH) == defined(HWY_TARGET_TOGGLE)
#ifdef LRSCOPE_VECTOR_MATH
#undef LRSCOPE_VECTOR_MATH
#else
#define LRSCOPE_VECTOR_MATH
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <cstddef>
#include <limits>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D>
using VecOf = hn::Vec<D>;

/// c[0] + c[1]·s + c[2]·s² + …
template <class D, std::size_t n>
HWY_INLINE VecOf<D> polynomial(D d, VecOf<D> s, const hn::TFromD<D> (&c)[n]) {
  VecOf<D> sum = hn::Set(d, c[n - 1]);
  for (std::size_t i = n - 1; i-- > 0;) sum = hn::MulAdd(sum, s, hn::Set(d, c[i]));
  return sum;
}

/// tanh x = x·p(x²)/q(x²), the rational function of these degrees that is nearest in relative error (2.1e-8 in float,
/// 7.1e-17 in double) up to where tanh x rounds to 1 (9, 19.1). From there on it is above 1, and cut; x² stops growing
/// where it would overflow. All coefficients are positive: nothing cancels.
template <class D>
HWY_INLINE VecOf<D> tanh(D d, VecOf<D> x) {
  using S = hn::TFromD<D>;
  const auto below = [d](S limit, VecOf<D> y) HWY_ATTR { return hn::Min(hn::Set(d, limit), y); };
  VecOf<D> P, Q;
  if constexpr (std::is_same_v<S, float>) {
    constexpr S p[] = {0.999999979844f, 0.133809707002f, 0.00349551747051f, 2.06076959416e-5f, 1.33522868076e-8f};
    constexpr S q[] = {1.0f, 0.467142864994f, 0.0258767272991f, 0.00032855098197f, 7.77568393277e-7f};
    const VecOf<D> s = below(9.5f * 9.5f, hn::Mul(x, x));
    P = polynomial(d, s, p);
    Q = polynomial(d, s, q);
  } else {
    constexpr S p[] = {0.99999999999999992885,     0.15180243023304955287,     0.0059742746460435635308,
                       0.000093586367449225070489, 6.827993918901784067e-7,    2.4388429739036078918e-9,
                       4.1660016563226163577e-12,  3.0577394645654807871e-15,  7.3920025093605519622e-19,
                       2.490956555341925853e-23};
    constexpr S q[] = {1.0,
                       0.48513576356638198396,
                       0.034352862501506113545,
                       0.00082802602735259735838,
                       8.7513693876896639912e-6,
                       4.4609784175987210605e-8,
                       1.1101354662207097746e-10,
                       1.2684627286761794576e-13,
                       5.6181025496835792552e-17,
                       6.2013342179178364945e-21};
    const VecOf<D> s = below(20.0 * 20.0, hn::Mul(x, x));
    P = polynomial(d, s, p);
    Q = polynomial(d, s, q);
  }
  const VecOf<D> y = hn::Max(hn::Set(d, S(-1)), below(1, hn::Div(hn::Mul(x, P), Q)));
  // Of two numbers one of which is NaN the instructions of x86 give the second, which is that of x all along; what others
  // give differs.
  constexpr bool is_x86 = HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128;
  return is_x86 ? y : hn::IfThenElse(hn::IsNaN(x), x, y);
}

/// e^x, inf beyond the largest number; hn::Exp is defined up to there only and gives 0 for NaN.
template <class D>
HWY_INLINE VecOf<D> exponential(D d, VecOf<D> x) {
  using S = hn::TFromD<D>;
  const VecOf<D> largest = hn::Set(d, std::is_same_v<S, float> ? S(88.7228) : S(709.7827));
  const VecOf<D> y = hn::Exp(d, hn::Min(largest, x));
  const VecOf<D> finite_or_inf = hn::IfThenElse(hn::Gt(x, largest), hn::Set(d, std::numeric_limits<S>::infinity()), y);
  return hn::IfThenElse(hn::IsNaN(x), x, finite_or_inf);
}

/// σ(x) = 1/(1 + e^−x)
template <class D>
HWY_INLINE VecOf<D> sigmoid(D d, VecOf<D> x) {
  const VecOf<D> one = hn::Set(d, hn::TFromD<D>(1));
  return hn::Div(one, hn::Add(one, exponential(d, hn::Neg(x))));
}

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#endif
