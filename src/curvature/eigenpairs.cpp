#include "curvature/eigenpairs.h"

#include <Spectra/SymEigsSolver.h>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "base/reductions.h"

namespace lrscope {
namespace {

// Of the Lanczos vectors together: 160 MB. Models beyond it keep fewer and take more products.
constexpr Index most_elements = 20'000'000;

using DenseSolver = Eigen::SelfAdjointEigenSolver<Matrix<double>>;

struct NotFinite {};

/// ±A/scale + 1 for Spectra. The sign makes the wanted end the largest; scale and shift make Spectra's tolerance
/// relative to the size of A, for wanted eigenvalues at 0 too.
class Operator {
 public:
  using Scalar = double;

  Operator(const SymmetricMap& A, Index n, double sign)
      : A_(A), sign_(sign), v_(n), Av_(n), seen_(n), seen_product_(n) {}

  Index rows() const { return v_.size(); }
  Index cols() const { return v_.size(); }

  /// The first product, which the solver will ask for again: ‖A·start‖.
  double begin(const Vector<double>& start) {
    seen_ = start;
    multiply(start, seen_product_);
    return norm(seen_product_);
  }
  void set_scale(double scale) { scale_ = scale; }
  double value_of(double ritz) const { return sign_ * scale_ * (ritz - 1); }

  void perform_op(const double* in, double* out) const {
    v_ = Eigen::Map<const Vector<double>>(in, rows());
    if (v_ == seen_)
      Av_ = seen_product_;
    else
      multiply(v_, Av_);
    Eigen::Map<Vector<double>>(out, rows()) = sign_ / scale_ * Av_ + v_;
  }

  /// Throws: NotFinite.
  void multiply(const Vector<double>& v, Vector<double>& Av) const {
    ++products_;
    A_(v, Av);
    if (!all_finite(Av)) throw NotFinite();
    size_ = std::max(size_, norm(Av));
  }
  /// The largest ‖Av‖ so far; all v are unit vectors.
  double size() const { return size_; }
  std::int64_t products() const { return products_; }

 private:
  const SymmetricMap& A_;
  double sign_;
  double scale_ = 1;
  mutable std::int64_t products_ = 0;
  mutable double size_ = 0;
  mutable Vector<double> v_, Av_;
  Vector<double> seen_, seen_product_;
};

/// Spectra returns converged pairs only; this one returns its best estimates, too.
class Solver : public Spectra::SymEigsSolver<Operator> {
 public:
  using Spectra::SymEigsSolver<Operator>::SymEigsSolver;

  /// The k outermost Ritz vectors and the one after them; k < subspace.
  lrscope::Matrix<double> best_vectors() const {
    return m_fac.matrix_V() * ritz().eigenvectors().rightCols(m_nev + 1).rowwise().reverse();
  }
  /// Ritz value number `i` from the outside, plus its residual.
  double reach(lrscope::Index i) const {
    const DenseSolver pairs = ritz();
    const lrscope::Index column = m_ncv - 1 - i;
    return pairs.eigenvalues()[column] + std::abs(pairs.eigenvectors()(m_ncv - 1, column)) * m_fac.f_norm();
  }

