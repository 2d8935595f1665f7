// How limits compare with the measured boundary of divergence: the limit at θ_0, the safe limit of a slow run, and for
// optimizers with a preconditioner the limits on the way of slow runs. For each rule the ratio limit/boundary.
//
//   bench_limits FIRST_SEED SEEDS OPTIMIZER…
//
// A setting is one of 5 tables (diabetes, raw and standardised target; made: a regression, small and large target, and
// three classes), of 5 networks (no hidden layer; 32 and 64,64, relu and tanh), batch 32 over 30 epochs or all rows over
// 300 steps, and a seed: of weights and batches, and of the made tables.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/text.h"
#include "base/threads.h"
#include "lrscope/problem.h"
#include "optim/optimizer.h"
#include "sweep/boundary.h"
#include "sweep/safe_limit.h"

using namespace lrscope;

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

struct Setting {
  std::shared_ptr<const Problem> problem;
  RunSpec run;
};

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

/// The ratios of one setting, by rule; nothing without a boundary.
using Ratios = std::map<std::string, double>;

/// limit/ratio of every step measured.
class Limits final : public StepObserver {
 public:
  std::vector<double> found;
  void on_step(const StepRecord& step) override {
    if (step.stability_ratio && *step.stability_ratio > 0) found.push_back(step.lr / *step.stability_ratio);
  }
};

/// Limits on the way of a run at `rate`, the first tenth left out: lowest, median.
void add_way(const Setting& setting, double rate, double boundary, const std::string& name, Ratios& ratios) {
  RunSpec run = setting.run;
  run.learning_rate = rate;
  run.curvature.sharpness_every = 10;
  run.curvature.max_hvps = 100;
  Limits limits;
  setting.problem->run(run, &limits);
  std::vector<double>& found = limits.found;
  found.erase(found.begin(), found.begin() + std::ssize(found) / 10);
  if (found.empty()) return;
  std::ranges::sort(found);
  ratios[name + ": lowest"] = found.front() / boundary;
  ratios[name + ": median"] = found[found.size() / 2] / boundary;
}

struct Edge {
  double safe;
  double failed;
};

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

/// What `lrscope sweep` would know: the smallest of its default rates that fails.
std::optional<double> smallest_failed(const Setting& setting, double safe) {
  for (int half_decade = -12; half_decade <= 0; ++half_decade)
    if (const double rate = std::pow(10, half_decade / 2.0); rate > safe / 2 && fails(setting, rate)) return rate;
  return std::nullopt;
}

Ratios measure(const Setting& setting) {
  Ratios ratios;
  const StartCurvature start = setting.problem->start_curvature(setting.run);
  const bool is_adaptive = find_named(optimizers(), setting.run.optimizer.name, "optimizer").is_adaptive();
  const auto edge = measure_boundary(setting, is_adaptive ? std::optional(0.1) : start.limit);
  if (!edge) return ratios;
  // At or below the boundary: up to the rate that failed, within the tolerance of the search.
  const double boundary = edge->failed;
  const auto at_start = setting.problem->stability_ratio(setting.run);
  if (at_start && *at_start > 0) ratios["limit at the start"] = setting.run.learning_rate / *at_start / boundary;
  if (is_adaptive) {
    for (const double share : {10, 100}) {
      const double rate = edge->safe / share;
      add_way(setting, rate, boundary, fmt::format("run at 1/{} of the boundary", share), ratios);
    }
    return ratios;
  }
  Summary summary;
  summary.predicted_limit = start.limit;
  summary.smallest_failed_lr = smallest_failed(setting, edge->safe);
  SweepSpec sweep;
  sweep.base = setting.run;
  sweep.seeds = {setting.run.seed};
  find_safe_limit(*setting.problem, sweep, summary);
  if (!summary.safe_limit) return ratios;
  ratios["safe limit"] = *summary.safe_limit / boundary;
  ratios["threshold / largest sharpness"] = *start.threshold / *summary.safe_limit_sharpness / boundary;
  if (fails(setting, *summary.safe_limit)) ratios["failed at the safe limit"] = *summary.safe_limit / boundary;
  return ratios;
}

void print_rule(const std::string& rule, std::vector<double> ratios) {
  std::ranges::sort(ratios);
  const auto below = std::ranges::count_if(ratios, [](double ratio) { return ratio <= 1; });
  const auto near = std::ranges::count_if(ratios, [](double ratio) { return ratio >= 0.1 && ratio <= 1; });
  fmt::print("  {:<40}{:>6}{:>10.3g}{:>10.2g}{:>10.3g}{:>12}{:>8}\n", rule, ratios.size(), ratios[ratios.size() / 2],
             ratios.front(), ratios.back(), below, near);
}

void report(std::uint64_t first, std::uint64_t seeds, const std::string& optimizer) {
  const std::vector<Setting> all = settings(first, seeds, optimizer);
  std::vector<Ratios> measured(all.size());
  for_each_index(2, all.size(), [&](std::size_t i) { measured[i] = measure(all[i]); });
  std::map<std::string, std::vector<double>> by_rule;
  std::size_t with_boundary = 0;
  for (const Ratios& ratios : measured) {
    with_boundary += !ratios.empty();
    for (const auto& [rule, ratio] : ratios) by_rule[rule].push_back(ratio);
  }
  fmt::print("{}: {} of {} settings have a boundary\n", optimizer, with_boundary, all.size());
  fmt::print("  {:<40}{:>6}{:>10}{:>10}{:>10}{:>12}{:>8}\n", "limit / boundary", "n", "median", "lowest", "highest",
             "at or below", "0.1 … 1");
  for (const auto& [rule, ratios] : by_rule) print_rule(rule, ratios);
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) {
    fmt::print(stderr, "usage: bench_limits FIRST_SEED SEEDS OPTIMIZER…\n");
    return 2;
  }
  for (int i = 3; i < count; ++i) report(std::stoull(words[1]), std::stoull(words[2]), words[i]);
}
