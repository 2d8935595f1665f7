// The tile of a matrix product that stays in registers: what matrix_product.cpp and replica_products-inl.h are made of.
// Private to this folder.
#if defined(LRSCOPE_REGISTER_TILE) == defined(HWY_TARGET_TOGGLE)  // see hwy/foreach_target.h
#ifdef LRSCOPE_REGISTER_TILE
#undef LRSCOPE_REGISTER_TILE
#else
#define LRSCOPE_REGISTER_TILE
#endif

#include "nn/kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {

/// sum(i, j) = first(i, j) + Σ_k left(i, k)·right(k, j), all of them vectors, for `rows` × `columns` sums; row i is handed
/// to then(i, sums). Every sum adds its terms in the order of k, whatever the size of the tile.
template <int rows, int columns, Real S, class First, class Left, class Right, class Then>
HWY_INLINE void register_tile(Index depth, const First& first, const Left& left, const Right& right, const Then& then) {
  Vec<S> sum[rows][columns];
  HWY_UNROLL(12)
  for (int i = 0; i < rows; ++i) {
    HWY_UNROLL(8)
    for (int j = 0; j < columns; ++j) sum[i][j] = first(i, j);
  }
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
