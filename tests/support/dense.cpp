#include "dense.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

namespace lrscope::test {

Vector<double> eigenvalues_of(const Matrix<double>& A) {
  return Eigen::SelfAdjointEigenSolver<Matrix<double>>(A, Eigen::EigenvaluesOnly).eigenvalues();
}

Eigen::VectorXcd complex_eigenvalues_of(const Matrix<double>& A) { return A.eigenvalues(); }

Matrix<double> random_orthogonal(Index n, std::uint64_t seed) {
  const Vector<double> x = random_vector<double>(n * n, seed);
  return Eigen::HouseholderQR<Matrix<double>>(Eigen::Map<const Matrix<double>>(x.data(), n, n)).householderQ();
}

}  // namespace lrscope::test
