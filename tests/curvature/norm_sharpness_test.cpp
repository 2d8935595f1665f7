// Sharpness in the norms of signsgd and muon: by all signs, by all rotations, and by bisection on quadratics.
#include "curvature/norm_sharpness.h"
#include "base/random.h"
#include "lrscope/problem.h"
#include "lrscope/trainer.h"
#include "optim/optimizer.h"
#include "test.h"

namespace {
using Blocks = std::vector<NormBlock>;

/// Positive semidefinite, of rank n.
Matrix<double> curved(Index n, std::uint64_t seed) {
  const Random random(seed, Stream::directions, 7);
  Matrix<double> a(n, n);
  for (Index i = 0; i < a.size(); ++i) a.data()[i] = random.normal(static_cast<std::uint64_t>(i));
  return a * a.transpose() / static_cast<double>(n);
}

SymmetricMap map_of(const Matrix<double>& H) {
  return [&H](const Vector<double>& v, Vector<double>& Hv) { Hv = H * v; };
}

struct Corner {
  double value = -HUGE_VAL;
  Vector<double> d;
};

/// Of all 2ⁿ, one by one.
Corner highest_corner(const Matrix<double>& H) {
  Corner highest;
  Vector<double> d(H.rows());
  for (std::uint32_t code = 0; code < (1U << H.rows()); ++code) {
    for (Index i = 0; i < d.size(); ++i) d[i] = (code >> i) & 1U ? 1 : -1;
    if (const double value = d.dot(H * d); value > highest.value) highest = {value, d};
  }
  return highest;
}

/// The largest η at which θ − η‖g‖_*·d, d the unit vector along g, gets no longer on ½θᵀHθ from `start`, a unit vector that
/// maximises dᵀHd: θ stays on the line through it, times 1 − η·dᵀHd at each step.
double threshold(StepNorm norm, const Matrix<double>& H, const Blocks& blocks, const Vector<double>& start, double low,
                 double high) {
  while (high - low > 1e-8 * high) {
    const double eta = (low + high) / 2;
    Vector<double> theta = start;
    for (int t = 0; t < 20; ++t) {
      const Vector<double> g = H * theta;
      theta -= eta * dual_norm(norm, g, blocks) * steepest_direction(norm, g, blocks);
    }
    (theta.norm() < start.norm() ? low : high) = eta;
  }
  return low;
}

constexpr StepNorm sign = StepNorm::largest_element, spectral = StepNorm::spectral;
}  // namespace

TEST_CASE("the sharpness of signs is the highest of all corners, up to 16 parameters") {
  for (const Index n : {1, 2, 5, 9, 12, 16})
    for (std::uint64_t seed = 0; seed < (n < 16 ? 5 : 1); ++seed) {
      Matrix<double> H = curved(n, seed);
      if (seed % 2 == 1) H -= 0.5 * Matrix<double>::Identity(n, n);  // not convex
      const NormSharpness found = sharpness_in_norm(sign, map_of(H), n, {{0, n, 1}}, 1000);
      CHECK_EACH(found.is_exact, found.hvps == n, is_close(found.value, highest_corner(H).value, 1e-10));
    }
}

TEST_CASE("beyond that an ascent finds nearly as much, and never more") {
  constexpr Index n = 18;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const Matrix<double> H = curved(n, seed);
    const NormSharpness found = sharpness_in_norm(sign, map_of(H), n, {{0, n, 1}}, 1000);
    const double exact = highest_corner(H).value;
    CHECK_EACH(!found.is_exact, found.value <= exact * (1 + 1e-12), found.value >= 0.95 * exact);
  }
}

TEST_CASE("steepest descent by signs diverges on a quadratic exactly above 2 over that sharpness") {
  for (const Index n : {3, 8, 16}) {
    const Matrix<double> H = curved(n, 3);
    const Corner corner = highest_corner(H);
    const Blocks blocks = {{0, n, 1}};
    CHECK(is_close(threshold(sign, H, blocks, corner.d, 0, 100 / corner.value), 2 / corner.value, 1e-6));
  }
}

TEST_CASE("of matrices of one number it is that of signs, each times its factor") {
  constexpr Index n = 10;
  const Matrix<double> H = curved(n, 4);
  Blocks blocks;
  Vector<double> factors(n);
  for (Index i = 0; i < n; ++i) {
    factors[i] = 0.5 + 0.1 * static_cast<double>(i);
    blocks.push_back({i, 1, 1, factors[i]});
  }
  const Matrix<double> scaled = factors.asDiagonal() * H * factors.asDiagonal();
  const NormSharpness found = sharpness_in_norm(spectral, map_of(H), n, blocks, 10000);
  CHECK(is_close(found.value, highest_corner(scaled).value, 1e-9));
}

