// The matrix products of a network. Private to this folder.
//
// Matrices are row-major: in a batch the examples of one unit follow each other, and vectors run along examples (or,
// for weights, along inputs). Every element of a product is one sum, in the order of its terms, with one rounding for
// each where the processor has fused multiply-add: the same bits whatever the vectors' width, the blocks and the
// caches, and in nn/kernels/replicas.h. A library of linear algebra chooses its blocks by the machine, and with them
// the last digits.
#pragma once

#include "lrscope/matrix.h"

namespace lrscope {

/// C ← L·R, or more; R and C have their rows' elements side by side, L need not.
template <Real Scalar>
struct MatrixProduct {
  Index rows = 0;     // of L and C
  Index columns = 0;  // of R and C
  Index depth = 0;    // columns of L, rows of R
  const Scalar* left = nullptr;
  Index left_row_step = 0;
  Index left_column_step = 0;
  const Scalar* right = nullptr;
  Index right_step = 0;  // from row to row
  Scalar* result = nullptr;
  Index result_step = 0;
  const Scalar* bias = nullptr;  // C ← b + L·R, one number for each row
  bool adds = false;             // C ← C + L·R; without bias
};

void multiply(const MatrixProduct<float>& product);
void multiply(const MatrixProduct<double>& product);

/// `to` (columns × rows) ← the transpose of `from` (rows × columns), both without gaps, row-major.
void transpose(const float* from, Index rows, Index columns, float* to);
void transpose(const double* from, Index rows, Index columns, double* to);

/// to[i] ← the sum of row i, in order; `from` (rows × columns) as above.
void sum_rows(const float* from, Index rows, Index columns, float* to);
void sum_rows(const double* from, Index rows, Index columns, double* to);

template <Real Scalar>
using RowMap = Eigen::Map<RowMajorMatrix<Scalar>>;
template <Real Scalar>
using ConstRowMap = Eigen::Map<const RowMajorMatrix<Scalar>>;

/// The product of two such maps; the left one may be a transpose.
template <Real Scalar, class Left>
MatrixProduct<Scalar> product_of(const Left& left, const ConstRowMap<Scalar>& right, RowMap<Scalar> result,
                                 const Scalar* bias = nullptr) {
  return {left.rows(),      right.cols(),         left.cols(),  left.data(),
          left.rowStride(), left.colStride(),     right.data(), right.outerStride(),
          result.data(),    result.outerStride(), bias};
}

/// C ← C + L·R
template <Real Scalar>
void add_product(MatrixProduct<Scalar> product) {
  product.adds = true;
  multiply(product);
}

}  // namespace lrscope
