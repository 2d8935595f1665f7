#include "curvature/density.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "base/random.h"
#include "base/reductions.h"

namespace lrscope {
namespace {

using DenseSolver = Eigen::SelfAdjointEigenSolver<Matrix<double>>;

constexpr int bins_per_decade = 2;

// Lanczos leaves nodes of almost no weight anywhere; unresolved ones of this weight together are ignored.
constexpr double stray_mass = 1e-3;

/// Probe `number`: n signs of length 1 together, the same in every run of the program.
Vector<double> random_signs(Index n, std::uint32_t number) {
  const Random random(1, Stream::directions, number);
  const double element = 1 / std::sqrt(static_cast<double>(n));
  Vector<double> z(n);
  std::uint64_t bits = 0;
  for (Index i = 0; i < n; ++i, bits >>= 1) {
    if (i % 64 == 0) bits = random.bits(static_cast<std::uint64_t>(i / 64));
    z[i] = (bits & 1) != 0 ? element : -element;
  }
  return z;
}

/// Gauss nodes and weights of a tridiagonal matrix; `residual`: the next element of its subdiagonal.
Quadrature gauss(const Vector<double>& diagonal, const Vector<double>& subdiagonal, double residual) {
  const Index m = diagonal.size();
  double size = max_abs(diagonal.data(), m);
  if (m > 1) size = std::max(size, max_abs(subdiagonal.data(), m - 1));
  if (size == 0) return {Vector<double>::Zero(1), Vector<double>::Ones(1), Vector<double>::Constant(1, residual)};
  // The solver compares with absolute numbers: it wants elements near 1.
  DenseSolver pairs;
  pairs.computeFromTridiagonal(diagonal / size, subdiagonal / size);
  const Matrix<double>& Y = pairs.eigenvectors();  // m × m
  const Vector<double> squares = Y.row(0).cwiseAbs2();
  return {size * pairs.eigenvalues(), squares / squares.sum(), residual * Y.row(m - 1).cwiseAbs()};
}

/// The results of one probe after all of its steps and after half of them.
struct Probe {
  Quadrature whole;
  Quadrature half;
};

/// Lanczos from the unit vector q, orthogonalised against all earlier vectors: otherwise copies of converged
/// eigenvalues would appear and take mass from the others.
std::optional<Probe> lanczos(const SymmetricMap& A, Vector<double> q, const DensitySettings& settings) {
  const Index n = q.size(), most = std::min(n, settings.steps);
  Matrix<double> Q(n, most);
  Vector<double> diagonal(most), subdiagonal(most), w(n);
  double size = 0, beta = 0;
  Index m = 0;
  while (true) {
    Q.col(m) = q;
    A(q, w);
    if (!all_finite(w)) return std::nullopt;
    size = std::max(size, norm(w));
    diagonal[m] = dot(q, w);
    const auto known = Q.leftCols(m + 1);
    for (int pass = 0; pass < 2; ++pass) w -= known * (known.transpose() * w).eval();
    beta = norm(w);
    ++m;
    // The Krylov space is complete: the nodes are eigenvalues.
    if (m == n || !(beta > settings.negligible * size)) beta = 0;
    if (m == most || beta == 0) break;
    subdiagonal[m - 1] = beta;
    q = w / beta;
  }
  Probe probe{gauss(diagonal.head(m), subdiagonal.head(m - 1), beta), {}};
  const Index half = std::max<Index>(1, m / 2);
  probe.half = beta == 0 || half == m ? probe.whole
                                      : gauss(diagonal.head(half), subdiagonal.head(half - 1), subdiagonal[half - 1]);
  return probe;
}

Estimate over_probes(const Density& density, const std::function<double(const Quadrature&)>& of) {
  const auto count = static_cast<double>(density.probes.size());
  double mean = 0, squares = 0;
  std::vector<double> values;
  for (const Quadrature& probe : density.probes) {
    values.push_back(of(probe));
    mean += values.back() / count;
  }
  if (density.is_exact) return {mean, 0.0};
  if (values.size() < 2) return {mean, std::nullopt};
  double largest = 0;  // of the deviations, whose squares might leave the range of double
  for (const double value : values) largest = std::max(largest, std::abs(value - mean));
  if (largest == 0) return {mean, 0.0};
  for (const double value : values) squares += std::pow((value - mean) / largest, 2);
  return {mean, largest * std::sqrt(squares / (count * (count - 1)))};
}

/// The weight of the nodes that `is_meant` holds for.
Estimate mass_where(const Density& density, const std::function<bool(double)>& is_meant) {
  const auto weight = [&](const Quadrature& probe) {
    double sum = 0;
    for (Index i = 0; i < probe.nodes.size(); ++i)
      if (is_meant(probe.nodes[i])) sum += probe.weights[i];
    return sum;
  };
  Estimate mass = over_probes(density, weight);
  if (!mass.standard_error || density.halves.empty()) return mass;
  double change = mass.value;
  for (const Quadrature& half : density.halves) change -= weight(half) / static_cast<double>(density.halves.size());
  mass.standard_error = std::hypot(*mass.standard_error, change);
  return mass;
}

double edge(int k) { return std::pow(10.0, static_cast<double>(k) / bins_per_decade); }

/// The k with edge(k) ≤ x < edge(k + 1). Requires: x > 0.
int bin_of(double x) {
  int k = static_cast<int>(std::floor(bins_per_decade * std::log10(x)));
  while (edge(k) > x) --k;  // the logarithm is rounded
  while (edge(k + 1) <= x) ++k;
  return k;
}

}  // namespace

Density estimate_density(const SymmetricMap& A, Index n, const DensitySettings& settings) {
  Density density;
  density.rounding = settings.rounding;
  for (Index number = 0; number < settings.probes; ++number) {
    auto probe = lanczos(A, random_signs(n, static_cast<std::uint32_t>(number)), settings);
    if (!probe) return {.is_finite = false, .rounding = settings.rounding};
    density.probes.push_back(std::move(probe->whole));
    density.halves.push_back(std::move(probe->half));
  }
  return density;
}

Density exact_density(const SymmetricMap& A, Index n, double rounding) {
  Matrix<double> dense(n, n);
  Vector<double> column(n);
  for (Index i = 0; i < n; ++i) {
    A(Vector<double>::Unit(n, i), column);
    if (!all_finite(column)) return {.is_exact = true, .is_finite = false, .rounding = rounding};
    dense.col(i) = column;
  }
  const Vector<double> weights = Vector<double>::Constant(n, 1 / static_cast<double>(n));
  const Matrix<double> symmetric = (dense + dense.transpose()) / 2;
  const DenseSolver all(symmetric, Eigen::EigenvaluesOnly);
  return {.probes = {{all.eigenvalues(), weights, Vector<double>::Zero(n)}}, .is_exact = true, .rounding = rounding};
}

double size_of(const Density& density) {
  double size = 0;
  for (const Quadrature& probe : density.probes) size = std::max(size, max_abs(probe.nodes.data(), probe.nodes.size()));
  return size;
}

Estimate trace_of(const Density& density, Index n) {
  Estimate trace = over_probes(
      density, [n](const Quadrature& probe) { return static_cast<double>(n) * dot(probe.weights, probe.nodes); });
  if (density.is_exact) trace.standard_error = density.rounding * size_of(density);
  return trace;
}

Estimate mean_square_of(const Density& density) {
  Estimate square = over_probes(density, [](const Quadrature& probe) {
    const double root = norm<double>(probe.weights.cwiseSqrt().cwiseProduct(probe.nodes));
    return root * root;
  });
  if (density.is_exact) square.standard_error = density.rounding * size_of(density) * size_of(density);
  return square;
}

double resolution_of(const Density& density) {
  double blurred = density.rounding * size_of(density);
  std::vector<std::pair<double, double>> unresolved;  // |node|, weight
  for (const Quadrature& probe : density.probes)
    for (Index i = 0; i < probe.nodes.size(); ++i)
      if (!(probe.spreads[i] < std::abs(probe.nodes[i])))
        unresolved.emplace_back(std::abs(probe.nodes[i]),
                                probe.weights[i] / static_cast<double>(density.probes.size()));
  std::ranges::sort(unresolved, std::greater<>());
  double mass = 0;
  for (const auto& [node, weight] : unresolved) {
    mass += weight;
    if (!(mass > stray_mass)) continue;
    blurred = std::max(blurred, node);
    break;
  }
  return blurred > 0 ? edge(bin_of(blurred) + 1) : 0;
}

Estimate negative_mass_of(const Density& density) {
  const double floor = -resolution_of(density);
  return mass_where(density, [floor](double node) { return node < floor; });
}

Estimate unresolved_mass_of(const Density& density) {
  const double floor = resolution_of(density);
  return mass_where(density, [floor](double node) { return std::abs(node) <= floor; });
}

std::vector<DensityRecord> histogram_of(const Density& density) {
  const double floor = resolution_of(density);
  constexpr int none = std::numeric_limits<int>::min();
  int lowest = std::numeric_limits<int>::max(), highest_negative = none, highest_positive = none;
  for (const Quadrature& probe : density.probes)
    for (const double node : probe.nodes) {
      if (!(std::abs(node) > floor)) continue;
      const int bin = bin_of(std::abs(node));
      lowest = std::min(lowest, bin);
      int& highest = node > 0 ? highest_positive : highest_negative;
      highest = std::max(highest, bin);
    }
  const double around_zero = std::max(highest_negative, highest_positive) == none ? floor : edge(lowest);
  std::vector<DensityRecord> bins;
  for (int k = highest_negative; k >= lowest; --k) bins.push_back({-edge(k + 1), -edge(k), 0, {}});
  const std::size_t middle = bins.size();
  bins.push_back({-around_zero, around_zero, 0, {}});
  for (int k = lowest; k <= highest_positive; ++k) bins.push_back({edge(k), edge(k + 1), 0, {}});

  const auto bin_index = [&](double node) {
    if (!(std::abs(node) > floor)) return middle;
    const std::size_t away = bin_of(std::abs(node)) - lowest + 1;
    return node > 0 ? middle + away : middle - away;
  };
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const Estimate mass = mass_where(density, [&](double node) { return bin_index(node) == i; });
    bins[i].mass = mass.value;
    bins[i].standard_error = mass.standard_error;
  }
  return bins;
}

}  // namespace lrscope
