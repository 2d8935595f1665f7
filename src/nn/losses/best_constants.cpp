#include "nn/losses/best_constants.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/quantiles.h"
#include "data/statistics.h"

namespace lrscope {
namespace {

double log_of(double mean) {
  constexpr double smallest = 1e-300;
  return std::log(std::max(mean, smallest));
}

}  // namespace

double weighted_mean(const Vector<double>& target, const Vector<double>& weights, double) {
  if (weights.size() == 0) return statistics_of(target).mean;
  const double sum = weights.sum();
  return target.dot(weights / sum);
}

double weighted_median(const Vector<double>& target, const Vector<double>& weights, double) {
  if (weights.size() == 0) return median({target.begin(), target.end()});
  return weighted_quantile(target, weights, 0.5);
}

double weighted_quantile(const Vector<double>& target, const Vector<double>& weights, double tau) {
  std::vector<Index> order(static_cast<std::size_t>(target.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::sort(order, {}, [&](Index i) { return target[i]; });
  const auto weight = [&](Index i) { return weights.size() == 0 ? 1.0 : weights[i]; };
  double all = 0, below = 0;
  for (const Index i : order) all += weight(i);
  for (const Index i : order)
    if (below += weight(i); below >= tau * all && weight(i) > 0) return target[i];
  return target[order.back()];
}

double huber_location(const Vector<double>& target, const Vector<double>& weights, double delta) {
  double low = target.minCoeff(), high = target.maxCoeff();
  const auto slope = [&](double at) {
    const auto cut = (at - target.array()).cwiseMax(-delta).cwiseMin(delta);
    return weights.size() == 0 ? cut.sum() : (cut * weights.array()).sum();
  };
  for (double middle = 0; middle = low + (high - low) / 2, low < middle && middle < high;)
    (slope(middle) < 0 ? low : high) = middle;
  return high;
}

double log_mean(const Vector<double>& target, const Vector<double>& weights, double) {
  return log_of(weights.size() == 0 ? target.mean() : target.dot(weights) / weights.sum());
}

double log_odds(const Vector<double>& target, const Vector<double>& weights, double) {
  const Vector<double> others = 1 - target.array();
  return log_mean(target, weights, 0) - log_mean(others, weights, 0);
}

}  // namespace lrscope
