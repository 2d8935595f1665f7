// Stochastic Lanczos quadrature against spectra that are known, dense solvers, and the theory of its own
// errors.
#include "curvature/density.h"

#include "symmetric_maps.h"
#include "test.h"

namespace {
DensitySettings settings_with(Index probes, Index steps) {
  DensitySettings settings;
  settings.probes = probes;
  settings.steps = steps;
  return settings;
}

double total_mass(const std::vector<DensityRecord>& bins) {
  double sum = 0;
  for (const DensityRecord& bin : bins) sum += bin.mass;
  return sum;
}

double mass_at(const std::vector<DensityRecord>& bins, double x) {
  for (const DensityRecord& bin : bins)
    if (bin.low <= x && x < bin.high) return bin.mass;
  return 0;
}

/// The signs that probe `number` consists of: what Lanczos starts from, seen through the identity.
Vector<double> signs_of_probe(Index n, Index number) {
  Vector<double> signs;
  Index seen = 0;
  const SymmetricMap identity = [&](const Vector<double>& v, Vector<double>& Av) {
    if (seen++ == number) signs = v * std::sqrt(static_cast<double>(n));
    Av = v;
  };
  estimate_density(identity, n, settings_with(number + 1, 1));
  return signs;
}
}  // namespace

TEST_CASE("moments of the quadrature are those of the probe, up to twice the number of steps") {
  const Matrix<double> A = rotated(vector_with({-3, -1, 0, 0.5, 2, 2, 7, 9, 11, 20}), 1);
  const Index n = A.rows();
  for (const Index steps : {1, 2, 3, 5, 10, 80}) {
    const Density density = estimate_density(map_of(A), n, settings_with(3, steps));
    for (Index p = 0; p < 3; ++p) {
      const Vector<double> z = signs_of_probe(n, p);
      const Quadrature& probe = density.probes[static_cast<std::size_t>(p)];
      CHECK(is_close(probe.weights.sum(), 1, 1e-12));
      Vector<double> Akz = z;
      for (Index k = 1; k <= std::min<Index>(2 * steps - 1, 12); ++k) {
        Akz = A * Akz;
        const double moment = (probe.weights.array() * probe.nodes.array().pow(static_cast<double>(k))).sum();
        INFO("steps " << steps << ", moment " << k);
        CHECK(is_close(moment, z.dot(Akz) / static_cast<double>(n), 1e-10));
      }
    }
  }
}

TEST_CASE("the probes are signs, differ from each other, and are the same every time") {
  const Vector<double> first = signs_of_probe(200, 0), second = signs_of_probe(200, 1);
  CHECK_EACH((first.array().abs() - 1).abs().maxCoeff() < 1e-12, (first - second).norm() > 1);
  CHECK(std::abs(first.sum()) < 60);  // four standard deviations
  CHECK(first == signs_of_probe(200, 0));
}

TEST_CASE("trace and mean square lie within their standard errors, which are those of theory") {
  const Matrix<double> A = rotated(vector_with({-4, -2, 0, 1, 1, 3, 8}), 2);
  const Index n = A.rows(), probes = 4000;
  const Density density = estimate_density(map_of(A), n, settings_with(probes, 80));
  // Var zᵀBz = 2 Σ_{i≠j} B_ij² for random signs z.
  const auto error_of = [&](const Matrix<double>& B) {
    const double off = B.squaredNorm() - B.diagonal().squaredNorm();
    return std::sqrt(2 * off / static_cast<double>(probes));
  };
  const Estimate trace = trace_of(density, n), square = mean_square_of(density);
  CHECK_EACH(is_close(*trace.standard_error, error_of(A), 0.06), std::abs(trace.value - 7) < 4 * error_of(A));
  const Matrix<double> AA = A * A;
  CHECK(is_close(*square.standard_error, error_of(AA) / static_cast<double>(n), 0.06));
  CHECK(std::abs(square.value - 95.0 / 7) < 4 * error_of(AA) / static_cast<double>(n));
}

