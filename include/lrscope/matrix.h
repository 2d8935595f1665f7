// Matrices and vectors, the only header that brings in Eigen. Columns are examples, in data, outputs and targets;
// inside a network a batch is row-major (nn/mlp.h). Parameters of a model are one flat vector θ (lrscope/objective.h).
#pragma once

#include <Eigen/Core>

#include "lrscope/types.h"

namespace lrscope {

static_assert(std::same_as<Index, Eigen::Index>);

template <Real Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;  // column-major

template <Real Scalar>
using RowMajorMatrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <Real Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// Sets, before main() begins, the sizes of caches by which Eigen cuts matrix products: those of nearly every processor
/// with vectors. A sum that is cut elsewhere is rounded differently; so the last digits are the same on every machine.
struct MatrixBlocks {
  MatrixBlocks() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 2 << 20); }
};

inline const MatrixBlocks matrix_blocks;

}  // namespace lrscope