// The corners of the unit ball of 2 × 2 matrices are the rotations and the reflections.
TEST_CASE("of 2 × 2 weights it is the highest over all rotations and reflections, and muon's edge is 2 over it") {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const Matrix<double> H = curved(4, seed);
    Corner highest;
    for (const double mirror : {1.0, -1.0})
      for (int i = 0; i < 100'000; ++i) {
        const double angle = 2 * std::numbers::pi * i / 100'000;
        Vector<double> d(4);
        d << std::cos(angle), -mirror * std::sin(angle), std::sin(angle), mirror * std::cos(angle);
        if (const double value = d.dot(H * d); value > highest.value) highest = {value, d};
      }
    const Blocks blocks = {{0, 2, 2}};
    const NormSharpness found = sharpness_in_norm(spectral, map_of(H), 4, blocks, 10000);
    CHECK(is_close(found.value, highest.value, 1e-6));
    for (int i = 0; i < 200; ++i)
      highest.d = steepest_direction(spectral, H * highest.d, blocks);  // between grid points
    CHECK(is_close(threshold(spectral, H, blocks, highest.d, 0, 100 / found.value), 2 / found.value, 1e-6));
  }
}

TEST_CASE("the dual norm is what the steepest direction reaches") {
  const Blocks blocks = {{0, 2, 3, 0.7}, {6, 4, 1, 1.3}};
  Vector<double> g(10);
  for (Index i = 0; i < 10; ++i) g[i] = std::sin(3.0 * static_cast<double>(i) + 1);
  for (const StepNorm norm : {sign, spectral})
    CHECK(is_close(g.dot(steepest_direction(norm, g, blocks)), dual_norm(norm, g, blocks), 1e-12));
}

TEST_CASE("below its edge a step of signsgd lowers a quadratic loss, whatever the point") {
  Dataset data;
  data.inputs.resize(3, 12);
  data.targets.resize(1, 12);
  const Random random(5, Stream::directions);
  for (Index i = 0; i < 36; ++i) data.inputs.data()[i] = random.normal(static_cast<std::uint64_t>(i));
  for (Index i = 0; i < 12; ++i) data.targets.data()[i] = random.normal(static_cast<std::uint64_t>(100 + i));
  struct Seen final : StepObserver {
    int below = 0, above = 0;
    void on_step(const StepRecord& step) override {
      if (!step.stability_ratio || !step.actual_change) return;
      if (*step.stability_ratio < 1) CHECK(*step.actual_change < 0);
      ++(*step.stability_ratio < 1 ? below : above);
    }
  } seen;
  RunSpec spec;
  spec.model.hidden = {};
  spec.optimizer.name = "signsgd";
  spec.learning_rate = 0.05;
  spec.batch_size.rows = std::nullopt;
  spec.max_steps = 60;
  spec.precision = Precision::float64;
  spec.curvature.sharpness_every = 1;
  Problem(data, Precision::float64).run(spec, &seen);
  CHECK_EACH(seen.below > 5, seen.above > 5);  // far away, and on the floor
}

// In the long run steps of one length end on a floor: ½θᵀHθ of what they cannot get below.
TEST_CASE("the floor of signsgd, lion and muon falls with the square of the rate") {
  const Matrix<double> H = curved(6, 11);
  const std::vector<ParameterBlock> layout = {{1, "weight", 0, 2, 3}};
  for (const char* name : {"signsgd", "lion", "muon"}) {
    OptimizerSpec spec;
    spec.name = name;
    std::vector<double> x, y;
    for (double eta = 1e-4; eta < 0.02; eta *= 3) {
      const auto optimizer = make_optimizer<double>(spec, 6, {}, layout);
      Vector<double> theta = Vector<double>::Constant(6, eta),
                     delta(6);  // the way there is a matter of steps, not of η
      theta[2] *= -40;
      double sum = 0;
      constexpr int steps = 60'000;
      for (int t = 0; t < steps; ++t) {
        optimizer->update(theta, H * theta, eta, delta);
        theta += delta;
        if (t >= steps / 2) sum += theta.dot(H * theta) / 2;
      }
      x.push_back(std::log(eta));
      y.push_back(std::log(sum / (steps / 2)));
    }
    const double n = static_cast<double>(x.size());
    double mean_x = 0, mean_y = 0, covariance = 0, variance = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      mean_x += x[i] / n;
      mean_y += y[i] / n;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
      covariance += (x[i] - mean_x) * (y[i] - mean_y);
      variance += (x[i] - mean_x) * (x[i] - mean_x);
    }
    INFO(name);
    CHECK(std::abs(covariance / variance - 2) < 0.02);
  }
}
