// Scalar, matrix and vector types that every other folder speaks in.
//
// Columns are examples, in data, outputs and targets; inside a network a batch is row-major, see model/mlp.h.
// All parameters of a model are one flat vector θ; see model/objective.h.
#pragma once

#include <Eigen/Core>
#include <concepts>

#ifdef __FAST_MATH__
#error \
    "lrscope must not be compiled with -ffast-math: it removes the NaN and inf checks that this program is about"
#endif

namespace lrscope {

using Index = Eigen::Index;

/// The two precisions a run can have. Everything from the data to the optimizer state lives in one of them.
template <class T>
concept Real = std::same_as<T, float> || std::same_as<T, double>;

template <Real Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;  // column-major

template <Real Scalar>
using RowMajorMatrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <Real Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

}  // namespace lrscope
