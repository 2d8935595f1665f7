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

// Eigen chooses the blocks into which it cuts matrix products by the sizes of the caches, for which it asks the
// processor. A sum that is cut elsewhere is rounded differently, so that the same program would give other last digits
// on another node of a cluster: they are set here, alike on every machine, in every program that includes this header.

/// Sets the sizes before main() begins: the program, its tests and whoever embeds the library compute the same digits.
struct MatrixBlocks {
  MatrixBlocks();
};

inline const MatrixBlocks matrix_blocks;

}  // namespace lrscope
