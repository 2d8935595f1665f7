// A product is made of tiles that stay in registers: two vectors of a row of the right factor are loaded, and one
// number of the left factor for each row of the tile. Nothing is packed: both factors are read where they are, and
// blocks of the depth keep in the caches what is read again.
#include "nn/kernels/matrix_product.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/kernels/matrix_product.cpp"
#include <hwy/foreach_target.h>

#include <algorithm>
#include <cstddef>

#include "nn/kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {

constexpr int tile_rows = has_few_registers ? 6 : 12;

/// The first `count` lanes of a vector; the memory behind them must not be touched.
template <Real S>
HWY_INLINE Vec<S> load_first(const S* from, Index count) {
  const Tag<S> d;
  if constexpr (HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86)  // instructions that leave the rest alone
    return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count)), d, from);
  HWY_ALIGN S copy[HWY_MAX_BYTES / sizeof(S)] = {};
  std::copy_n(from, count, copy);
  return hn::Load(d, copy);
}

template <Real S>
HWY_INLINE void store_first(Vec<S> v, S* to, Index count) {
  const Tag<S> d;
  if constexpr (HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86)
    return hn::BlendedStore(v, hn::FirstN(d, static_cast<std::size_t>(count)), d, to);
  HWY_ALIGN S copy[HWY_MAX_BYTES / sizeof(S)];
  hn::Store(v, d, copy);
  std::copy_n(copy, count, to);
}

/// `rows` × `vectors`, from the corner of p. `last`: columns in the last vector, where is_partial.
template <int rows, int vectors, bool is_partial, Real S>
HWY_INLINE void tile(const MatrixProduct<S>& p, Index last) {
  const Tag<S> d;
  const Index N = lane_count<S>();
  const auto load = [&](const S* at, int v) HWY_ATTR {
    return is_partial && v + 1 == vectors ? load_first(at + v * N, last) : hn::LoadU(d, at + v * N);
  };
  register_tile<rows, vectors, S>(
      p.depth,
      [&](int i, int v) HWY_ATTR {
        return p.adds ? load(p.result + i * p.result_step, v) : p.bias ? hn::Set(d, p.bias[i]) : hn::Zero(d);
      },
      [&](int i, Index k) HWY_ATTR { return hn::Set(d, p.left[k * p.left_column_step + i * p.left_row_step]); },
      [&](Index k, int v) HWY_ATTR { return load(p.right + k * p.right_step, v); },
      [&](int i, const Vec<S>(&sum)[vectors]) HWY_ATTR {
        HWY_UNROLL(2)
        for (int v = 0; v < vectors; ++v) {
          S* at = p.result + i * p.result_step + v * N;
          if (is_partial && v + 1 == vectors)
            store_first(sum[v], at, last);
          else
            hn::StoreU(sum[v], d, at);
        }
      });
}

template <Real S>
HWY_INLINE void move_down(MatrixProduct<S>& p, Index rows) {
  p.left += rows * p.left_row_step;
  p.result += rows * p.result_step;
  if (p.bias) p.bias += rows;
  p.rows -= rows;
}

/// As many bands of `rows` rows as there are, each from left to right; p becomes the rest below them.
template <int rows, Real S>
HWY_NOINLINE void bands(MatrixProduct<S>& p) {
  const Index N = lane_count<S>();
  for (; p.rows >= rows; move_down(p, rows)) {
    MatrixProduct<S> at = p;
    for (; at.columns >= 2 * N; at.columns -= 2 * N, at.right += 2 * N, at.result += 2 * N) tile<rows, 2, false>(at, 0);
    if (at.columns > N)
      tile<rows, 2, true>(at, at.columns - N);
    else if (at.columns == N)
      tile<rows, 1, false>(at, 0);
    else if (at.columns > 0)
      tile<rows, 1, true>(at, at.columns);
  }
}

template <Real S>
void all_bands(MatrixProduct<S> p) {
  bands<tile_rows>(p);
  if constexpr (tile_rows > 8) bands<8>(p);
  bands<4>(p);
  bands<2>(p);
  bands<1>(p);
}

/// Blocks of the depth, and of columns, such that a block of R stays in the second cache and a band of L in the first.
template <Real S>
void multiply_blocks(const MatrixProduct<S>& p) {
  constexpr Index deep = 256, block_bytes = 512 << 10;
  const Index wide = block_bytes / static_cast<Index>(sizeof(S)) / std::clamp<Index>(p.depth, 1, deep) / 64 * 64;
  for (Index column = 0; column < p.columns; column += wide)
    for (Index k = 0; k == 0 || k < p.depth; k += deep) {
      MatrixProduct<S> block = p;
      block.columns = std::min(wide, p.columns - column);
      block.depth = std::min(deep, p.depth - k);
      block.left += k * p.left_column_step;
      block.right += k * p.right_step + column;
      block.result += column;
      block.adds = p.adds || k > 0;
      all_bands(block);
    }
}

// A square of as many rows and columns as 128 bits hold numbers, transposed.

#if HWY_TARGET == HWY_SCALAR

template <Real S>
constexpr Index square_side = 1;

template <Real S>
HWY_INLINE void transpose_square(const S* from, Index, S* to, Index) {
  *to = *from;
}

#else

template <Real S>
constexpr Index square_side = 16 / sizeof(S);

