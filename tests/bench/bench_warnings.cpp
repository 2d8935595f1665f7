// How well early signals tell runs that will fail from runs that will not, near the boundary of divergence: detection,
// false alarms and lead of each, and of rules that combine them.
//
//   bench_warnings CHOSEN_ON REPORTED_ON SEEDS
//
// The threshold of a signal is chosen on SEEDS seeds from CHOSEN_ON on: the lowest that fires in at most 5 % of the runs that
// end with skill (trained, or spiked and trained). The rates are those of SEEDS other seeds from REPORTED_ON on. Runs: those
// of settings.h with sgd, heavy-ball and nesterov, 12 epochs or 150 steps, at .5, .7, .85 and 1 × the largest rate that did not
// fail and at 1, 1.15, 1.4 and 2 × the smallest that did. Detected: fired before the first number that is not finite, or
// before the end. Unseen: also before the loss of a batch stood above 4 × the loss at the start.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

#include "base/threads.h"
#include "lrscope/trainer.h"
#include "settings.h"
#include "train/watch/early_warning.h"

using namespace lrscope;
using namespace lrscope::bench;

namespace {

constexpr double highest_false_alarms = 0.05;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// What the signals see.
class Steps final : public StepObserver {
 public:
  std::vector<double> loss, gradient, ratio, critical, sharpness, along;

