#include "nn/baseline.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "data/statistics.h"
#include "nn/loss.h"

namespace lrscope {

double baseline_loss(std::string_view loss, const Dataset& data, double huber_delta, double target_scale) {
  const LossRow& row = find_named(losses(), loss, "loss");
  const Matrix<double>& targets = data.targets;  // outputs × rows
  Vector<double> z(targets.rows());
  for (Index i = 0; i < z.size(); ++i) {
    const double mean = statistics_of(targets.row(i).transpose()).mean;
    z[i] = row.task == Task::classification ? std::log(mean) : target_scale * mean;
  }
  constexpr Index most_elements = 1 << 18;  // of each matrix
  const Index most_rows = std::clamp<Index>(most_elements / targets.rows(), 1, targets.cols());
  const Matrix<double> prediction = z.replicate(1, most_rows);  // outputs × rows of a chunk
  const auto objective = row.make<double>(targets.rows(), most_rows, huber_delta);
  double sum = 0;
  for (Index begin = 0; begin < targets.cols(); begin += most_rows) {
    const Index count = std::min(most_rows, targets.cols() - begin);
    const double value = objective->value(prediction.leftCols(count), target_scale * targets.middleCols(begin, count));
    const double share = static_cast<double>(count) / static_cast<double>(targets.cols());
    sum += row.is_mean ? value * share : value;
  }
  return sum;
}

}  // namespace lrscope
