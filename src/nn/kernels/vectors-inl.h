// Vectors of the widest kind that the processor has, for code that is compiled once for each kind (Google Highway), and
// the tile of a matrix product that stays in registers. Private to this folder.
#if defined(LRSCOPE_VECTORS) == defined(HWY_TARGET_TOGGLE)  // see hwy/foreach_target.h
#ifdef LRSCOPE_VECTORS
#undef LRSCOPE_VECTORS
#else
#define LRSCOPE_VECTORS
#endif

#include <hwy/highway.h>

#include "lrscope/types.h"

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// 16 registers, not 32: sizes of tiles depend on it, results do not. (A larger target is an older one.)
constexpr bool has_few_registers = HWY_ARCH_X86 && HWY_TARGET > HWY_AVX3;

template <Real S>
using Tag = hn::ScalableTag<S>;
template <Real S>
using Vec = hn::Vec<Tag<S>>;

template <Real S>
HWY_INLINE Index lane_count() {
  return static_cast<Index>(hn::Lanes(Tag<S>()));
}

/// sum(i, j) = first(i, j) + Σ_k left(i, k)·right(k, j), all of them vectors, for `rows` × `columns` sums; row i is
/// handed to then(i, sums). Every sum adds its terms in the order of k, whatever the size of the tile.
template <int rows, int columns, Real S, class First, class Left, class Right, class Then>
HWY_INLINE void register_tile(Index depth, const First& first, const Left& left, const Right& right, const Then& then) {
  Vec<S> sum[rows][columns];
  HWY_UNROLL(12)
  for (int i = 0; i < rows; ++i) HWY_UNROLL(8)
  for (int j = 0; j < columns; ++j) sum[i][j] = first(i, j);
  HWY_UNROLL(1)
  for (Index k = 0; k < depth; ++k) {
    Vec<S> row[columns];
    HWY_UNROLL(8)
    for (int j = 0; j < columns; ++j) row[j] = right(k, j);
    HWY_UNROLL(12)
    for (int i = 0; i < rows; ++i) {
      const Vec<S> factor = left(i, k);
      HWY_UNROLL(8)
      for (int j = 0; j < columns; ++j) sum[i][j] = hn::MulAdd(factor, row[j], sum[i][j]);
    }
  }
  HWY_UNROLL(12)
  for (int i = 0; i < rows; ++i) then(i, sum[i]);
}

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#endif
