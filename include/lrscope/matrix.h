// Matrices and vectors, the only header that brings in Eigen.
//
// Columns are examples, in data, outputs and targets; inside a network a batch is row-major, see nn/mlp.h.
// All parameters of a model are one flat vector θ; see lrscope/objective.h.
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

/// Eigen cuts matrix products into blocks by the sizes of the processor's caches, and a sum that is cut elsewhere is
/// rounded differently. Before main() begins, this sets the sizes that nearly every processor with vectors has: the
/// program, its tests and whoever embeds the library compute the same last digits on every machine.
struct MatrixBlocks {
  MatrixBlocks() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 2 << 20); }
};

inline const MatrixBlocks matrix_blocks;

}  // namespace lrscope