 private:
  DenseSolver ritz() const {
    const lrscope::Matrix<double>& T = m_fac.matrix_H();  // tridiagonal
    DenseSolver pairs;
    pairs.computeFromTridiagonal(T.diagonal(), T.diagonal<-1>());
    return pairs;
  }
};

/// k times the same eigenvalue.
Eigenpairs same(const Eigenvalue& value, const Matrix<double>& vectors) {
  return {std::vector<Eigenvalue>(static_cast<std::size_t>(vectors.cols()), value), vectors};
}

/// Values and residuals of `vectors`, one product each, sorted from the end inwards.
Eigenpairs measured(const Operator& op, const Matrix<double>& vectors, double sign, double scale, double tolerance) {
  const Index n = vectors.rows(), k = vectors.cols();
  std::vector<std::pair<Eigenvalue, Index>> found;
  Vector<double> v(n), Av(n);
  for (Index i = 0; i < k; ++i) {
    v = vectors.col(i).normalized();
    op.multiply(v, Av);
    Eigenvalue pair;
    pair.value = dot(v, Av);
    Av -= pair.value * v;
    pair.residual = norm(Av);
    pair.converged = pair.residual <= tolerance * (std::abs(pair.value) + scale);
    found.emplace_back(pair, i);
  }
  std::stable_sort(found.begin(), found.end(),
                   [sign](const auto& a, const auto& b) { return sign * a.first.value > sign * b.first.value; });
  Eigenpairs pairs;
  pairs.vectors.resize(n, k);
  pairs.size = op.size();
  for (Index i = 0; i < k; ++i) {
    const auto& [value, column] = found[i];
    pairs.values.push_back(value);
    pairs.values.back().hvps = op.products();
    pairs.vectors.col(i) = vectors.col(column).normalized();
  }
  return pairs;
}

/// All of A by n products, and its eigenpairs by a dense solver.
Eigenpairs dense(const Operator& op, Index k, double sign, const EigenSettings& settings) {
  const Index n = op.rows();
  Matrix<double> A(n, n);
  Vector<double> column(n);
  for (Index i = 0; i < n; ++i) {
    op.multiply(Vector<double>::Unit(n, i), column);
    A.col(i) = column;
  }
  const Matrix<double> symmetric = sign * (A + A.transpose()) / 2;
  const DenseSolver all(symmetric);
  const double size = all.eigenvalues().cwiseAbs().maxCoeff();
  Eigenpairs pairs{{}, all.eigenvectors().rightCols(k).rowwise().reverse(), size, true};
  for (Index i = 0; i < k; ++i) {
    Eigenvalue pair;
    pair.value = sign * all.eigenvalues()[n - 1 - i];
    pair.residual = (A * pairs.vectors.col(i) - pair.value * pairs.vectors.col(i)).norm();
    pair.hvps = op.products();
    pair.converged = pair.residual <= settings.tolerance * (std::abs(pair.value) + size);
    pairs.values.push_back(pair);
  }
  return pairs;
}

Eigenpairs by_lanczos(Operator& op, Index k, double sign, const Vector<double>& start, const EigenSettings& settings) {
  const Index n = op.rows();
  const double first = op.begin(start.normalized());
  if (first == 0) return same({0, 0, op.products(), true}, Matrix<double>::Identity(n, k));  // the zero map
  const double scale = std::max(first, settings.scale);
  op.set_scale(scale);
  const auto budget = static_cast<Index>(settings.max_products) - k - 1;
  const Index fits = std::max<Index>(4, most_elements / n);
  const Index wanted = std::max(std::min(settings.subspace, fits), 2 * k + 1);
  const Index subspace = std::min(n, std::clamp(budget, k + 1, wanted));
  const Index restarts = std::max<Index>(0, (budget - subspace) / (subspace - k));
  Solver solver(op, k, subspace);
  const Vector<double> unit = start.normalized();
  solver.init(unit.data());
  solver.compute(Spectra::SortRule::LargestAlge, restarts, settings.tolerance / 2, Spectra::SortRule::LargestAlge);
  const Matrix<double> best = solver.best_vectors();
  Eigenpairs pairs = measured(op, best.leftCols(k), sign, scale, settings.tolerance);
  pairs.next_vector = best.col(k);
  pairs.next_reach = op.value_of(solver.reach(k));
  return pairs;
}

}  // namespace

Eigenpairs extreme_eigenpairs(const SymmetricMap& A, Index k, End end, const Vector<double>& start,
                              const EigenSettings& settings) {
  const Index n = start.size();
  const double sign = end == End::largest ? 1 : -1;
  // Below this a dense matrix takes no more products than Lanczos vectors would.
  const Index small = std::max(settings.dense_up_to, k == 1 ? std::min<Index>(settings.subspace, 8) : 2 * k + 20);
  Operator op(A, n, sign);
  try {
    if (n == k || n == 1 || n <= std::min<Index>(small, static_cast<Index>(settings.max_products)))
      return dense(op, k, sign, settings);
    return by_lanczos(op, k, sign, start, settings);
  } catch (const NotFinite&) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    return same({nan, nan, op.products(), false}, Matrix<double>::Zero(n, k));
  }
}

Eigenpairs all_extreme_eigenpairs(const SymmetricMap& A, Index n, Index k, End end, const EigenSettings& settings) {
  const double sign = end == End::largest ? 1 : -1;
  Eigenpairs pairs = extreme_eigenpairs(A, k, end, random_direction(n, 0), settings);
  for (std::uint32_t attempt = 1; k < n && pairs.values.front().hvps < settings.max_products; ++attempt) {
    const Matrix<double>& V = pairs.vectors;
    const double size = std::max(settings.scale, pairs.size);
    if (!std::isfinite(size) || size == 0 || pairs.is_complete) break;
    // Known eigenvalues move to the far end; the others stay.
    const SymmetricMap rest = [&](const Vector<double>& v, Vector<double>& Av) {
      const Vector<double> known = V.transpose() * v;
      const Vector<double> complement = v - V * known;
      A(complement, Av);
      Av -= V * (V.transpose() * Av);
      Av -= sign * size * (V * known);
    };
    EigenSettings more = settings;
    more.scale = size;
    more.max_products = settings.max_products - pairs.values.front().hvps;
    const Eigenpairs next = extreme_eigenpairs(rest, 1, end, random_direction(n, attempt), more);
    const std::int64_t spent = pairs.values.front().hvps + next.values.front().hvps;
    const Eigenvalue& found = next.values.front();
    const double gain = sign * (found.value - pairs.values.back().value);
    const bool is_new = gain > settings.tolerance * (std::abs(found.value) + size);
    if (is_new) {
      std::size_t at = 0;
      while (sign * pairs.values[at].value >= sign * found.value) ++at;
      for (Index i = k - 1; i > static_cast<Index>(at); --i)
        pairs.vectors.col(i) = Vector<double>(pairs.vectors.col(i - 1));
      pairs.vectors.col(static_cast<Index>(at)) = next.vectors.col(0);
      pairs.values.insert(pairs.values.begin() + static_cast<std::ptrdiff_t>(at), found);
      pairs.values.pop_back();
    }
    for (Eigenvalue& pair : pairs.values) pair.hvps = spent;
    if (!is_new) break;
  }
  return pairs;
}

Vector<double> random_direction(Index n, std::uint32_t number) {
  const Random random(0, Stream::directions, number);
  Vector<double> v(n);
  for (Index i = 0; i < n; ++i) v[i] = random.normal(static_cast<std::uint64_t>(i));
  return v;
}

}  // namespace lrscope
