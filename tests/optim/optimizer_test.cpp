// What the golden trajectories do not show: clipping, non-finite gradients, overflowed moments, thresholds on
// a quadratic.
#include "optim/optimizer.h"
#include "base/random.h"
#include "test.h"

namespace {
Vector<double> first_update(const OptimizerSpec& spec, const Vector<double>& g, double eta = 1) {
  const auto optimizer = make_optimizer<double>(spec, g.size());
  Vector<double> delta(g.size());
  optimizer->update(Vector<double>::Zero(g.size()), g, eta, delta);
  return delta;
}

OptimizerSpec spec_of(const std::string& name) {
  OptimizerSpec spec;
  spec.name = name;
  return spec;
}

/// The largest lr at which `name` does not blow up on x²/2 from x = 1, by bisection.
double threshold(OptimizerSpec spec, double low, double high) {
  while (high - low > 1e-6 * high) {
    const double middle = (low + high) / 2;
    const auto optimizer = make_optimizer<double>(spec, 1);
    Vector<double> x = Vector<double>::Ones(1), delta(1);
    for (int t = 0; t < 20000 && std::abs(x[0]) < 1e6; ++t) {
      optimizer->update(x, x, middle, delta);
      x += delta;
    }
    (std::abs(x[0]) < 1e3 ? low : high) = middle;
  }
  return low;
}
/// The same of the long run, for a rule whose first steps have other thresholds: growth from about step 2000 to step 4000.
double late_threshold(const OptimizerSpec& spec, double low, double high) {
  constexpr double highest = 1e3;  // below it squares are nothing beside ε
  while (high - low > 1e-6 * high) {
    const double middle = (low + high) / 2;
    const auto optimizer = make_optimizer<double>(spec, 1);
    Vector<double> x = Vector<double>::Constant(1, 1e-200), delta(1);  // room for what the first steps do
    double early = 0, late = 0;
    for (int t = 0; t < 4000 && std::abs(x[0]) < highest; ++t) {
      optimizer->update(x, x, middle, delta);
      x += delta;
      if (t >= 1900 && t < 2000) early = std::max(early, std::abs(x[0]));
      if (t >= 3900) late = std::max(late, std::abs(x[0]));
    }
    (std::abs(x[0]) < highest && late <= early ? low : high) = middle;
  }
  return low;
}
}  // namespace

TEST_CASE("clipping by norm shortens long gradients and leaves short ones alone") {
  OptimizerSpec spec = spec_of("sgd");
  spec.clip_norm = 1;
  Vector<double> g(2);
  g << 3, 4;
  CHECK(is_close(first_update(spec, g).norm(), 1, 1e-6));
  g << 0.3, 0.4;
  CHECK(first_update(spec, g) == -g);
}

TEST_CASE("clipping by value clamps every element") {
  OptimizerSpec spec = spec_of("sgd");
  spec.clip_value = 2;
  Vector<double> g(3), expected(3);
  g << 5, -7, 1;
  expected << -2, 2, -1;
  CHECK(first_update(spec, g) == expected);
}

TEST_CASE("clipping never repairs a non-finite gradient") {
  for (const double bad : {not_a_number, HUGE_VAL, -HUGE_VAL}) {
    Vector<double> g(3);
    g << 1, bad, 2;
    for (const bool by_norm : {true, false}) {
      OptimizerSpec spec = spec_of("sgd");
      (by_norm ? spec.clip_norm : spec.clip_value) = 1;
      const Vector<double> delta = first_update(spec, g);
      CHECK_EACH(!std::isfinite(delta[1]), std::isnan(delta[1]) == std::isnan(bad), delta[0] == -1);
    }
  }
}

TEST_CASE("a gradient that is not finite is spread over all of it where that is asked for, as TensorFlow does") {
  OptimizerSpec spec = spec_of("sgd");
  spec.clip_norm = 1;
  spec.clip_nonfinite = ClipNonfinite::spread;
  Vector<double> g(3);
  g << 1, HUGE_VAL, 2;
  CHECK(first_update(spec, g).array().isNaN().all());
  spec.clip_norm.reset();
  CHECK(first_update(spec, g)[0] == -1);
}

