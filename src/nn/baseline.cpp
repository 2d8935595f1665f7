#include "nn/baseline.h"

#include <algorithm>
#include <cmath>

namespace lrscope {
namespace {

/// z of the best constant prediction, one for each output.
template <Real S>
Vector<double> best_constants(const LossRow& loss, const Matrix<S>& targets, double huber_delta) {
  Vector<double> z(targets.rows());
  for (Index i = 0; i < z.size(); ++i)
    z[i] = loss.best_constant(targets.row(i).transpose().template cast<double>(), huber_delta);
  return z;
}

/// The loss of predicting z for every row.
template <Real S>
double loss_of_constants(const LossRow& loss, const Vector<double>& z, const Matrix<S>& targets, double huber_delta) {
  constexpr Index most_elements = 1 << 18;  // of each matrix
  const Index most_rows = std::clamp<Index>(most_elements / targets.rows(), 1, targets.cols());
  const Matrix<double> prediction = z.replicate(1, most_rows);  // outputs × rows of a chunk
  const auto objective = loss.make<double>(targets.rows(), most_rows, huber_delta);
  double sum = 0;
  for (Index begin = 0; begin < targets.cols(); begin += most_rows) {
    const Index count = std::min(most_rows, targets.cols() - begin);
    const double value =
        objective->value(prediction.leftCols(count), targets.middleCols(begin, count).template cast<double>());
    const double share = static_cast<double>(count) / static_cast<double>(targets.cols());
    sum += loss.is_mean() ? value * share : value;
  }
  return sum;
}

}  // namespace

template <Real S>
double baseline_loss(const LossRow& loss, const Matrix<S>& targets, double huber_delta) {
  return loss_of_constants(loss, best_constants(loss, targets, huber_delta), targets, huber_delta);
}

template <Real S>
double held_baseline_loss(const LossRow& loss, const Matrix<S>& training, const Matrix<S>& held, double huber_delta) {
  Vector<double> z = best_constants(loss, training, huber_delta);
  if (loss.task == Task::classification) z = z.cwiseMax(std::log(0.5 / static_cast<double>(training.cols())));
  return loss_of_constants(loss, z, held, huber_delta);
}

template double baseline_loss(const LossRow&, const Matrix<float>&, double);
template double baseline_loss(const LossRow&, const Matrix<double>&, double);
template double held_baseline_loss(const LossRow&, const Matrix<float>&, const Matrix<float>&, double);
template double held_baseline_loss(const LossRow&, const Matrix<double>&, const Matrix<double>&, double);

}  // namespace lrscope
