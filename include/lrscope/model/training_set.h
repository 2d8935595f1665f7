// A data set in the precision of the run, shared read-only by all runs of a sweep.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "lrscope/core/matrix.h"
#include "lrscope/data/dataset.h"

namespace lrscope {

template <Real Scalar>
struct TrainingSet {
  Matrix<Scalar> inputs;   // features × rows
  Matrix<Scalar> targets;  // outputs × rows

  TrainingSet(Matrix<Scalar> inputs_, Matrix<Scalar> targets_)
      : inputs(std::move(inputs_)), targets(std::move(targets_)) {}
  /// `target_scale` multiplies the targets, before they are rounded to Scalar.
  explicit TrainingSet(const Dataset& data, double target_scale = 1)
      : inputs(data.inputs.template cast<Scalar>()),
        targets((target_scale * data.targets).template cast<Scalar>()) {}
  /// Takes the numbers out of `data`: in double nothing is copied, in float the doubles go first.
  explicit TrainingSet(Dataset&& data, double target_scale = 1)
      : inputs(taken(data.inputs, 1)), targets(taken(data.targets, target_scale)) {}

  Index rows() const { return inputs.cols(); }

 private:
  static Matrix<Scalar> taken(Matrix<double>& from, double scale) {
    Matrix<double> own = std::move(from);  // freed when it has been converted
    if (scale != 1) own *= scale;
    if constexpr (std::same_as<Scalar, double>)
      return own;
    else
      return own.template cast<Scalar>();
  }
};

/// `rows` rows chosen at random, a function of the seed, in the order of `data`; all of them if it has no
/// more.
template <Real Scalar>
std::shared_ptr<const TrainingSet<Scalar>> subset_of(std::shared_ptr<const TrainingSet<Scalar>> data,
                                                     Index rows, std::uint64_t seed);

}  // namespace lrscope
