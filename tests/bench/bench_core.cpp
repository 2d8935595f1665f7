// What the processor can do, and what a bare training step takes: for tests/bench/peers, which asks line by line.
//
//   peak float32 THREADS SECONDS                              → FLOP/s of fused multiply-adds, all threads together
//   steps FEATURES HIDDEN CLASSES BATCH STEPS THREADS         → seconds, each thread training a network of its own
#include <barrier>
#include <chrono>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/random.h"
#include "base/text.h"
#include "nn/initialiser.h"
#include "nn/mlp.h"
#include "optim/optimizer.h"
#include "peak.h"

namespace {

using namespace lrscope;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

void on_threads(int threads, const std::function<void(int)>& work) {
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) running.emplace_back(work, i);
  for (std::thread& thread : running) thread.join();
}

double peak_rate(const std::string& precision, int threads, double seconds) {
  std::vector<double> rates(static_cast<std::size_t>(threads));
  on_threads(threads, [&](int i) {
    double operations = 0;
    const auto begin = Clock::now();
    while (seconds_since(begin) < seconds) operations += precision == "float32" ? bench::work_f32() : bench::work_f64();
    rates[static_cast<std::size_t>(i)] = operations / seconds_since(begin);
  });
  double sum = 0;
  for (const double rate : rates) sum += rate;
  return sum;
}

/// Classes drawn at random, for features that are: what matters is the arithmetic.
std::shared_ptr<const TrainingSet<float>> random_data(Index features, Index classes, Index rows) {
  const Random random(1, Stream::initial_biases, 0);
  Matrix<float> inputs(features, rows), targets = Matrix<float>::Zero(classes, rows);
  for (Index i = 0; i < inputs.size(); ++i)
    inputs.data()[i] = static_cast<float>(random.normal(static_cast<std::uint64_t>(i)));
  for (Index j = 0; j < rows; ++j) targets(j * 7 % classes, j) = 1;
  return std::make_shared<const TrainingSet<float>>(inputs, targets);
}

/// `is_warm` is called after some steps that do not count.
void train(const std::shared_ptr<const TrainingSet<float>>& data, const ModelSpec& spec, Index batch, int steps,
           const std::function<void()>& is_warm) {
  Mlp<float> mlp(data, spec, "cross-entropy", BatchOrder(data->rows(), batch, true, 0));
  OptimizerSpec sgd;
  const auto optimizer = make_optimizer<float>(sgd, mlp.dimension());
  Vector<float> theta = initial_parameters<float>(Mlp<float>::layout_of(*data, spec),
                                                  find_named(initialisers(), spec.init, "init"), spec, 0);
  Vector<float> g(theta.size()), delta(theta.size());
  constexpr int warm_up = 5;
  for (int t = 0; t < warm_up + steps; ++t) {
    if (t == warm_up) is_warm();
    mlp.begin_step(t);
    mlp.evaluate(theta);
    mlp.gradient(g);
    optimizer->advance(theta, g, 1e-3, 1, theta, delta);
  }
}

double seconds_of_steps(std::istringstream& words) {
  Index features = 0, classes = 0, batch = 0;
  std::string hidden;
  int steps = 0, threads = 0;
  words >> features >> hidden >> classes >> batch >> steps >> threads;
  ModelSpec spec;
  spec.hidden.clear();
  for (const std::string& units : split(hidden, ',')) spec.hidden.push_back(std::stoll(units));
  const auto data = random_data(features, classes, 10 * batch);
  Clock::time_point begin;
  std::barrier all_are_warm(threads, [&]() noexcept { begin = Clock::now(); });
  on_threads(threads, [&](int) { train(data, spec, batch, steps, [&] { all_are_warm.arrive_and_wait(); }); });
  return seconds_since(begin);
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string what, precision;
    words >> what;
    if (what == "peak") {
      int threads = 1;
      double seconds = 1;
      words >> precision >> threads >> seconds;
      std::cout << peak_rate(precision, threads, seconds) << std::endl;
    } else if (what == "steps") {
      std::cout << seconds_of_steps(words) << std::endl;
    } else {
      std::cerr << "bench_core: unknown request: " << line << "\n";
      return 2;
    }
  }
}
