#include "curvature/norm_sharpness.h"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace lrscope {
namespace {

constexpr Index most_enumerated = 16;

using Rows = RowMajorMatrix<double>;

Eigen::Map<const Rows> matrix_of(const Vector<double>& v, const NormBlock& block) {
  return Eigen::Map<const Rows>(v.data() + block.offset, block.rows, block.cols);
}

Matrix<double> whole(const SymmetricMap& H, Index n) {
  Matrix<double> all(n, n);
  Vector<double> column(n);
  for (Index i = 0; i < n; ++i) {
    H(Vector<double>::Unit(n, i), column);
    all.col(i) = column;
  }
  return all;
}

/// Every d of signs up to d ↔ −d, each one sign away from that before (Gray's code).
double highest_of_all_signs(const Matrix<double>& H) {
  const Index n = H.rows();
  Vector<double> d = Vector<double>::Ones(n), Hd = H * d;
  double value = d.dot(Hd), highest = value;
  for (std::uint32_t code = 1; code < (1U << (n - 1)); ++code) {
    Index i = 0;
    while (((code >> i) & 1U) == 0) ++i;
    value += 4 * (H(i, i) - d[i] * Hd[i]);
    Hd -= 2 * d[i] * H.col(i);
    d[i] = -d[i];
    if (!(value <= highest)) highest = value;
  }
  return highest;
}

/// Products with H that are counted.
class Ascent {
 public:
  Ascent(StepNorm norm, const SymmetricMap& H, const std::vector<NormBlock>& blocks, std::int64_t most_products)
      : norm_(norm), H_(H), blocks_(blocks), left_(most_products) {}

  bool may_go_on() const { return left_ > 0; }

  /// The maximum that is reached from d. Where H is not convex along the way, a multiple of the identity that makes it so
  /// grows until the value does.
  double from(Vector<double> d) {
    Vector<double> Hd(d.size());
    double value = curvature_along(d, Hd), shift = 0;
    for (int rounds = 0; rounds < most_rounds && may_go_on(); ++rounds) {
      const Vector<double> towards = Hd + shift * d;
      Vector<double> next = steepest_direction(norm_, towards, blocks_);
      Vector<double> H_next(d.size());
      const double reached = curvature_along(next, H_next);
      if (!std::isfinite(reached)) return reached;
      if (reached > value * (1 + 1e-10)) {
        d.swap(next);
        Hd.swap(H_next);
        value = reached;
      } else if (next.isApprox(d, 1e-9) || shift > 1e6 * std::abs(value)) {
        break;
      } else {
        shift = std::max(2 * shift, Hd.cwiseAbs().mean());
      }
    }
    return value;
  }

  std::int64_t spent() const { return spent_; }

 private:
  static constexpr int most_rounds = 100;

  double curvature_along(const Vector<double>& d, Vector<double>& Hd) {
    H_(d, Hd);
    --left_;
    ++spent_;
    return d.dot(Hd);
  }

  StepNorm norm_;
  const SymmetricMap& H_;
  const std::vector<NormBlock>& blocks_;
  std::int64_t left_, spent_ = 0;
};

}  // namespace

NormSharpness sharpness_in_norm(StepNorm norm, const SymmetricMap& H, Index n, const std::vector<NormBlock>& blocks,
                                std::int64_t most_products, const Vector<double>& guess) {
  const bool has_numbers_only = std::ranges::all_of(blocks, [](const auto& b) { return b.rows * b.cols == 1; });
  if (n <= most_enumerated && (norm == StepNorm::largest_element || has_numbers_only)) {
    const Vector<double> factors = steepest_direction(norm, Vector<double>::Ones(n), blocks);
    return {highest_of_all_signs(factors.asDiagonal() * whole(H, n) * factors.asDiagonal()), n, true};
  }
  constexpr Index few = 200;
  const std::uint32_t starts = n <= few ? 64 : 8;
  Ascent ascent(norm, H, blocks, most_products);
  double highest = guess.size() == n ? ascent.from(steepest_direction(norm, guess, blocks)) : -HUGE_VAL;
  for (std::uint32_t start = 0; start < starts && ascent.may_go_on(); ++start) {
    const Random random(0, Stream::directions, start);
    Vector<double> v(n);
    for (Index i = 0; i < n; ++i) v[i] = random.normal(static_cast<std::uint64_t>(i));
    const double value = ascent.from(steepest_direction(norm, v, blocks));
    if (!(value <= highest)) highest = value;
  }
  return {highest, ascent.spent(), false};
}

double dual_norm(StepNorm norm, const Vector<double>& g, const std::vector<NormBlock>& blocks) {
  if (norm == StepNorm::largest_element) return g.cwiseAbs().sum();
  double sum = 0;
  for (const NormBlock& block : blocks)
    sum += block.factor * Eigen::BDCSVD<Matrix<double>>(matrix_of(g, block)).singularValues().sum();
  return sum;
}

Vector<double> steepest_direction(StepNorm norm, const Vector<double>& g, const std::vector<NormBlock>& blocks) {
  if (norm == StepNorm::largest_element)
    return g.unaryExpr([](double x) { return x < 0 ? -1.0 : std::isnan(x) ? x : 1.0; });
  Vector<double> d(g.size());
  for (const NormBlock& block : blocks) {
    const Eigen::BDCSVD<Matrix<double>> svd(matrix_of(g, block), Eigen::ComputeThinU | Eigen::ComputeThinV);
    Eigen::Map<Rows>(d.data() + block.offset, block.rows, block.cols) =
        block.factor * (svd.matrixU() * svd.matrixV().transpose());
  }
  return d;
}

}  // namespace lrscope
