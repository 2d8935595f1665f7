#include "data/column_relations.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

namespace lrscope {
namespace {

/// The same for the first of `sorted`, in the direction in which it is sorted.
template <class Iterator>
std::optional<FarValue> far_first_of(Iterator begin, Iterator end) {
  constexpr std::ptrdiff_t fewest = 3;
  const Iterator others = std::find_if(begin, end, [&](double x) { return x != *begin; });
  const auto cells = others - begin;
  if (others == end || cells < fewest || cells > end - others) return std::nullopt;
  const double first = *others, last = *(end - 1);
  const bool is_varied = std::find_if(others, end, [&](double x) { return x != first && x != last; }) != end;
  if (!is_varied || !(std::abs(first - *begin) > std::abs(last - first))) return std::nullopt;
  return FarValue{*begin, cells, std::min(first, last), std::max(first, last)};
}

}  // namespace

std::optional<FarValue> far_value_of(const Vector<double>& values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const auto low = far_first_of(sorted.begin(), sorted.end());
  return low ? low : far_first_of(sorted.rbegin(), sorted.rend());
}

double rank_correlation_with_place(const Vector<double>& values) {
  std::vector<Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::sort(order, {}, [&](Index i) { return values[i]; });
  double sum = 0;  // of the squares of the differences of the ranks
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double difference = static_cast<double>(rank) - static_cast<double>(order[rank]);
    sum += difference * difference;
  }
  const double n = static_cast<double>(values.size());
  return 1 - 6 * sum / (n * (n * n - 1));
}

bool are_evenly_spread(const Vector<double>& values) {
  const double low = values.minCoeff(), range = values.maxCoeff() - low;
  if (!(range > 0) || !std::isfinite(range)) return false;
  const Vector<double> unit = (values.array() - low) / range;  // in [0, 1]
  const double mean = unit.mean(), deviation = std::sqrt((unit.array() - mean).square().mean());
  const double expected = std::sqrt(1. / 12);  // of a uniform distribution
  return std::abs(mean - 0.5) < 0.1 && std::abs(deviation - expected) < 0.15 * expected;
}

bool are_same_groups(const std::vector<int>& a, const std::vector<int>& b) {
  std::unordered_map<int, int> there, back;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (there.try_emplace(a[i], b[i]).first->second != b[i] || back.try_emplace(b[i], a[i]).first->second != a[i])
      return false;
  return true;
}

std::vector<std::vector<std::string>> alike_levels(const std::vector<std::string>& levels) {
  std::map<std::string, std::vector<std::string>> groups;
  for (const std::string& level : levels) {
    std::string plain;
    for (const char c : level)
      if (c != ' ' && c != '\t') plain += 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    groups[plain].push_back(level);
  }
  std::vector<std::vector<std::string>> alike;
  for (auto& [plain, group] : groups)
    if (group.size() > 1) alike.push_back(std::move(group));
  return alike;
}

std::vector<double> few_whole_values(const Vector<double>& values) {
  constexpr std::size_t most = 10;
  constexpr Index fewest_cells = 3;  // for each value
  std::set<double> different;
  for (const double value : values) {
    if (value != std::trunc(value)) return {};
    different.insert(value);
    if (different.size() > most) return {};
  }
  if (values.size() < fewest_cells * std::ssize(different) || different.size() < 2) return {};
  return {different.begin(), different.end()};
}

}  // namespace lrscope
