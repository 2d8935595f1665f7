#include "curvature/batch_limit.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/text.h"

namespace lrscope {
namespace {

/// One step of an error along an eigenvector λ and of its momentum: (e, u) ← A(e, u) + bν, ν the noise of the gradient.
struct Companion {
  Eigen::Matrix2d A;
  Eigen::Vector2d b;

  Companion(double lambda, double eta, const Momentum& momentum) {
    const double beta = momentum.beta, reach = momentum.is_nesterov ? 1 + beta : 1;
    const double memory = momentum.is_nesterov ? beta * beta : beta;
    A << 1 - eta * reach * lambda, -eta * memory, lambda, beta;
    b << -eta * reach, 1;
  }

  bool is_stable() const {  // of x² − tx + d both roots lie inside the unit circle
    return std::abs(A.determinant()) < 1 && std::abs(A.trace()) < 1 + A.determinant();
  }
};

/// E[e_ie_j] in the long run, where both directions get the same white noise of variance 1.
double response(const Companion& i, const Companion& j) {
  // S = A_i S A_jᵀ + b_i b_jᵀ, row by row: four equations.
  Eigen::Matrix4d system = Eigen::Matrix4d::Identity();
  for (int row = 0; row < 2; ++row)
    for (int column = 0; column < 2; ++column)
      for (int k = 0; k < 2; ++k)
        for (int l = 0; l < 2; ++l) system(2 * row + column, 2 * k + l) -= i.A(row, k) * j.A(column, l);
  Eigen::Vector4d noise;
  noise << i.b[0] * j.b[0], i.b[0] * j.b[1], i.b[1] * j.b[0], i.b[1] * j.b[1];
  return system.partialPivLu().solve(noise)[0];
}

/// The η at which full batches stop being stable along an eigenvalue.
double full_batch_limit(double lambda, const Momentum& momentum) {
  const double beta = momentum.beta;
  return 2 * (1 + beta) / (momentum.is_nesterov ? 1 + 2 * beta : 1) / lambda;
}

/// The root of a function that rises from below 0 at `low` to above 0 at `high`, by regula falsi with the Illinois rule.
template <class Function>
double root_between(double low, double high, double tolerance, const Function& f) {
  double at_low = f(low), at_high = f(high);
  for (int i = 0; i < 200 && high - low > tolerance * high; ++i) {
    const double share = at_low / (at_low - at_high);
    const double middle = share > 0 && share < 1 ? low + share * (high - low) : low + (high - low) / 2;
    const double next = middle > low && middle < high ? middle : low + (high - low) / 2, value = f(next);
    if (value == 0) return next;
    if (value < 0) {
      low = next;
      at_low = value;
      at_high /= 2;
    } else {
      high = next;
      at_high = value;
      at_low /= 2;
    }
  }
  return low + (high - low) / 2;
}

/// How much of the noise comes back after its way through errors and batches: unstable above 1.
class NoiseLoop {
 public:
  NoiseLoop(const RankOneRows& rows, double p, const Momentum& momentum)
      : rows_(rows), p_(p), momentum_(momentum), X_(Matrix<double>::Identity(rows.rank(), rows.rank())) {}

  /// Infinite where full batches are unstable.
  double radius(double eta) {
    const Index r = rows_.rank();
    std::vector<Companion> directions;
    for (Index i = 0; i < r; ++i) directions.emplace_back(rows_.eigenvalues()[i], eta, momentum_);
    if (!std::ranges::all_of(directions, &Companion::is_stable)) return HUGE_VAL;
    Matrix<double> gain(r, r);
    for (Index i = 0; i < r; ++i)
      for (Index j = 0; j <= i; ++j)
        gain(i, j) = gain(j, i) =
            p_ * response(directions[static_cast<std::size_t>(i)], directions[static_cast<std::size_t>(j)]);
    // The map keeps covariances covariances: its largest eigenvalue is positive, and powers of it find it.
    double radius = 0;
    for (int k = 0; k < 1000; ++k) {
      Matrix<double> next = gain.cwiseProduct(rows_.noise(X_));
      const double norm = next.norm();
      if (!(norm > 0)) return 0;
      next /= norm;
      const bool is_settled = (next - X_).norm() < 1e-13 || (k > 0 && std::abs(norm - radius) < 1e-14 * norm);
      X_ = std::move(next);
      radius = norm;
      if (is_settled) break;
    }
    return radius;
  }

