#include "nn/baseline.h"

#include <algorithm>
#include <cmath>

namespace lrscope {
namespace {

/// z of the best constant prediction, one for each output.
template <Real S>
Vector<double> best_constants(const LossRow& loss, const Matrix<S>& targets, double parameter,
                              const Vector<double>& weights) {
  Vector<double> z(targets.rows());
  for (Index i = 0; i < z.size(); ++i)
    z[i] = loss.best_constant(targets.row(i).transpose().template cast<double>(), weights, parameter);
  return z;
}

/// The loss of predicting z for every row.
template <Real S>
double loss_of_constants(const LossRow& loss, const Vector<double>& z, const Matrix<S>& targets, double parameter,
                         const Vector<double>& weights) {
  constexpr Index most_elements = 1 << 18;  // of each matrix
  const Index most_rows = std::clamp<Index>(most_elements / targets.rows(), 1, targets.cols());
  const Matrix<double> prediction = z.replicate(1, most_rows);  // outputs × rows of a chunk
  const auto objective = loss.make<double>(targets.rows(), most_rows, parameter);
  double sum = 0;
  for (Index begin = 0; begin < targets.cols(); begin += most_rows) {
    const Index count = std::min(most_rows, targets.cols() - begin);
    if (weights.size() > 0) objective->set_weights(weights.data() + begin);
    const double value =
        objective->value(prediction.leftCols(count), targets.middleCols(begin, count).template cast<double>());
    const double share = static_cast<double>(count) / static_cast<double>(targets.cols());
    sum += loss.is_mean() ? value * share : value;
  }
  return sum;
}

}  // namespace

template <Real S>
double baseline_loss(const LossRow& loss, const Matrix<S>& targets, double parameter, const Vector<S>& weights) {
  const Vector<double>& w = weights.template cast<double>();
  return loss_of_constants(loss, best_constants(loss, targets, parameter, w), targets, parameter, w);
}

template <Real S>
double held_baseline_loss(const LossRow& loss, const TrainingSet<S>& training, const TrainingSet<S>& held,
                          double parameter) {
  Vector<double> z = best_constants(loss, training.targets, parameter, training.weights.template cast<double>());
  const double rows = static_cast<double>(training.rows());
  if (loss.task == Task::classification) z = z.cwiseMax(std::log(0.5 / rows));
  if (loss.targets == Targets::zero_one) {
    const double most = std::log(2 * rows - 1);  // of half a row
    z = z.cwiseMax(-most).cwiseMin(most);
  }
  if (loss.targets == Targets::not_negative) z = z.cwiseMax(std::log(0.5 / rows));
  return loss_of_constants(loss, z, held.targets, parameter, held.weights.template cast<double>());
}

template <Real S>
double lowest_loss(const LossRow& loss, const TrainingSet<S>& rows) {
  if (loss.targets != Targets::not_negative) return 0;
  double sum = 0;
  for (Index j = 0; j < rows.rows(); ++j)
    for (Index i = 0; i < rows.targets.rows(); ++i) {
      const auto t = static_cast<double>(rows.targets(i, j));
      const double weight = rows.has_weights() ? static_cast<double>(rows.weights[j]) : 1;
      if (t > 0) sum += weight * (t - t * std::log(t));  // at z = log t
    }
  return sum / static_cast<double>(divisor_of(loss.normaliser, rows.rows(), rows.targets.rows()));
}

template double baseline_loss(const LossRow&, const Matrix<float>&, double, const Vector<float>&);
template double baseline_loss(const LossRow&, const Matrix<double>&, double, const Vector<double>&);
template double held_baseline_loss(const LossRow&, const TrainingSet<float>&, const TrainingSet<float>&, double);
template double held_baseline_loss(const LossRow&, const TrainingSet<double>&, const TrainingSet<double>&, double);
template double lowest_loss(const LossRow&, const TrainingSet<float>&);
template double lowest_loss(const LossRow&, const TrainingSet<double>&);

}  // namespace lrscope