TEST_CASE("a diagonal map has its trace without an error, a single probe has no error at all") {
  const Matrix<double> A = vector_with({1, 2, 3}).asDiagonal();
  const Estimate trace = trace_of(estimate_density(map_of(A), 3, settings_with(5, 80)), 3);
  CHECK_EACH(is_close(trace.value, 6, 1e-12), *trace.standard_error < 1e-14);
  CHECK_FALSE(trace_of(estimate_density(map_of(A), 3, settings_with(1, 80)), 3).standard_error.has_value());
}

TEST_CASE("masses: zeros, negative ones and multiple ones of a known spectrum, at every scale") {
  Vector<double> eigenvalues = Vector<double>::Zero(60);
  eigenvalues.head(6).setConstant(-50);
  eigenvalues.segment(6, 12).setConstant(2);
  eigenvalues.segment(18, 3).setConstant(700);
  for (const double scale : {1.0, 1e-12, 1e12, 1e-150, 1e150}) {
    INFO("scale " << scale);
    const Matrix<double> A = rotated(eigenvalues, 3) * scale;
    for (const Density& density :
         {estimate_density(map_of(A), 60, settings_with(2000, 80)), exact_density(map_of(A), 60, 1e-10)}) {
      const double slack = density.is_exact ? 1e-12 : 0.01;
      const auto bins = histogram_of(density);
      CHECK(is_close(total_mass(bins), 1, 1e-12));
      CHECK_EACH(std::abs(mass_at(bins, -50 * scale) - 0.1) < slack, std::abs(mass_at(bins, 2 * scale) - 0.2) < slack,
                 std::abs(mass_at(bins, 700 * scale) - 0.05) < slack, std::abs(mass_at(bins, 0) - 0.65) < slack,
                 std::abs(negative_mass_of(density).value - 0.1) < slack,
                 std::abs(unresolved_mass_of(density).value - 0.65) < slack);
      CHECK_EACH(is_close(size_of(density), 700 * scale, 1e-10), resolution_of(density) < 1e-6 * size_of(density));
      for (std::size_t i = 0; i + 1 < bins.size(); ++i) CHECK(bins[i].high == bins[i + 1].low);
    }
  }
}

TEST_CASE("an eigenvalue at the very edge of a bin belongs to the upper one, on either side") {
  const Density density = exact_density(map_of(vector_with({-100, -1, 1, 10}).asDiagonal()), 4, 1e-10);
  const auto bins = histogram_of(density);
  CHECK_EACH(mass_at(bins, 1) == 0.25, mass_at(bins, 10) == 0.25, bins.front().low == -std::pow(10.0, 2.5),
             bins.front().high == -100, bins.front().mass == 0.25, bins.back().low == 10);
}

TEST_CASE("the zero map, one parameter and the identity") {
  const SymmetricMap zero = [](const Vector<double>& v, Vector<double>& Av) { Av.setZero(v.size()); };
  for (const Density& density : {estimate_density(zero, 9, {}), exact_density(zero, 9, 1e-10)}) {
    CHECK_EACH(size_of(density) == 0, resolution_of(density) == 0);
    CHECK_EACH(trace_of(density, 9).value == 0, *trace_of(density, 9).standard_error <= 1e-10 * size_of(density));
    CHECK(negative_mass_of(density).value == 0);
    const auto bins = histogram_of(density);
    REQUIRE(bins.size() == 1);
    CHECK_EACH(bins[0].low == 0, bins[0].high == 0, is_close(bins[0].mass, 1, 1e-14));
  }
  const Density one = estimate_density(map_of(Matrix<double>::Constant(1, 1, -3)), 1, {});
  CHECK_EACH(is_close(trace_of(one, 1).value, -3, 1e-14), negative_mass_of(one).value == 1);
  const Density identity = estimate_density(map_of(Matrix<double>::Identity(500, 500)), 500, {});
  CHECK(identity.probes.front().nodes.size() == 1);  // the Krylov space is complete after one step
  CHECK(is_close(trace_of(identity, 500).value, 500, 1e-12));
}

TEST_CASE("NaN and infinity in the map are told, not turned into numbers") {
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Matrix<double> A = Matrix<double>::Identity(5, 5);
    A(3, 2) = A(2, 3) = bad;
    CHECK_EACH(!estimate_density(map_of(A), 5, {}).is_finite, !exact_density(map_of(A), 5, 1e-10).is_finite);
  }
}

