// Symmetric maps with known spectra, and networks whose Hessian is written out, for tests of spectra.
#pragma once

#include "curvature/eigenpairs.h"
#include "curvature/hessian.h"
#include "dense.h"
#include "test.h"

namespace lrscope::test {

inline Vector<double> vector_with(const std::vector<double>& values) {
  return Eigen::Map<const Vector<double>>(values.data(), static_cast<Index>(values.size()));
}

inline SymmetricMap map_of(Matrix<double> A) {
  return [A = std::move(A)](const Vector<double>& v, Vector<double>& Av) { Av = A * v; };
}

/// QΛQᵀ with a random orthogonal Q, symmetric to the last bit.
inline Matrix<double> rotated(const Vector<double>& eigenvalues, std::uint64_t seed) {
  const Matrix<double> Q = random_orthogonal(eigenvalues.size(), seed);
  const Matrix<double> A = Q * eigenvalues.asDiagonal() * Q.transpose();
  return (A + A.transpose()) / 2;
}

struct SmallNetwork {
  std::string activation;
  std::string loss;
  std::vector<long long> hidden;
};

/// A network on random data at its initial parameters.
class NetworkHessian {
 public:
  explicit NetworkHessian(const SmallNetwork& small, Index batch = 0) {
    ModelSpec spec = run_spec("--init pytorch --init-scale 1.5").model;
    spec.activation = small.activation;
    spec.hidden = small.hidden;
    const auto data = training_data<double>(3, 2, 20, small.loss.ends_with("cross-entropy"), 5);
    objective_ = network<double>(data, spec, small.loss, batch);
    theta_ = start_of(*data, spec, 7);
    H_ = std::make_unique<Hessian<double>>(*objective_, false);
    H_->stand_at(theta_);
  }

  Hessian<double>& hessian() { return *H_; }
  SymmetricMap map() {
    return [this](const Vector<double>& v, Vector<double>& Hv) { H_->multiply(v, Hv); };
  }
  /// Straight from the objective, whose one batch must be all rows.
  Matrix<double> dense() {
    const Matrix<double> H = dense_hessian(*objective_, theta_);
    H_->stand_at(theta_);
    return (H + H.transpose()) / 2;
  }

 private:
  std::unique_ptr<Objective<double>> objective_;
  Vector<double> theta_;
  std::unique_ptr<Hessian<double>> H_;
};

inline std::vector<SmallNetwork> small_networks() {
  return {{"tanh", "mse", {6, 5}},           {"relu", "mse", {8, 6}},       {"gelu", "cross-entropy", {7}},
          {"sigmoid", "cross-entropy", {9}}, {"softplus", "huber", {6, 4}}, {"silu", "mse", {12, 12}}};
}

}  // namespace lrscope::test
