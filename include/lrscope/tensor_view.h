// A tensor with a name and a place: forensics (train/forensics.h) say *where* a number went wrong.
#pragma once

#include <functional>
#include <string_view>

#include "lrscope/matrix.h"

namespace lrscope {

/// The role of a tensor in a network. `other`: part of a loss or of an update, or a target.
enum class TensorKind { input, parameter, activation, delta, gradient, other };

template <Real Scalar>
struct TensorView {
  Stage stage;
  int layer;              // 1 is the first layer; 0 for tensors of no layer (input, target, loss)
  std::string_view name;  // "weight", "pre_activation", …; static storage
  const Scalar* data;     // rows × cols, contiguous
  Index rows;
  Index cols;
  bool row_major;       // weights (out × in) and batches inside a network are; data and losses are not
  const int* examples;  // data row (from 0) of each column where columns are examples, else null
  TensorKind kind = TensorKind::other;
};

template <Real Scalar>
using TensorVisitor = std::function<void(const TensorView<Scalar>&)>;

/// One weight matrix or bias vector inside a flat parameter vector.
struct ParameterBlock {
  int layer;
  std::string_view name;  // "weight" (out × in, row-major), "bias" (out × 1), or "x" for a function
  Index offset;
  Index rows;
  Index cols;
};

/// `block` of the flat vector `theta`, seen under the name `name`.
template <Real Scalar>
TensorView<Scalar> view_of_block(const ParameterBlock& block, Stage stage, std::string_view name,
                                 const Vector<Scalar>& theta) {
  const TensorKind kind = stage == Stage::forward    ? TensorKind::parameter
                          : stage == Stage::backward ? TensorKind::gradient
                                                     : TensorKind::other;
  return {stage, block.layer, name, theta.data() + block.offset, block.rows, block.cols, true, nullptr, kind};
}

}  // namespace lrscope