HWY_INLINE void transpose_square(const float* from, Index from_step, float* to, Index to_step) {
  const hn::FixedTag<float, 4> d;
  const hn::FixedTag<double, 2> pairs;
  const auto a = hn::LoadU(d, from), b = hn::LoadU(d, from + from_step);
  const auto c = hn::LoadU(d, from + 2 * from_step), e = hn::LoadU(d, from + 3 * from_step);
  const auto ab = hn::BitCast(pairs, hn::InterleaveLower(d, a, b)),
             ce = hn::BitCast(pairs, hn::InterleaveLower(d, c, e));
  const auto AB = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b)),
             CE = hn::BitCast(pairs, hn::InterleaveUpper(d, c, e));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab, ce)), d, to);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab, ce)), d, to + to_step);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, AB, CE)), d, to + 2 * to_step);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, AB, CE)), d, to + 3 * to_step);
}

HWY_INLINE void transpose_square(const double* from, Index from_step, double* to, Index to_step) {
  const hn::FixedTag<double, 2> d;
  const auto a = hn::LoadU(d, from), b = hn::LoadU(d, from + from_step);
  hn::StoreU(hn::InterleaveLower(d, a, b), d, to);
  hn::StoreU(hn::InterleaveUpper(d, a, b), d, to + to_step);
}

#endif

template <Real S>
void transpose_all(const S* from, Index rows, Index columns, S* to) {
  constexpr Index square = square_side<S>;
  const Index whole_rows = rows / square * square, whole_columns = columns / square * square;
  for (Index j = 0; j < whole_columns; j += square)
    for (Index i = 0; i < whole_rows; i += square)
      transpose_square(from + i * columns + j, columns, to + j * rows + i, rows);
  for (Index i = 0; i < rows; ++i)
    for (Index j = i < whole_rows ? whole_columns : 0; j < columns; ++j) to[j * rows + i] = from[i * columns + j];
}

/// Squares are transposed on the way, so that sums of several rows run side by side, each in order.
template <int squares, Real S>
HWY_INLINE void sum_bands(const S* from, Index rows, Index columns, S* to, Index& row) {
  constexpr Index square = square_side<S>;
  const hn::FixedTag<S, square> d;
  for (; row + squares * square <= rows; row += squares * square) {
    hn::Vec<decltype(d)> sum[squares];
    HWY_UNROLL(4)
    for (auto& each : sum) each = hn::Zero(d);
    Index j = 0;
    for (; j + square <= columns; j += square) {
      HWY_ALIGN S turned[squares][square * square];
      HWY_UNROLL(4)
      for (int s = 0; s < squares; ++s)
        transpose_square(from + (row + s * square) * columns + j, columns, turned[s], square);
      HWY_UNROLL(4)
      for (Index k = 0; k < square; ++k) {
        HWY_UNROLL(4)
        for (int s = 0; s < squares; ++s) sum[s] = hn::Add(sum[s], hn::Load(d, turned[s] + k * square));
      }
    }
    HWY_UNROLL(4)
    for (int s = 0; s < squares; ++s) hn::StoreU(sum[s], d, to + row + s * square);
    for (Index i = row; i < row + squares * square; ++i)
      for (Index k = j; k < columns; ++k) to[i] += from[i * columns + k];
  }
}

template <Real S>
void sum_all_rows(const S* from, Index rows, Index columns, S* to) {
  Index row = 0;
  sum_bands<4>(from, rows, columns, to, row);
  sum_bands<1>(from, rows, columns, to, row);
  for (; row < rows; ++row) {
    S sum = 0;
    for (Index j = 0; j < columns; ++j) sum += from[row * columns + j];
    to[row] = sum;
  }
}

void sum_f32(const float* from, Index rows, Index columns, float* to) { sum_all_rows(from, rows, columns, to); }
void sum_f64(const double* from, Index rows, Index columns, double* to) { sum_all_rows(from, rows, columns, to); }
void multiply_f32(const MatrixProduct<float>& p) { multiply_blocks(p); }
void multiply_f64(const MatrixProduct<double>& p) { multiply_blocks(p); }
void transpose_f32(const float* from, Index rows, Index columns, float* to) { transpose_all(from, rows, columns, to); }
void transpose_f64(const double* from, Index rows, Index columns, double* to) {
  transpose_all(from, rows, columns, to);
}

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lrscope {

HWY_EXPORT(multiply_f32);
HWY_EXPORT(multiply_f64);
HWY_EXPORT(sum_f32);
HWY_EXPORT(sum_f64);
HWY_EXPORT(transpose_f32);
HWY_EXPORT(transpose_f64);

void multiply(const MatrixProduct<float>& product) { HWY_DYNAMIC_DISPATCH(multiply_f32)(product); }
void multiply(const MatrixProduct<double>& product) { HWY_DYNAMIC_DISPATCH(multiply_f64)(product); }
void sum_rows(const float* from, Index rows, Index columns, float* to) {
  HWY_DYNAMIC_DISPATCH(sum_f32)(from, rows, columns, to);
}
void sum_rows(const double* from, Index rows, Index columns, double* to) {
  HWY_DYNAMIC_DISPATCH(sum_f64)(from, rows, columns, to);
}
void transpose(const float* from, Index rows, Index columns, float* to) {
  HWY_DYNAMIC_DISPATCH(transpose_f32)(from, rows, columns, to);
}
void transpose(const double* from, Index rows, Index columns, double* to) {
  HWY_DYNAMIC_DISPATCH(transpose_f64)(from, rows, columns, to);
}

}  // namespace lrscope
#endif
