// Small networks on random data, for tests of derivatives and of the loop.
#pragma once

#include "base/random.h"
#include "nn/initialiser.h"
#include "nn/mlp.h"
#include "test.h"

namespace lrscope::test {

/// Standard normal numbers, a function of (seed, index).
template <Real Scalar>
Vector<Scalar> random_vector(Index size, std::uint64_t seed) {
  const Random random(seed, Stream::initial_biases, 77);
  Vector<Scalar> v(size);
  for (Index i = 0; i < size; ++i) v[i] = static_cast<Scalar>(random.normal(static_cast<std::uint64_t>(i)));
  return v;
}

/// `features` × `rows` normal inputs; targets normal, or one-hot where `classes`.
template <Real Scalar>
std::shared_ptr<const TrainingSet<Scalar>> training_data(Index features, Index outputs, Index rows, bool classes,
                                                         std::uint64_t seed) {
  const Vector<Scalar> x = random_vector<Scalar>(features * rows, seed);
  const Vector<Scalar> y = random_vector<Scalar>(outputs * rows, seed + 1000);
  Matrix<Scalar> inputs = Eigen::Map<const Matrix<Scalar>>(x.data(), features, rows);
  Matrix<Scalar> targets = Eigen::Map<const Matrix<Scalar>>(y.data(), outputs, rows);
  if (classes) {
    targets.setZero();
    for (Index j = 0; j < rows; ++j)
      targets(static_cast<Index>(Random(seed, Stream::batch_order)
                                     .below(static_cast<std::uint64_t>(outputs), static_cast<std::uint64_t>(j))),
              j) = 1;
  }
  return std::make_shared<const TrainingSet<Scalar>>(std::move(inputs), std::move(targets));
}

/// The same with targets that `loss` takes.
template <Real Scalar>
std::shared_ptr<const TrainingSet<Scalar>> data_for(const LossRow& loss, Index features, Index outputs, Index rows,
                                                    std::uint64_t seed) {
  const bool zero_or_one = loss.task == Task::classification || loss.targets == Targets::zero_one;
  auto data = training_data<Scalar>(features, outputs, rows, zero_or_one, seed);
  if (loss.targets != Targets::not_negative) return data;
  return std::make_shared<const TrainingSet<Scalar>>(data->inputs, data->targets.cwiseAbs());
}

/// The same rows with weights 0, 1, 2, 3, 0, ….
template <Real Scalar>
std::shared_ptr<const TrainingSet<Scalar>> weighted(const TrainingSet<Scalar>& data) {
  Vector<Scalar> weights(data.rows());
  for (Index i = 0; i < weights.size(); ++i) weights[i] = static_cast<Scalar>(i % 4);
  return std::make_shared<const TrainingSet<Scalar>>(data.inputs, data.targets, weights);
}

template <Real Scalar>
std::unique_ptr<Mlp<Scalar>> network(std::shared_ptr<const TrainingSet<Scalar>> data, const ModelSpec& spec,
                                     const std::string& loss, Index batch = 0, std::uint64_t seed = 0) {
  const Index rows = data->rows();
  return std::make_unique<Mlp<Scalar>>(data, spec, loss, BatchOrder(rows, batch > 0 ? batch : rows, true, seed));
}

/// θ_0 by the initialiser of `spec`.
template <Real Scalar>
Vector<Scalar> start_of(const TrainingSet<Scalar>& data, const ModelSpec& spec, std::uint64_t seed) {
  for (const Initialiser& initialiser : initialisers())
    if (initialiser.name == spec.init)
      return initial_parameters<Scalar>(Mlp<Scalar>::layout_of(data, spec), initialiser, spec, seed);
  throw std::logic_error("unknown initialiser");
}

}  // namespace lrscope::test
