// The boundary of linear models on batches beside the limits that the rows imply: data sets × batch × optimizer. With a diverge
// factor of 10⁶ only what really diverges has failed, and the boundary should be the almost-sure limit; with the default factor
// it should lie in the band from half the mean-square to the almost-sure limit.
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "lrscope/dataset.h"
#include "lrscope/problem.h"
#include "lrscope/sweep.h"

namespace {
using namespace lrscope;

/// A column of standard normals, uniforms, zeros and ones, or t-distributed numbers with four degrees of freedom.
double draw(const Random& random, int kind, std::uint64_t i) {
  const double z = random.normal(8 * i);
  if (kind == 0) return random.uniform(i);
  if (kind == 1) return random.uniform(i) < 0.2 ? 1 : 0;
  double sum = 0;
  for (std::uint64_t k = 1; k <= 4; ++k) sum += std::pow(random.normal(8 * i + k), 2);
  return z / std::sqrt(sum / 4);
}

/// Standardised features, mixed with each other if heavy-tailed, and a target that they explain in part.
Dataset made(int kind, Index rows, Index columns, std::uint64_t seed) {
  const Random random(seed, Stream::directions), noise(seed + 1, Stream::directions);
  Dataset data;
  data.inputs.resize(columns, rows);
  for (Index i = 0; i < data.inputs.size(); ++i)
    data.inputs(i % columns, i / columns) = draw(random, kind, static_cast<std::uint64_t>(i));
  if (kind == 2) {
    Matrix<double> mix(columns, columns);
    for (Index i = 0; i < mix.size(); ++i) mix(i / columns, i % columns) = noise.normal(static_cast<std::uint64_t>(i));
    data.inputs = (mix * data.inputs).eval();
  }
  data.targets.resize(1, rows);
  for (Index i = 0; i < columns; ++i) {
    auto row = data.inputs.row(i).array();
    row -= row.mean();
    row /= std::sqrt(row.square().mean());
    data.feature_names.push_back("x" + std::to_string(i));
  }
  for (Index i = 0; i < rows; ++i)
    data.targets(0, i) = data.inputs.col(i).sum() + noise.normal(static_cast<std::uint64_t>(1000 + i));
  data.target_names = {"y"};
  return data;
}

double boundary(const Problem& problem, SweepSpec spec, double factor, StartCurvature& start) {
  spec.base.diverge_factor = factor;
  SweepObserver observer;
  const SweepResult result = run_sweep(problem, spec, observer);
  const Summary summary = summarise(result.runs);
  start = result.runs.front().start;
  return std::sqrt(summary.largest_safe_lr.value_or(NAN) * summary.smallest_failed_lr.value_or(NAN));
}

}  // namespace

int main() {
  DataSpec scaled;
  scaled.scale = Scaling::standard;
  std::vector<std::pair<std::string, Dataset>> sets;
  sets.emplace_back("diabetes", read_dataset("case:diabetes", scaled));
  sets.emplace_back("uniform", made(0, 1000, 4, 11));
  sets.emplace_back("zeros and ones", made(1, 500, 12, 12));
  sets.emplace_back("heavy tails", made(2, 300, 8, 13));
  fmt::print("{:14} {:10} {:>5} {:>11} {:>11} {:>9} {:>16} {:>16}\n", "data", "optimizer", "batch", "mean square",
             "almost sure", "2/λmax", "10⁶: /a.s.", "4: /m.s., /a.s.");
  int inside = 0, all = 0;
  for (const auto& [name, data] : sets) {
    const Problem problem(std::make_shared<const Dataset>(data), Precision::float64);
    for (const char* optimizer : {"sgd", "heavy-ball", "nesterov"})
      for (const long long batch : {1, 4, 16}) {
        SweepSpec spec;
        spec.base.model.hidden.clear();
        spec.base.precision = Precision::float64;
        spec.base.optimizer.name = optimizer;
        spec.base.batch_size.rows = batch;
        spec.base.max_steps = 20'000;
        spec.seeds = {0, 1, 2, 3, 4};
        spec.boundary_tolerance = 0.01;
        spec.threads = 2;
        StartCurvature start;
        const double real = boundary(problem, spec, 1e6, start), usual = boundary(problem, spec, 4, start);
        const double square = *start.batch_limit, sure = *start.almost_sure_limit;
        const bool is_inside = std::abs(real / sure - 1) < 0.05 && usual >= 0.5 * square && usual <= 1.05 * sure;
        inside += is_inside;
        ++all;
        fmt::print("{:14} {:10} {:5} {:11.4g} {:11.4g} {:9.4g} {:16.3f} {:9.3f} {:.3f} {}\n", name, optimizer, batch,
                   square, sure, *start.limit, real / sure, usual / square, usual / sure, is_inside ? "" : "outside");
      }
  }
  fmt::print("{} of {} in the band\n", inside, all);
}
