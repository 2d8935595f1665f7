#include "nn/kernels/replicas.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "nn/activation.h"
#include "nn/kernels/replica_tensors.h"
#include "nn/loss.h"
#include "nn/mlp.h"

namespace lrscope {
namespace {

struct LossName {
  std::string_view name;
  ReplicaLoss loss;
  bool is_per_output;  // a mean over outputs, too
};
constexpr LossName loss_names[] = {
    {"mse", ReplicaLoss::square, true},
    {"half-mse", ReplicaLoss::half_square, false},
    {"sse", ReplicaLoss::square, false},
    {"half-sse", ReplicaLoss::half_square, false},
    {"mae", ReplicaLoss::absolute, true},
    {"huber", ReplicaLoss::huber, true},
    {"cross-entropy", ReplicaLoss::cross_entropy, false},
};

ReplicaActivation activation_of(std::string_view name) {
  if (name == "tanh") return ReplicaActivation::tanh;
  if (name == "relu") return ReplicaActivation::relu;
  return ReplicaActivation::by_kernel;
}

}  // namespace

template <Real S>
struct Replicas<S>::Vectors {
  ReplicaPass<S> pass;
  ReplicaUpdate<S> update;
  std::vector<ReplicaLayer<S>> layers;
  std::vector<ReplicaBlock> blocks;
};

template <Real S>
bool Replicas<S>::has_loss(std::string_view loss) {
  return std::ranges::any_of(loss_names, [&](const LossName& row) { return row.name == loss; });
}

template <Real S>
Replicas<S>::Replicas(std::shared_ptr<const TrainingSet<S>> data, const ModelSpec& spec, std::string_view loss,
                      Index batch_rows, const LaneMomentum& momentum)
    : data_(std::move(data)),
      layout_(Mlp<S>::layout_of(*data_, spec)),
      lanes_(replica_lanes<S>()),
      has_fixed_batch_(batch_rows == data_->rows()),
      vectors_(std::make_unique<Vectors>()) {
  const LossName& row = find_named(std::span<const LossName>(loss_names), loss, "loss");
  is_mean_ = find_named(losses(), loss, "loss").is_mean;
  is_per_output_ = row.is_per_output;
  const Index n = layout_.parameters() * lanes_;
  theta_ = g_ = Vector<S>::Zero(n);
  if (momentum.is_used) v_ = Vector<S>::Zero(n);
  for (Vector<S>* of_lanes : {&losses_, &beta_, &zero_if_finite_, &counts_, &divisors_})
    *of_lanes = Vector<S>::Zero(lanes_);
  if (!has_fixed_batch_) {
    inputs_ = Vector<S>::Zero(data_->inputs.rows() * batch_rows * lanes_);
    targets_ = Vector<S>::Zero(data_->targets.rows() * batch_rows * lanes_);
  } else {
    for (Index lane = 0; lane < lanes_; ++lane) set_count(lane, data_->rows());
  }
  prepare_pass(spec, row.loss);
  for (const ParameterBlock& block : layout_.blocks())
    vectors_->blocks.push_back({block.offset, block.rows * block.cols});
  eta_ = decay_ = Vector<S>::Zero(static_cast<Index>(vectors_->blocks.size()) * lanes_);
  factor_ = Vector<S>::Ones(eta_.size());
  vectors_->update = {theta_.data(),         g_.data(),        momentum.is_used ? v_.data() : nullptr,
                      momentum.looks_ahead,  vectors_->blocks, eta_.data(),
                      beta_.data(),          factor_.data(),   decay_.data(),
                      zero_if_finite_.data()};
}

template <Real S>
Replicas<S>::~Replicas() = default;

template <Real S>
void Replicas<S>::prepare_pass(const ModelSpec& spec, ReplicaLoss loss) {
  const ReplicaActivation activation = activation_of(spec.activation);
  const bool in_place = activation != ReplicaActivation::by_kernel;
  const auto room = [&](Index units) {
    work_.push_back(Vector<S>::Zero(units * replica_block * lanes_));
    return work_.back().data();
  };
  for (const Layer& layer : layout_.layers()) {
    S* z = room(layer.outputs);
    S* a = in_place ? z : room(layer.outputs);
    vectors_->layers.push_back({z, a, in_place ? nullptr : room(layer.outputs)});
  }
  ReplicaPass<S>& pass = vectors_->pass;
  pass.layers = layout_.layers();
  pass.has_bias = layout_.has_bias();
  pass.theta = theta_.data();
  pass.g = g_.data();
  pass.rows.are_shared = has_fixed_batch_;
  pass.rows.inputs = has_fixed_batch_ ? data_->inputs.data() : inputs_.data();
  pass.rows.targets = has_fixed_batch_ ? data_->targets.data() : targets_.data();
  pass.rows.rows = has_fixed_batch_ ? data_->rows() : 0;
  pass.rows.counts = counts_.data();
  pass.rows.divisors = divisors_.data();
  pass.work = vectors_->layers;
  pass.activation = activation;
  pass.kernel = &find_named(activations(), spec.activation, "activation").kernels.template get<S>();
  pass.leaky_slope = static_cast<S>(spec.leaky_slope);
  pass.loss = loss;
  pass.huber_delta = static_cast<S>(spec.huber_delta);
  pass.losses = losses_.data();
}

template <Real S>
void Replicas<S>::put(Index lane, const Vector<S>& theta, double beta) {
  for (Index i = 0; i < theta.size(); ++i) theta_[i * lanes_ + lane] = theta[i];
  for (Index i = lane; i < v_.size(); i += lanes_) v_[i] = 0;
  beta_[lane] = static_cast<S>(beta);
  for (Index i = lane; i < eta_.size(); i += lanes_) {
    factor_[i] = 1;
    decay_[i] = 0;
  }
}

template <Real S>
void Replicas<S>::set_gradient(Index lane, std::span<const double> factor, std::span<const double> decay) {
  for (std::size_t b = 0; b < factor.size(); ++b) {
    factor_[static_cast<Index>(b) * lanes_ + lane] = static_cast<S>(factor[b]);
    decay_[static_cast<Index>(b) * lanes_ + lane] = static_cast<S>(decay[b]);
  }
}

template <Real S>
Vector<S> Replicas<S>::parameters(Index lane) const {
  Vector<S> theta(layout_.parameters());
  for (Index i = 0; i < theta.size(); ++i) theta[i] = theta_[i * lanes_ + lane];
  return theta;
}

template <Real S>
void Replicas<S>::clear(Index lane) {
  const std::vector<double> none(vectors_->blocks.size(), 0.0);
  put(lane, Vector<S>::Zero(layout_.parameters()), 0);
  set_rates(lane, none);
  if (!has_fixed_batch_) set_count(lane, 0);
}

template <Real S>
void Replicas<S>::set_count(Index lane, Index rows) {
  counts_[lane] = static_cast<S>(rows);
  const Index outputs = is_per_output_ ? data_->targets.rows() : 1;
  divisors_[lane] = static_cast<S>(is_mean_ ? std::max<Index>(rows, 1) * outputs : 1);
}

template <Real S>
void Replicas<S>::select_rows(Index lane, std::span<const int> rows) {
  const auto gather = [&](const Matrix<S>& from, Vector<S>& to) {
    S* at = to.data() + lane;
    for (const int row : rows) {
      const S* column = from.data() + row * from.rows();
      for (Index i = 0; i < from.rows(); ++i, at += lanes_) *at = column[i];
    }
  };
  gather(data_->inputs, inputs_);
  gather(data_->targets, targets_);
  set_count(lane, static_cast<Index>(rows.size()));
}

template <Real S>
void Replicas<S>::evaluate() {
  if (!has_fixed_batch_) vectors_->pass.rows.rows = static_cast<Index>(counts_.maxCoeff());
  pass(vectors_->pass);
}

template <Real S>
void Replicas<S>::set_rates(Index lane, std::span<const double> eta) {
  for (std::size_t b = 0; b < eta.size(); ++b) eta_[static_cast<Index>(b) * lanes_ + lane] = static_cast<S>(eta[b]);
}

template <Real S>
void Replicas<S>::descend() {
  vectors_->update.factor = (factor_.array() != 1).any() ? factor_.data() : nullptr;
  vectors_->update.decay = (decay_.array() != 0).any() ? decay_.data() : nullptr;
  update(vectors_->update);
}

template class Replicas<float>;
template class Replicas<double>;

}  // namespace lrscope
