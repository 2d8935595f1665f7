#include "settings.h"

#include <cmath>

#include "base/random.h"
#include "sweep/boundary.h"

namespace lrscope::bench {
namespace {

constexpr int table_count = 5;
constexpr double tolerance = 0.05, largest_rate = 1e5;
constexpr int most_runs = 60;

struct Network {
  std::vector<long long> hidden;
  const char* activation;
};
const std::array<Network, 5> networks = {
    Network{{}, "relu"}, {{32}, "relu"}, {{32}, "tanh"}, {{64, 64}, "relu"}, {{64, 64}, "tanh"}};

/// Normal features, correlated or with one skewed column in some seeds.
Matrix<double> made_inputs(const Random& random, std::uint64_t seed) {
  const Index rows = 240 + 40 * static_cast<Index>(seed % 5), columns = 4 + static_cast<Index>(seed % 6);
  Matrix<double> x(columns, rows);
  for (Index j = 0; j < rows; ++j) {
    for (Index i = 0; i < columns; ++i) {
      x(i, j) = random.normal(static_cast<std::uint64_t>(i + j * columns));
      if (seed % 3 == 0 && i > 0) x(i, j) = 0.6 * x(i - 1, j) + 0.8 * x(i, j);
    }
    if (seed % 3 == 1) x(0, j) = std::exp(x(0, j)) - 1.6;
  }
  return x;
}

/// A linear part, a wave and noise, of mean 0 and deviation 1.
Vector<double> made_target(const Random& random, const Matrix<double>& x) {
  std::uint64_t at = 1 << 20;
  Vector<double> w(x.rows()), u(x.rows()), y(x.cols());
  for (double& element : w) element = random.normal(at++);
  for (double& element : u) element = random.normal(at++);
  for (Index j = 0; j < x.cols(); ++j)
    y[j] = w.dot(x.col(j)) + 1.5 * std::sin(u.dot(x.col(j))) + 0.7 * random.normal(at++);
  y.array() -= y.mean();
  return y / std::sqrt(y.squaredNorm() / static_cast<double>(y.size()));
}

Dataset made_table(bool has_classes, std::uint64_t seed, double scale, double shift) {
  const Random random(seed, Stream::directions, 7);
  Dataset data;
  data.inputs = made_inputs(random, seed);
  const Vector<double> y = made_target(random, data.inputs);
  if (has_classes) {
    data.task = Task::classification;
    data.targets.setZero(3, y.size());
    for (Index j = 0; j < y.size(); ++j) data.targets(y[j] < -0.5 ? 0 : y[j] < 0.5 ? 1 : 2, j) = 1;
    data.target_names = {"low", "middle", "high"};
  } else {
    data.targets = (shift + scale * y.array()).matrix().transpose();
    data.target_names = {"y"};
  }
  for (Index i = 0; i < data.inputs.rows(); ++i) data.feature_names.push_back("x" + std::to_string(i));
  for (Index j = 0; j < y.size(); ++j) data.lines.push_back(j + 2);
  return data;
}

Dataset table(int number, std::uint64_t seed) {
  if (number == 2) return made_table(false, seed, 1, 0);
  if (number == 3) return made_table(false, seed, 40, 120);
  if (number == 4) return made_table(true, seed, 1, 0);
  DataSpec spec;
  spec.scale = Scaling::standard;
  spec.scale_target = number == 1 ? Scaling::standard : Scaling::none;
  return read_dataset("case:diabetes", spec);
}

}  // namespace

std::vector<Setting> settings(std::uint64_t first, std::uint64_t seeds, const std::string& optimizer) {
  std::vector<Setting> all;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed)
    for (int number = 0; number < table_count; ++number) {
      const auto problem = std::make_shared<const Problem>(table(number, seed), Precision::float32);
      for (const Network& network : networks)
        for (const bool takes_all : {false, true}) {
          RunSpec run;
          run.seed = seed;
          run.model.hidden = network.hidden;
          run.model.activation = network.activation;
          run.optimizer.name = optimizer;
          run.epochs = 30;
          if (takes_all) run.batch_size.rows.reset(), run.max_steps = 300;
          all.push_back({problem, run});
        }
    }
  return all;
}

bool fails(const Setting& setting, double rate) {
  RunSpec run = setting.run;
  run.learning_rate = rate;
  run.curvature.sharpness_every = 0;
  return has_failed(setting.problem->run(run).outcome);
}

std::optional<Edge> measure_boundary(const Setting& setting, std::optional<double> start) {
  BoundarySearch search(tolerance, Precision::float32, start);
  int runs = 0;
  while (const auto rate = search.next()) {
    if (*rate > largest_rate || ++runs > most_runs) break;
    search.add(*rate, fails(setting, *rate));
  }
  if (!search.largest_safe() || !search.smallest_failed()) return std::nullopt;
  return Edge{*search.largest_safe(), *search.smallest_failed()};
}

}  // namespace lrscope::bench
