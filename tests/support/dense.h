// Dense Hessians of small objectives, column by column, for comparison with what only products gave.
#pragma once

#include "networks.h"
#include "nn/mlp.h"
#include "test.h"

namespace lrscope::test {

/// n × n at θ, of the batch of step 0.
inline Matrix<double> dense_hessian(Objective<double>& objective, const Vector<double>& theta) {
  const Index n = objective.dimension();
  Vector<double> g(n), unit(n), column(n);
  objective.begin_step(0);
  objective.evaluate(theta);
  objective.gradient(g);
  Matrix<double> H(n, n);
  for (Index i = 0; i < n; ++i) {
    unit.setZero();
    unit[i] = 1;
    objective.hvp(unit, column);
    H.col(i) = column;
  }
  return H;
}

/// Ascending. Compiled once: Eigen's decompositions take long.
Vector<double> eigenvalues_of(const Matrix<double>& A);

/// Of a matrix that need not be symmetric.
Eigen::VectorXcd complex_eigenvalues_of(const Matrix<double>& A);

/// A random orthogonal n × n matrix.
Matrix<double> random_orthogonal(Index n, std::uint64_t seed);

/// 4 features, hidden layers of 7 and 5, 2 outputs, 50 rows, mse.
struct SmallNet {
  ModelSpec spec;
  std::shared_ptr<const TrainingSet<double>> data = training_data<double>(4, 2, 50, false, 3);
  explicit SmallNet(const std::string& activation) {
    spec.hidden = {7, 5};
    spec.activation = activation;
  }
  std::unique_ptr<Mlp<double>> objective() const { return network<double>(data, spec, "mse"); }
  Vector<double> start() const { return start_of<double>(*data, spec, 1); }
};

}  // namespace lrscope::test