TEST_CASE("clipping by variable looks at each matrix and bias by itself") {
  OptimizerSpec spec = spec_of("sgd");
  spec.clip_norm = 1;
  spec.clip_by = ClipBy::variable;
  spec.clip_margin = 0;
  const std::vector<ParameterBlock> layout = {{1, "weight", 0, 1, 2}, {1, "bias", 2, 1, 1}};
  const auto optimizer = make_optimizer<double>(spec, 3, {}, layout);
  Vector<double> g(3), delta(3), expected(3);
  g << 3, 4, 0.5;
  expected << -0.6, -0.8, -0.5;
  optimizer->update(Vector<double>::Zero(3), g, 1, delta);
  CHECK((delta - expected).norm() < 1e-15);
  CHECK(optimizer->clipped());
}

TEST_CASE("weights alone decay, by the rows of the batch, and beside the step where decay is decoupled") {
  const std::vector<ParameterBlock> layout = {{1, "weight", 0, 1, 2}, {1, "bias", 2, 1, 1}};
  Vector<double> theta(3), delta(3), expected(3);
  theta << 1, -2, 3;
  OptimizerSpec spec = spec_of("adam");
  spec.weight_decay = 0.4;
  spec.decays_weights_only = true;
  spec.decay_over_batch = true;
  spec.decay_form = DecayForm::decoupled;
  const auto optimizer = make_optimizer<double>(spec, 3, parameter_scales(layout, {}, {}, true), layout);
  optimizer->set_batch_rows(4);
  optimizer->update(theta, Vector<double>::Zero(3), 0.5, delta);
  expected << -0.05, 0.1, 0;  // −½·.4/4·θ
  CHECK((delta - expected).norm() < 1e-15);
}

TEMPLATE_TEST_CASE("NaN passes through every optimizer, wherever it stands in the gradient", "", float, double) {
  for (const OptimizerRow& row : optimizers())
    for (Index at = 0; at < 21; ++at) {
      const auto optimizer = make_optimizer<TestType>(spec_of(std::string(row.name)), 21);
      Vector<TestType> g = Vector<TestType>::Ones(21), delta(21);
      g[at] = std::numeric_limits<TestType>::quiet_NaN();
      optimizer->update(Vector<TestType>::Zero(21), g, 0.1, delta);
      INFO(row.name << " at " << at);
      for (Index i = 0; i < 21; ++i) CHECK(std::isnan(delta[i]) == (i == at));
    }
}

TEST_CASE("an overflowed second moment gives the same update at every position") {
  for (const char* name : {"adagrad", "rmsprop", "adam", "adamw"}) {
    const auto optimizer = make_optimizer<float>(spec_of(name), 21);
    const Vector<float> g = Vector<float>::Constant(21, 1e30f);
    Vector<float> delta(21);
    optimizer->update(Vector<float>::Zero(21), g, 0.1, delta);
    INFO(name);
    for (Index i = 0; i < 21; ++i) CHECK(delta[i] == 0);  // 1e30 / √inf
  }
}

TEST_CASE("the clock is one per step: adam's first update is lr·sign(g) in every element") {
  Vector<double> g(4);
  g << 1e-3, -5, 2e4, -1e-2;
  const Vector<double> delta = first_update(spec_of("adam"), g, 0.01);
  for (Index i = 0; i < 4; ++i) CHECK(is_close(delta[i], g[i] > 0 ? -0.01 : 0.01, 1e-4));
}

TEST_CASE("momentum blows up on a quadratic exactly above its threshold") {
  OptimizerSpec spec = spec_of("sgd");
  CHECK(is_close(threshold(spec, 1, 8), 2, 2e-3));
  for (const double beta : {0.5, 0.9}) {
    spec.momentum = beta;
    spec.name = "heavy-ball";
    CHECK(is_close(threshold(spec, 1, 8), 2 * (1 + beta), 2e-3));
    spec.name = "nesterov";
    CHECK(is_close(threshold(spec, 1, 8), 2 * (1 + beta) / (1 + 2 * beta), 2e-3));
  }
}

// An ε far above every gradient is all of P.
TEST_CASE("nadam and rmsprop with momentum blow up on a quadratic exactly above their thresholds times P") {
  constexpr double epsilon = 1e8;
  OptimizerSpec spec = spec_of("rmsprop");
  spec.epsilon = epsilon;
  for (const double beta : {0.5, 0.9}) {
    spec.name = "rmsprop";
    spec.momentum = beta;
    CHECK(is_close(threshold(spec, epsilon, 8 * epsilon), 2 * (1 + beta) * epsilon, 2e-3));
    spec.name = "nadam";
    spec.beta1 = beta;
    spec.momentum_decay = 1;  // μ is β₁ within a few hundred steps
    const double limit = 2 * (1 + beta) / ((1 - beta) * (1 + 2 * beta));
    CHECK(is_close(late_threshold(spec, epsilon, 100 * epsilon), limit * epsilon, 2e-3));
  }
}

