// What measuring costs: steps per second of the bare arithmetic, of the same with g'Hg at every step, of an
// untraced run and of a traced one, measured in turn in one process; then PyTorch eager on the same
// arithmetic, where it is installed; then the sharpness at every step.
//
//   cmake --build build/release && build/release/tests/bench_trace
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "data/encode.h"
#include "lrscope/problem.h"
#include "lrscope/trainer.h"
#include "nn/initialiser.h"
#include "nn/mlp.h"
#include "optim/optimizer.h"
#include "train/training_loop.h"

using namespace lrscope;

namespace {

constexpr int rounds = 15;
constexpr std::int64_t steps = 1400;

struct Setting {
  std::vector<long long> hidden;
  Index batch;
  const char* optimizer;
  const char* activation = "relu";
  std::string name() const {
    std::string widths;
    for (const long long units : hidden) widths += (widths.empty() ? "" : ",") + std::to_string(units);
    return fmt::format("{} {} {} batch {}", optimizer, activation, widths, batch);
  }
};

struct Count final : StepObserver {
  double sum = 0;
  void on_step(const StepRecord& step) override { sum += step.predicted_change.value_or(0); }
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

class Bench {
 public:
  Bench(std::shared_ptr<const TrainingSet<float>> data, const Setting& setting)
      : data_(std::move(data)), setting_(setting) {
    spec_.model.hidden = setting.hidden;
    spec_.model.activation = setting.activation;
    spec_.optimizer.name = setting.optimizer;
    spec_.learning_rate = 1e-5;
    spec_.max_steps = steps;
    start_ = initial_parameters<float>(Mlp<float>::layout_of(*data_, spec_.model), initialisers()[0], spec_.model, 0);
  }

  /// Seconds per step of evaluate, gradient, update, apply, and nothing else; or with g'g, g'Hg and the
  /// critical learning rate at every step.
  double bare(bool with_curvature) const {
    const auto objective = make_objective();
    const auto optimizer = make_optimizer<float>(spec_.optimizer, start_.size());
    Vector<float> theta = start_, g(theta.size()), delta(theta.size());
    TaylorProbe<float> taylor(theta.size());
    StepRecord record;
    return time([&] {
      for (Index t = 0; t < steps; ++t) {
        objective->begin_step(t);
        objective->evaluate(theta);
        objective->gradient(g);
        if (with_curvature) taylor.measure_gradient(*objective, g, record);
        optimizer->update(theta, g, spec_.learning_rate, delta);
        theta += delta;
      }
    });
  }

  double run(StepObserver* observer) const {
    const auto objective = make_objective();
    const auto optimizer = make_optimizer<float>(spec_.optimizer, start_.size());
    return time([&] { Trainer<float>(*objective, *optimizer, spec_, start_, observer).run(); });
  }

 private:
  std::unique_ptr<Mlp<float>> make_objective() const {
    return std::make_unique<Mlp<float>>(data_, spec_.model, "mse", BatchOrder(data_->rows(), setting_.batch, true, 0));
  }
  template <class Work>
  static double time(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / static_cast<double>(steps);
  }

