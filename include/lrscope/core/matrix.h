// Matrices and vectors, the only header that brings in Eigen.
//
// Columns are examples, in data, outputs and targets; inside a network a batch is row-major, see model/mlp.h.
// All parameters of a model are one flat vector θ; see model/objective.h.
#pragma once

#include <Eigen/Core>

#include "lrscope/core/types.h"

namespace lrscope {

static_assert(std::same_as<Index, Eigen::Index>);

template <Real Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;  // column-major

template <Real Scalar>
using RowMajorMatrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <Real Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

}  // namespace lrscope
