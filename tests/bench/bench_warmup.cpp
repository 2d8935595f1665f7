// Whether a warm-up that `find --warmup` suggests keeps its promise: it is searched with seeds 0 to 19 (and confirmed with
// 20 to 59), then tried with 20 seeds that had no part in it, and so is half of it.
//
//   bench_warmup [FIRST_FRESH_SEED]
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "find/warmup.h"
#include "lrscope/dataset.h"

using namespace lrscope;

namespace {

constexpr std::int64_t steps = 1000;
constexpr int threads = 2;

struct Setting {
  std::string title;
  std::string data;
  Scaling target;
  std::vector<long long> hidden;
  std::string optimizer;
  double lr;
  bool takes_all;  // rows at every step
};

const std::vector<Setting> settings = {
    {"diabetes, raw target, 64,64", "case:diabetes", Scaling::none, {64, 64}, "sgd", 0.0015, true},
    {"diabetes, 256", "case:diabetes", Scaling::standard, {256}, "sgd", 0.5, true},
    {"diabetes, 64,64, adam", "case:diabetes", Scaling::standard, {64, 64}, "adam", 0.05, true},
    {"diabetes, 64,64, batches of 32", "case:diabetes", Scaling::standard, {64, 64}, "sgd", 0.3, false},
    {"normal, 64,64", "case:normal", Scaling::none, {64, 64}, "sgd", 0.3, true},
};

std::vector<std::uint64_t> seeds_from(std::uint64_t first) {
  std::vector<std::uint64_t> seeds(20);
  std::iota(seeds.begin(), seeds.end(), first);
  return seeds;
}

std::int64_t trained_with(const Problem& problem, RunSpec run, std::int64_t warmup, std::uint64_t first) {
  SweepSpec sweep;
  sweep.base = run;
  sweep.base.schedule.warmup_steps = warmup;
  sweep.learning_rates = {run.learning_rate};
  sweep.seeds = seeds_from(first);
  sweep.threads = threads;
  SweepObserver nothing;
  const SweepResult made = run_sweep(problem, sweep, nothing);
  return std::ranges::count(made.runs, Outcome::trained, &RunRecord::outcome);
}

void report(const Setting& setting, std::uint64_t first) {
  DataSpec data;
  data.scale = setting.data == "case:diabetes" ? Scaling::standard : Scaling::none;
  data.scale_target = setting.target;
  const Problem problem(read_dataset(setting.data, data), Precision::float32);
  WarmupRequest request;
  request.base.model.hidden = setting.hidden;
  request.base.optimizer.name = setting.optimizer;
  request.base.learning_rate = setting.lr;
  request.base.max_steps = steps;
  request.base.curvature.sharpness_every = 0;
  if (setting.takes_all) request.base.batch_size.rows.reset();
  request.seeds = seeds_from(0);
  request.threads = threads;
  SweepObserver nothing;
  const WarmupRecord found = find_warmup(problem, request, nothing).warmup;
  fmt::print("{:<32}{:>8g}", setting.title, setting.lr);
  if (!found.warmup_steps) return fmt::print("    none\n");
  const std::int64_t half = *found.warmup_steps / 2;
  fmt::print("{:>6}{:>6}{:>6}{:>6}{:>6}   {}\n", trained_with(problem, request.base, 0, first), *found.warmup_steps,
             trained_with(problem, request.base, *found.warmup_steps, first), half,
             trained_with(problem, request.base, half, first), name_of(found.regime));
}

}  // namespace

int main(int count, char** words) {
  const std::uint64_t first = count > 1 ? std::stoull(words[1]) : 100;
  fmt::print("20 seeds from {}: how many train without warm-up, with T steps of it, and with T/2\n", first);
  fmt::print("{:<32}{:>8}{:>6}{:>6}{:>6}{:>6}{:>6}   {}\n", "", "lr", "0", "T", "", "T/2", "", "regime");
  for (const Setting& setting : settings) report(setting, first);
}
