// Thresholds under curvature that scatter, against the second moments of the recurrences themselves.
#include <Eigen/Eigenvalues>

#include "optim/optimizer.h"
#include "test.h"

namespace {
/// e_{t+1} = (a + bq)e_t + (c + dq)e_{t−1}, q of mean x and variance `scatter`·x², independent from step to step.
struct Recurrence {
  double a, b, c, d;

  /// The spectral radius of (E e_t², E e_t e_{t−1}, E e_{t−1}²) → the same one step later.
  double growth(double x, double scatter) const {
    const double square = x * x * (1 + scatter);  // E q²
    const double aa = a * a + 2 * a * b * x + b * b * square, cc = c * c + 2 * c * d * x + d * d * square;
    const double ac = a * c + (a * d + b * c) * x + b * d * square;
    Eigen::Matrix3d map;
    map << aa, 2 * ac, cc, a + b * x, c + d * x, 0, 1, 0, 0;
    return Eigen::EigenSolver<Eigen::Matrix3d>(map).eigenvalues().cwiseAbs().maxCoeff();
  }
};

constexpr double beta = 0.9;
const std::pair<const char*, Recurrence> recurrences[] = {{"sgd", {1, -1, 0, 0}},
                                                          {"heavy-ball", {1 + beta, -1, -beta, 0}},
                                                          {"nesterov", {1 + beta, -(1 + beta), -beta, beta}}};
}  // namespace

TEST_CASE("under curvature that scatters the mean square of errors grows from the threshold on") {
  for (const auto& [name, recurrence] : recurrences)
    for (const double scatter : {0.001, 0.02, 0.3, 2.0}) {
      OptimizerSpec spec;
      spec.name = name;
      const double threshold = make_optimizer<double>(spec, 1)->threshold_under(scatter);
      CAPTURE(name, scatter, threshold);
      CHECK(recurrence.growth(0.999 * threshold, scatter) < 1);
      CHECK(recurrence.growth(1.001 * threshold, scatter) > 1);
    }
}

TEST_CASE("without scatter that threshold is the usual one") {
  for (const auto& row : optimizers()) {
    OptimizerSpec spec;
    spec.name = row.name;
    const auto optimizer = make_optimizer<double>(spec, 1);
    CHECK(optimizer->threshold_under(0) == Approx(optimizer->stability_threshold().value));
  }
}