  void on_step(const StepRecord& s) override {
    loss.push_back(s.loss);
    gradient.push_back(s.gradient_norm.value_or(0));
    ratio.push_back(s.stability_ratio.value_or(0));
    critical.push_back(s.update_critical_lr ? s.lr / *s.update_critical_lr : 0);
    sharpness.push_back(s.sharpness ? s.sharpness->value : 0);
    along.push_back(s.directional_curvature.value_or(0));
  }
};

using Series = std::vector<double> Steps::*;
/// A larger score at step t is a stronger sign. Sees no later step.
using Score = std::function<double(const Steps&, std::size_t t)>;

struct Signal {
  std::string name;
  Score score;
};

Score plain(Series series) {
  return [=](const Steps& s, std::size_t t) { return (s.*series)[t]; };
}

/// The least of the last `count`.
Score sustained(Series series, std::size_t count) {
  return [=](const Steps& s, std::size_t t) {
    if (t + 1 < count) return 0.0;
    const auto end = (s.*series).begin() + static_cast<std::ptrdiff_t>(t) + 1;
    return *std::min_element(end - static_cast<std::ptrdiff_t>(count), end);
  };
}

/// Over the median of up to `count` before.
Score over_median(Series series, std::size_t count) {
  return [=](const Steps& s, std::size_t t) {
    if (t < 3) return 0.0;
    const auto end = (s.*series).begin() + static_cast<std::ptrdiff_t>(t);
    std::vector<double> window(end - static_cast<std::ptrdiff_t>(std::min(t, count)), end);
    std::ranges::nth_element(window, window.begin() + std::ssize(window) / 2);
    const double median = window[window.size() / 2];
    return median > 0 ? (s.*series)[t] / median : 0;
  };
}

/// Over the largest of the first `count` before t.
Score over_first(Series series, std::size_t count) {
  return [=](const Steps& s, std::size_t t) {
    if (t == 0) return 0.0;
    const auto begin = (s.*series).begin();
    return (s.*series)[t] / *std::max_element(begin, begin + static_cast<std::ptrdiff_t>(std::min(t, count)));
  };
}

double over_lowest(const Steps& s, std::size_t t) {
  return s.loss[t] / *std::min_element(s.loss.begin(), s.loss.begin() + static_cast<std::ptrdiff_t>(t) + 1);
}

/// Page's sum of the rises of ln L beyond a drift of 0.3 a step.
double cusum(const Steps& s, std::size_t t) {
  double sum = 0;
  for (std::size_t i = 1; i <= t; ++i) sum = std::max(0.0, sum + std::log(s.loss[i] / s.loss[i - 1]) - 0.3);
  return sum;
}

std::vector<Signal> signals() {
  const Score risen = over_first(&Steps::loss, EarlyWarning::base_steps), ratio = plain(&Steps::ratio);
  const Score critical = plain(&Steps::critical);
  return {
      {"stability ratio", ratio},
      {"stability ratio, three in a row", sustained(&Steps::ratio, 3)},
      {"η / update-critical rate", critical},
      {"η / update-critical rate, three in a row", sustained(&Steps::critical, 3)},
      {"sharpness / median of 20", over_median(&Steps::sharpness, 20)},
      {"curvature along g / median of 10", over_median(&Steps::along, 10)},
      {"gradient norm / median of 10", over_median(&Steps::gradient, 10)},
      {"gradient norm / largest of first 10", over_first(&Steps::gradient, 10)},
      {"CUSUM of ln loss", cusum},
      {"loss / loss at the start", over_first(&Steps::loss, 1)},
      {"loss / lowest loss", over_lowest},
      {"loss / largest of first 10", risen},
      {"… where η is above critical",
       [=](const Steps& s, std::size_t t) { return critical(s, t) > 1 ? risen(s, t) : 0; }},
      {"… × (stability ratio)^¼",
       [=](const Steps& s, std::size_t t) { return risen(s, t) * std::pow(std::max(ratio(s, t), 0.0), 0.25); }},
      {"… × gradient norm / largest of first 10",
       [=, gradient = over_first(&Steps::gradient, 10)](const Steps& s, std::size_t t) {
         return std::sqrt(risen(s, t) * gradient(s, t));
       }},
  };
}

enum class Group { failed, skilled, other };

struct Watched {
  Group group;
  int batch;                                // 0: all rows
  std::int64_t end;                         // the first step that is not finite, or the number of steps
  std::int64_t seen;                        // the first with a loss above 4 × that at the start; `end` without one
  std::vector<std::vector<double>> scores;  // of each signal, of each step before `end`
};

Watched watch(const Setting& setting, double rate, const std::vector<Signal>& list) {
  RunSpec spec = setting.run;
  spec.learning_rate = rate;
  spec.curvature.sharpness_every = 1;
  spec.curvature.max_hvps = 60;
  Steps steps;
  const RunRecord run = setting.problem->run(spec, &steps);
  Watched watched;
  watched.group = has_failed(run.outcome) ? Group::failed : has_skill(run.outcome) ? Group::skilled : Group::other;
  watched.batch = static_cast<int>(spec.batch_size.rows.value_or(0));
  watched.end = std::min<std::int64_t>(run.steps, std::ssize(steps.loss));
  for (const auto& step : {run.loss_inf_step, run.gradient_nonfinite_step, run.nan_step})
    watched.end = std::min(watched.end, step.value_or(watched.end));
  watched.seen = watched.end;
  for (std::int64_t t = watched.end; t-- > 0;)
    if (!(steps.loss[static_cast<std::size_t>(t)] <= 4 * run.initial_loss)) watched.seen = t;
  for (const Signal& signal : list) {
    auto& scores = watched.scores.emplace_back();
    for (std::size_t t = 0; t < static_cast<std::size_t>(watched.end); ++t) scores.push_back(signal.score(steps, t));
  }
  return watched;
}

std::vector<Watched> runs(std::uint64_t first, std::uint64_t seeds, const std::vector<Signal>& list) {
  std::vector<Watched> all;
  std::mutex mutex;
  for (const char* optimizer : {"sgd", "heavy-ball", "nesterov"}) {
    std::vector<Setting> list_of_settings = settings(first, seeds, optimizer);
    for (std::size_t i = 0; i < list_of_settings.size(); ++i) {
      RunSpec& run = list_of_settings[i].run;
      run.epochs = 12;
      if (run.max_steps) run.max_steps = 150;
      if (i % 4 == 2) run.batch_size.rows = 4, run.epochs = 2;
    }
    for_each_index(2, list_of_settings.size(), [&](std::size_t i) {
      const Setting& setting = list_of_settings[i];
      const auto edge = measure_boundary(setting, setting.problem->start_curvature(setting.run).limit);
      if (!edge) return;
      std::vector<Watched> own;
      for (const double share : {0.5, 0.7, 0.85, 1.0}) own.push_back(watch(setting, share * edge->safe, list));
      for (const double share : {1.0, 1.15, 1.4, 2.0}) own.push_back(watch(setting, share * edge->failed, list));
      const std::scoped_lock lock(mutex);
      std::ranges::move(own, std::back_inserter(all));
    });
  }
  return all;
}

/// The first step before `end` at which the signal is above the threshold; −1 if there is none.
std::int64_t fired(const Watched& run, std::size_t signal, double threshold, std::int64_t end) {
  for (std::int64_t t = 0; t < end; ++t)
    if (const double score = run.scores[signal][static_cast<std::size_t>(t)]; std::isfinite(score) && score > threshold)
      return t;
  return -1;
}

double threshold_of(const std::vector<Watched>& all, std::size_t signal) {
  std::vector<double> highest;
  for (const Watched& run : all) {
    if (run.group != Group::skilled) continue;
    double most = -infinity;
    for (const double score : run.scores[signal])
      if (std::isfinite(score)) most = std::max(most, score);
    highest.push_back(most);
  }
  std::ranges::sort(highest, std::greater());
  return highest[static_cast<std::size_t>(highest_false_alarms * static_cast<double>(highest.size()))];
}

void print_rates(const std::vector<Watched>& all, std::size_t signal, const std::string& name, double threshold) {
  std::array<double, 3> runs{}, alarms{};
  double unseen = 0;
  std::vector<std::int64_t> leads;
  for (const Watched& run : all) {
    const auto group = static_cast<std::size_t>(run.group);
    const std::int64_t step = fired(run, signal, threshold, run.end);
    runs[group] += 1;
    alarms[group] += step >= 0;
    if (run.group != Group::failed || step < 0) continue;
    leads.push_back(run.end - step);
    unseen += step < run.seen;
  }
  std::ranges::sort(leads);
  fmt::print("  {:<42}{:>10.4g}{:>9.1f} %{:>8.1f} %{:>8.1f} %{:>6}{:>8.1f} %\n", name, threshold,
             100 * alarms[0] / runs[0], 100 * alarms[1] / runs[1], 100 * alarms[2] / runs[2],
             leads.empty() ? 0 : leads[leads.size() / 2], 100 * unseen / runs[0]);
}

void print_header(const std::vector<Watched>& all, const char* title) {
  std::array<int, 3> counts{};
  for (const Watched& run : all) ++counts[static_cast<std::size_t>(run.group)];
  fmt::print("{}: {} runs failed, {} ended with skill, {} without\n", title, counts[0], counts[1], counts[2]);
  fmt::print("  {:<42}{:>10}{:>11}{:>10}{:>10}{:>6}{:>10}\n", "", "threshold", "detected", "false", "no skill", "lead",
             "unseen");
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    fmt::print(stderr, "usage: bench_warnings CHOSEN_ON REPORTED_ON SEEDS\n");
    return 2;
  }
  const std::vector<Signal> list = signals();
  const std::vector<Watched> chosen = runs(std::stoull(words[1]), std::stoull(words[3]), list);
  const std::vector<Watched> all = runs(std::stoull(words[2]), std::stoull(words[3]), list);
  print_header(all, "each at 5 % false alarms on the first seeds");
  for (std::size_t i = 0; i < list.size(); ++i) print_rates(all, i, list[i].name, threshold_of(chosen, i));
  const auto rule =
      static_cast<std::size_t>(std::ranges::find(list, "loss / largest of first 10", &Signal::name) - list.begin());
  print_header(all, "\nthe rule of lrscope by its threshold");
  for (const double factor : {2.0, 4.0, 7.0, EarlyWarning::factor, 14.0, 30.0, 100.0, 1e4})
    print_rates(all, rule, factor == EarlyWarning::factor ? "in use" : "", factor);
  for (const int batch : {4, 32, 0}) {
    std::vector<Watched> part;
    std::ranges::copy_if(all, std::back_inserter(part), [&](const Watched& run) { return run.batch == batch; });
    print_header(part, batch > 0 ? fmt::format("\nbatch {}", batch).c_str() : "\nall rows");
    print_rates(part, rule, "in use", EarlyWarning::factor);
  }
}