 private:
  const RankOneRows& rows_;
  double p_;
  Momentum momentum_;
  Matrix<double> X_;  // the covariance that grows most, of norm 1; begins where the last η ended
};

/// Growth of an error in the logarithm, per step, and its standard error.
struct Growth {
  double mean;
  double standard_error;
};

Growth growth(const BatchProduct& product, const Vector<double>& start, Index steps, double eta,
              const Momentum& momentum) {
  constexpr Index blocks = 20;
  const double beta = momentum.beta;
  Vector<double> e = start / start.norm(), u = Vector<double>::Zero(e.size()), g(e.size());
  std::array<double, blocks> grown{};
  for (Index t = 0; t < steps; ++t) {
    product(t, e, g);
    u = beta * u + g;
    if (momentum.is_nesterov)
      e -= eta * (g + beta * u);
    else
      e -= eta * u;
    const double size = std::hypot(e.norm(), eta * u.norm());
    if (!(size > 0)) return {-HUGE_VAL, 0};  // nothing is left to grow
    grown[static_cast<std::size_t>(t * blocks / steps)] += std::log(size);
    e /= size;
    u /= size;
  }
  double sum = 0, squares = 0;
  for (const double block : grown) sum += block;
  const double mean = sum / blocks;
  for (const double block : grown) squares += (block - mean) * (block - mean);
  const double per_block = static_cast<double>(steps) / blocks;
  return {mean / per_block, std::sqrt(squares / (blocks - 1) / blocks) / per_block};
}

}  // namespace

double variance_factor(Index rows, Index batch, bool with_replacement) {
  const auto n = static_cast<double>(rows), b = static_cast<double>(batch);
  return with_replacement ? 1 / b : rows < 2 ? 0 : (n - b) / (b * (n - 1));
}

RankOneRows::RankOneRows(const Matrix<double>& u, double decay) : decay_(decay) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(u.transpose() * u / static_cast<double>(u.rows()));
  const Eigen::VectorXd& all = solver.eigenvalues();
  const Index d = all.size();
  Index zeros = 0;
  while (zeros < d && !(all[zeros] > 1e-13 * all[d - 1])) ++zeros;
  eigenvalues_ = all.tail(d - zeros).array() + decay;
  u_ = u * solver.eigenvectors().rightCols(d - zeros);
}

Matrix<double> RankOneRows::noise(const Matrix<double>& X) const {
  const Vector<double> along = (u_ * X).cwiseProduct(u_).rowwise().sum();  // u_iᵀXu_i
  const Vector<double> bare = eigenvalues_.array() - decay_;
  Matrix<double> mean = u_.transpose() * along.asDiagonal() * u_ / static_cast<double>(rows());
  return mean - bare.asDiagonal() * X * bare.asDiagonal();
}

std::optional<double> mean_square_limit(const RankOneRows& rows, double p, const Momentum& momentum) {
  if (rows.rank() == 0) return std::nullopt;
  const double highest = full_batch_limit(rows.eigenvalues()[rows.rank() - 1], momentum);
  NoiseLoop loop(rows, p, momentum);
  // As η → highest the response grows beyond all bounds, unless no batch differs there.
  const auto excess = [&](double share) { return 1 - 1 / loop.radius(share * highest); };
  double low = 0.5, high = 1 - 1e-13;
  if (!(excess(high) > 0)) return highest;
  while (excess(low) > 0) {
    high = low;
    low /= 2;
    if (low < 1e-12) return std::nullopt;
  }
  return root_between(low, high, 1e-14, excess) * highest;
}

std::optional<double> mean_square_bound(const AlongDirection& along, double decay, double p, const Momentum& momentum) {
  const double lambda = along.curvature + decay;
  if (!(lambda > 0) || !std::isfinite(along.mean_square)) return std::nullopt;
  const double highest = full_batch_limit(lambda, momentum),
               noise = p * std::max(0.0, along.mean_square - along.curvature * along.curvature);
  const auto excess = [&](double share) {
    const Companion companion(lambda, share * highest, momentum);
    return companion.is_stable() ? 1 - 1 / (noise * response(companion, companion)) : 1;
  };
  constexpr double top = 1 - 1e-13;
  return excess(top) > 0 ? root_between(1e-12, top, 1e-14, excess) * highest : highest;
}

std::optional<AlmostSureLimit> almost_sure_limit(const BatchProduct& product, const Vector<double>& start, Index steps,
                                                 double low, const Momentum& momentum) {
  if (!(start.norm() > 0)) return std::nullopt;
  const auto at = [&](double eta) { return growth(product, start, steps, eta, momentum); };
  constexpr double factor = 1.25, widest = 1024;
  double high = low;
  while (!(at(high).mean > 0)) {
    high *= factor;
    if (high > widest * low) return std::nullopt;
  }
  const double root = root_between(high / factor, high, 1e-4, [&](double eta) { return at(eta).mean; });
  // By how much the growth changes with η tells what its error means.
  const double slope = (at(root * 1.02).mean - at(root * 0.98).mean) / (0.04 * root);
  return AlmostSureLimit{root, slope > 0 ? at(root).standard_error / slope : HUGE_VAL};
}

std::string batch_limits_text(const StartCurvature& start) {
  constexpr double notable = 0.9;  // of the limit of full batches: a bound above that says nothing new
  if (!start.batch_limit) return "";
  if (start.batch_rule != BatchRule::exact && !start.almost_sure_limit &&
      *start.batch_limit > notable * start.limit.value_or(HUGE_VAL))
    return "";
  std::string text = fmt::format("mean-square limit {}{} ({})", start.batch_rule == BatchRule::exact ? "" : "at most ",
                                 short_number_text(*start.batch_limit, 4),
                                 start.batch_rule == BatchRule::exact ? "exact" : "along the top eigenvector");
  if (start.almost_sure_limit)
    text += fmt::format(", almost-sure limit {} ± {}", short_number_text(*start.almost_sure_limit, 3),
                        short_number_text(start.almost_sure_error.value_or(0), 1));
  return text;
}

}  // namespace lrscope
