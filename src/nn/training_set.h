// A data set in the precision of the run, shared read-only by all runs on it, whatever their model and batch size.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "data/encode.h"
#include "lrscope/matrix.h"

namespace lrscope {

template <Real Scalar>
class TrainingSet {
  std::shared_ptr<const Matrix<Scalar>> shared_inputs_;

 public:
  const Matrix<Scalar>& inputs;  // features × rows
  Matrix<Scalar> targets;        // outputs × rows

  /// Sets with other targets may share `inputs_`.
  TrainingSet(std::shared_ptr<const Matrix<Scalar>> inputs_, Matrix<Scalar> targets_)
      : shared_inputs_(std::move(inputs_)), inputs(*shared_inputs_), targets(std::move(targets_)) {}
  TrainingSet(Matrix<Scalar> inputs_, Matrix<Scalar> targets_)
      : TrainingSet(std::make_shared<const Matrix<Scalar>>(std::move(inputs_)), std::move(targets_)) {}
  explicit TrainingSet(const Dataset& data)
      : TrainingSet(data.inputs.template cast<Scalar>(), data.targets.template cast<Scalar>()) {}

  /// The same inputs; targets times `scale`, rounded to Scalar after that.
  TrainingSet with_targets(const Matrix<double>& unscaled, double scale) const {
    return TrainingSet(shared_inputs_, (scale * unscaled).template cast<Scalar>());
  }

  Index rows() const { return inputs.cols(); }
};

/// `rows` rows chosen at random, a function of the seed, in the order of `data`; all of them if it has no more.
template <Real Scalar>
std::shared_ptr<const TrainingSet<Scalar>> subset_of(std::shared_ptr<const TrainingSet<Scalar>> data, Index rows,
                                                     std::uint64_t seed);

}  // namespace lrscope