TEST_CASE("an error on a quadratic grows per step as error_growth says") {
  constexpr int steps = 3000, first = 1000, window = 100;  // an oscillating error passes through 0
  for (const char* name : {"sgd", "heavy-ball", "nesterov"})
    for (const double beta : {0.3, 0.9})
      for (const double x : {0.05, 0.7, 1.3, 1.9, 2.5, 4.5}) {
        OptimizerSpec spec = spec_of(name);
        spec.momentum = beta;
        const auto optimizer = make_optimizer<double>(spec, 1);
        Vector<double> theta = Vector<double>::Ones(1), g(1), delta(1);
        double log_scale = 0, early = -HUGE_VAL, late = -HUGE_VAL;  // the highest logarithms in two windows
        for (int t = 0; t < steps; ++t) {
          g = theta;
          optimizer->update(theta, g, x, delta);
          theta += delta;
          const double size = std::log(std::abs(theta[0])) + log_scale;
          if (t >= first && t < first + window) early = std::max(early, size);
          if (t >= steps - window) late = std::max(late, size);
          const auto state = optimizer->state();
          const double largest = std::max(std::abs(theta[0]), state.empty() ? 0 : std::abs((*state[0].values)[0]));
          if (largest > 1e-100 && largest < 1e100) continue;
          theta /= largest;
          if (!state.empty()) *state[0].values /= largest;
          log_scale += std::log(largest);
        }
        INFO(name << " β " << beta << " x " << x);
        CHECK(is_close(optimizer->error_growth(x), std::exp((late - early) / (steps - window - first)), 1e-3));
      }
}

TEST_CASE("error_growth passes 1 at the stability threshold of every optimizer") {
  for (const OptimizerRow& row : optimizers()) {
    const auto optimizer = make_optimizer<double>(spec_of(std::string(row.name)), 1);
    const double threshold = optimizer->stability_threshold().value;
    INFO(row.name);
    CHECK_EACH(optimizer->error_growth(threshold) == Approx(1), optimizer->error_growth(threshold * 1.01) > 1.0001,
               optimizer->error_growth(threshold * 0.99) < 0.9999);
  }
}

TEST_CASE("an unknown optimizer is refused") { CHECK_THROWS_AS(make_optimizer<float>(spec_of("adma"), 1), UsageError); }

TEMPLATE_TEST_CASE("advancing piece by piece goes where an update goes, and says what is not finite", "", float,
                   double) {
  using S = TestType;
  constexpr Index n = 5000;  // several pieces
  const auto numbers = [=](std::uint64_t seed) {
    const Random random(seed, Stream::initial_weights, 0);
    Vector<S> x(n);
    for (Index i = 0; i < n; ++i) x[i] = static_cast<S>(random.normal(static_cast<std::uint64_t>(i)));
    return x;
  };
  for (const OptimizerRow& row : optimizers())
    for (const int variant : {0, 1, 2}) {
      INFO(row.name << " variant " << variant);
      OptimizerSpec spec;
      spec.name = row.name;
      if (variant > 0) spec.weight_decay = 0.1;
      if (variant > 1) spec.clip_norm = 1;
      const auto whole = make_optimizer<S>(spec, n), pieces = make_optimizer<S>(spec, n);
      Vector<S> theta = numbers(1), next(n), delta(n), left = Vector<S>::Zero(n);
      for (std::uint64_t t = 2; t < 6; ++t) {
        const Vector<S> g = numbers(t);
        whole->update(theta, g, 0.1, delta);
        CHECK(pieces->advance(theta, g, 0.1, 1, next, left));
        theta += delta;
        CHECK(next == theta);
      }
      const bool is_whole = row.name == "muon";  // Δ is written at once, and left
      CHECK((is_whole || left.isZero(0)));
      Vector<S> g = numbers(7);
      g[4500] = std::numeric_limits<S>::quiet_NaN();
      whole->update(theta, g, 0.1, delta);
      CHECK_EACH(!pieces->advance(theta, g, 0.1, 1, next, left), std::isnan(next[4500]), std::isnan(left[4500]));
      CHECK((is_whole || left.head(4000).isZero(0)));
    }
}
