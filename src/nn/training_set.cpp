#include "nn/training_set.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/random.h"

namespace lrscope {

template <Real S>
std::shared_ptr<const TrainingSet<S>> subset_of(std::shared_ptr<const TrainingSet<S>> data, Index rows,
                                                std::uint64_t seed) {
  if (rows >= data->rows()) return data;
  // The first `rows` places of a Fisher–Yates shuffle.
  std::vector<Index> order(static_cast<std::size_t>(data->rows()));
  std::iota(order.begin(), order.end(), Index{0});
  const Random random(seed, Stream::row_subset);
  const std::size_t count = rows;
  for (std::size_t i = 0; i < count; ++i) std::swap(order[i], order[i + random.below(order.size() - i, i)]);
  order.resize(count);
  std::sort(order.begin(), order.end());
  return std::make_shared<const TrainingSet<S>>(data->inputs(Eigen::all, order), data->targets(Eigen::all, order));
}

template std::shared_ptr<const TrainingSet<float>> subset_of(std::shared_ptr<const TrainingSet<float>>, Index,
                                                             std::uint64_t);
template std::shared_ptr<const TrainingSet<double>> subset_of(std::shared_ptr<const TrainingSet<double>>, Index,
                                                              std::uint64_t);

}  // namespace lrscope