  std::shared_ptr<const TrainingSet<float>> data_;
  Setting setting_;
  RunSpec spec_;
  Vector<float> start_;
};

/// Seconds per step of PyTorch eager on one thread; 0 if it is not installed.
double pytorch(const Setting& setting) {
  std::string widths;
  for (const long long units : setting.hidden) widths += std::to_string(units) + " ";
  for (const char* python : {"python3", "/usr/bin/python3"}) {
    const std::string command = fmt::format("{} " LRSCOPE_SOURCE "/tests/bench/pytorch_steps.py {} {} {} 2>/dev/null",
                                            python, setting.optimizer, setting.batch, widths);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
    std::array<char, 64> line{};
    if (pipe && std::fgets(line.data(), line.size(), pipe.get())) return std::atof(line.data());
  }
  return 0;
}

void report(const std::shared_ptr<const TrainingSet<float>>& data, const Setting& setting) {
  const Bench bench(data, setting);
  Count count;
  std::vector<double> bare, untraced, traced, curvature_ratio, untraced_ratio, traced_ratio;
  for (int round = -1; round < rounds; ++round) {
    const double a = bench.bare(false), d = bench.bare(true), b = bench.run(nullptr), c = bench.run(&count);
    if (round < 0) continue;  // warm-up
    curvature_ratio.push_back(d / a);
    bare.push_back(a);
    untraced.push_back(b);
    traced.push_back(c);
    untraced_ratio.push_back(b / a);
    traced_ratio.push_back(c / a);
  }
  fmt::print("{:<28} {:>9.1f} {:>9.1f} {:>9.1f} {:>9.2f} {:>10.2f} {:>8.2f} {:>12.0f}", setting.name(),
             1e6 * median(bare), 1e6 * median(untraced), 1e6 * median(traced), median(curvature_ratio),
             median(untraced_ratio), median(traced_ratio), 1 / median(bare));
  const double torch = pytorch(setting);
  if (torch > 0)
    fmt::print(" {:>9.1f} {:>8.1f}\n", 1e6 * torch, torch / median(bare));
  else
    fmt::print("   PyTorch: not installed\n");
  std::fflush(stdout);
}

/// The run of `demo edge` with and without the sharpness at every step.
void report_sharpness() {
  RunSpec spec;
  spec.model.hidden = {100};
  spec.model.activation = "tanh";
  spec.batch_size = {std::nullopt, true};
  spec.precision = Precision::float64;
  spec.learning_rate = 0.1;
  spec.max_steps = 4000;
  spec.curvature.sharpness_every = 0;
  RunSpec every = spec;
  every.curvature.sharpness_every = 1;
  const Dataset data = read_dataset("case:chebyshev", DataSpec{});
  const Problem problem(data, spec.precision);
  const auto seconds = [&](const RunSpec& run, StepObserver* observer) {
    const auto begin = std::chrono::steady_clock::now();
    problem.run(run, observer);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / 4000;
  };
  Count count;
  std::vector<double> untraced, traced, sharp, ratio;
  for (int round = -1; round < rounds; ++round) {
    const double a = seconds(spec, nullptr), b = seconds(spec, &count), c = seconds(every, &count);
    if (round < 0) continue;  // warm-up
    untraced.push_back(a);
    traced.push_back(b);
    sharp.push_back(c);
    ratio.push_back(c / a);
  }
  fmt::print(
      "\ntanh 100 on 20 points, float64: untraced {:.1f}, traced {:.1f}, with the sharpness at every step {:.1f} µs, "
      "{:.1f} × untraced\n",
      1e6 * median(untraced), 1e6 * median(traced), 1e6 * median(sharp), median(ratio));
}

}  // namespace

int main() {
  DataSpec scaled;
  scaled.scale = Scaling::standard;
  const auto data = std::make_shared<const TrainingSet<float>>(read_dataset("case:diabetes", scaled));
  fmt::print("diabetes (442 rows, 10 features), float32, one thread, µs per step, medians of {} rounds\n\n", rounds);
  constexpr const char* form = "{:<28} {:>9} {:>9} {:>9} {:>9} {:>10} {:>8} {:>12} {:>9} {:>8}\n";
  fmt::print(form, "", "plain", "untraced", "traced", "g'Hg/", "untraced/", "traced/", "plain steps", "PyTorch",
             "PyTorch/");
  fmt::print(form, "", "", "run", "run", "plain", "plain", "plain", "a second", "eager", "plain");
  for (const Setting& setting :
       {Setting{{64}, 32, "sgd"}, Setting{{64}, 442, "sgd"}, Setting{{64, 64}, 32, "sgd"},
        Setting{{64, 64}, 442, "sgd"}, Setting{{64, 64}, 32, "sgd", "tanh"}, Setting{{64, 64}, 442, "sgd", "tanh"},
        Setting{{64, 64}, 32, "adam"}, Setting{{64, 64}, 442, "adam"}, Setting{{64, 64, 64}, 32, "sgd"}})
    report(data, setting);
  report_sharpness();
}
