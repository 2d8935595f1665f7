// A data set in the precision of the run, shared read-only by all runs on it, whatever their model and batch size.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "base/random.h"
#include "lrscope/dataset.h"
#include "lrscope/matrix.h"

namespace lrscope {

template <Real Scalar>
class TrainingSet {
  std::shared_ptr<const Matrix<Scalar>> shared_inputs_;

 public:
  const Matrix<Scalar>& inputs;  // features × rows
  Matrix<Scalar> targets;        // outputs × rows
  Vector<Scalar> weights;        // of each row in the loss; empty: all 1

  /// Sets with other targets may share `inputs_`.
  TrainingSet(std::shared_ptr<const Matrix<Scalar>> inputs_, Matrix<Scalar> targets_, Vector<Scalar> weights_ = {})
      : shared_inputs_(std::move(inputs_)),
        inputs(*shared_inputs_),
        targets(std::move(targets_)),
        weights(std::move(weights_)) {}
  TrainingSet(Matrix<Scalar> inputs_, Matrix<Scalar> targets_, Vector<Scalar> weights_ = {})
      : TrainingSet(std::make_shared<const Matrix<Scalar>>(std::move(inputs_)), std::move(targets_),
                    std::move(weights_)) {}
  explicit TrainingSet(const Dataset& data)
      : TrainingSet(data.inputs.template cast<Scalar>(), data.targets.template cast<Scalar>(),
                    data.weights.template cast<Scalar>()) {}

  /// The same inputs; targets times `scale`, rounded to Scalar after that.
  TrainingSet with_targets(const Matrix<double>& unscaled, double scale) const {
    return TrainingSet(shared_inputs_, (scale * unscaled).template cast<Scalar>(), weights);
  }

  /// The same inputs; the last target alone.
  TrainingSet with_last_target() const { return TrainingSet(shared_inputs_, targets.bottomRows(1), weights); }

  bool has_weights() const { return weights.size() > 0; }

  Index rows() const { return inputs.cols(); }
};

/// `rows` rows chosen at random, a function of the seed, in the order of `data`; all of them if it has no more.
template <Real Scalar>
std::shared_ptr<const TrainingSet<Scalar>> subset_of(std::shared_ptr<const TrainingSet<Scalar>> data, Index rows,
                                                     std::uint64_t seed) {
  if (rows >= data->rows()) return data;
  // The first `rows` places of a Fisher–Yates shuffle.
  std::vector<Index> order(static_cast<std::size_t>(data->rows()));
  std::iota(order.begin(), order.end(), Index{0});
  const Random random(seed, Stream::row_subset);
  const std::size_t count = rows;
  for (std::size_t i = 0; i < count; ++i) std::swap(order[i], order[i + random.below(order.size() - i, i)]);
  order.resize(count);
  std::sort(order.begin(), order.end());
  Matrix<Scalar> inputs(data->inputs.rows(), rows), targets(data->targets.rows(), rows);
  Vector<Scalar> weights(data->has_weights() ? rows : 0);
  for (Index i = 0; i < rows; ++i) {
    const Index from = order[static_cast<std::size_t>(i)];
    inputs.col(i) = data->inputs.col(from);
    targets.col(i) = data->targets.col(from);
    if (data->has_weights()) weights[i] = data->weights[from];
  }
  return std::make_shared<const TrainingSet<Scalar>>(std::move(inputs), std::move(targets), std::move(weights));
}

}  // namespace lrscope