TEST_CASE("what too few Lanczos steps cannot tell from zero is said to be unresolved, not negative") {
  // Most of the spectrum is a cloud around zero, as a network's is; six large ones take up six of seven
  // steps.
  Vector<double> eigenvalues(300);
  for (Index i = 0; i < 300; ++i) eigenvalues[i] = 1e-6 * static_cast<double>(i - 120);
  for (Index i = 0; i < 10; ++i) eigenvalues[i] = i % 2 == 0 ? 100.0 + static_cast<double>(i) : -100;
  const Matrix<double> A = rotated(eigenvalues, 4);
  const Density density = estimate_density(map_of(A), 300, settings_with(64, 7));
  CHECK(std::abs(unresolved_mass_of(density).value - 290.0 / 300) < 0.01);
  CHECK(std::abs(negative_mass_of(density).value - 5.0 / 300) < 0.01);
  CHECK(resolution_of(density) < 100);
}

TEST_CASE("standard errors of masses hold for few Lanczos steps, which shift them in every probe alike") {
  // Against the eigenvalues of dense Hessians, bin by bin; the errors over the probes alone are far too small.
  int bins = 0, beyond = 0, beyond_those_of_probes = 0;
  for (const SmallNetwork& small : small_networks()) {
    NetworkHessian network(small);
    const Vector<double> eigenvalues = eigenvalues_of(network.dense());
    const Index n = eigenvalues.size();
    for (const Index steps : {8, 16, 32}) {
      const Density density = estimate_density(network.map(), n, settings_with(64, steps));
      Density of_probes = density;
      of_probes.halves.clear();
      const auto found = histogram_of(density), same = histogram_of(of_probes);
      for (std::size_t i = 0; i < found.size(); ++i) {
        const DensityRecord& bin = found[i];
        const auto is_inside = [&](double x) {
          return bin.low < 0 ? x > bin.low && x <= bin.high : x >= bin.low && x < bin.high;
        };
        const double truth = static_cast<double>(std::count_if(eigenvalues.begin(), eigenvalues.end(), is_inside)) /
                             static_cast<double>(n);
        const double wrong = std::abs(bin.mass - truth);
        ++bins;
        beyond += wrong > 3 * *bin.standard_error + 1e-9;
        beyond_those_of_probes += wrong > 3 * *same[i].standard_error + 1e-9;
        CHECK(*bin.standard_error >= *same[i].standard_error);
      }
    }
  }
  CAPTURE(bins, beyond, beyond_those_of_probes);
  CHECK_EACH(beyond <= bins / 50, beyond_those_of_probes > bins / 10);
}

TEST_CASE("the density of small networks is that of their dense Hessian") {
  for (const SmallNetwork& small : small_networks()) {
    INFO(small.activation << " " << small.loss);
    NetworkHessian network(small);
    const Vector<double> eigenvalues = eigenvalues_of(network.dense());
    const Index n = eigenvalues.size();
    const auto count = static_cast<double>(n);
    const Density exact = exact_density(network.map(), n, 1e-10);
    CHECK(relative_error(exact.probes.front().nodes, eigenvalues) < 1e-12);
    const Density density = estimate_density(network.map(), n, settings_with(100, 40));
    const auto agrees = [](const Estimate& estimate, double truth) {
      return std::abs(estimate.value - truth) <= 4 * *estimate.standard_error + 1e-10 * std::abs(truth);
    };
    CHECK(agrees(trace_of(density, n), eigenvalues.sum()));
    CHECK(agrees(mean_square_of(density), eigenvalues.squaredNorm() / count));
    const auto share = [&](double below) { return static_cast<double>((eigenvalues.array() < below).count()) / count; };
    const double resolution = resolution_of(density);
    const Estimate negative = negative_mass_of(density);
    CHECK(std::abs(negative.value - share(-resolution)) <= 4 * *negative.standard_error + 0.02);
    CHECK(is_close(total_mass(histogram_of(density)), 1, 1e-12));
  }
}
