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

ReplicaActivation activation_of(const ModelSpec& spec) {
  if (spec.activation == "tanh") return ReplicaActivation::tanh;
  if (spec.activation == "relu" && spec.relu_backward == ReluBackward::select) return ReplicaActivation::relu;
  return ReplicaActivation::by_kernel;
}

template <Real S>
void set_row(Matrix<S>& of_lanes, Index lane, std::span<const double> values) {
  of_lanes.row(lane) = Eigen::Map<const Vector<double>>(values.data(), std::ssize(values)).cast<S>().transpose();
}

}  // namespace

template <Real S>
struct Replicas<S>::Vectors {
  ReplicaKernels<S> kernels = replica_kernels().template get<S>();
  ReplicaPass<S> pass;
  ReplicaUpdate<S> update;
  std::vector<ReplicaLayer<S>> layers;
  std::vector<ParameterBlock> blocks;
};

template <Real S>
Replicas<S>::Replicas(std::shared_ptr<const TrainingSet<S>> data, const ModelSpec& spec, std::string_view loss,
                      Index batch_rows, ReplicaRule rule)
    : data_(std::move(data)),
      layout_(Mlp<S>::layout_of(*data_, spec)),
      vectors_(std::make_unique<Vectors>()),
      lanes_(vectors_->kernels.lanes),
      has_fixed_batch_(batch_rows == data_->rows()) {
  const LossRow& row = find_named(losses(), loss, "loss");
  normaliser_ = row.normaliser;
  theta_ = g_ = Matrix<S>::Zero(lanes_, layout_.parameters());
  v_ = Matrix<S>::Zero(lanes_, rule == ReplicaRule::sgd ? 0 : layout_.parameters());
  for (Vector<S>* of_lanes : {&losses_, &beta_, &zero_if_finite_, &counts_, &divisors_})
    *of_lanes = Vector<S>::Zero(lanes_);
  if (!has_fixed_batch_) {
    inputs_ = Vector<S>::Zero(data_->inputs.rows() * batch_rows * lanes_);
    targets_ = Vector<S>::Zero(data_->targets.rows() * batch_rows * lanes_);
  } else {
    for (Index lane = 0; lane < lanes_; ++lane) set_count(lane, data_->rows());
  }
  prepare_pass(spec, row.replica);
  vectors_->blocks = layout_.blocks();
  eta_ = decay_ = Matrix<S>::Zero(lanes_, std::ssize(vectors_->blocks));
  factor_ = Matrix<S>::Ones(lanes_, eta_.cols());
  vectors_->update = {
      theta_.data(), g_.data(),      v_.data(),     rule == ReplicaRule::nesterov, vectors_->blocks, eta_.data(),
      beta_.data(),  factor_.data(), decay_.data(), zero_if_finite_.data()};
}

template <Real S>
Replicas<S>::~Replicas() = default;

template <Real S>
void Replicas<S>::prepare_pass(const ModelSpec& spec, ReplicaLoss loss) {
  const ReplicaActivation activation = activation_of(spec);
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
  pass.are_rows_shared = has_fixed_batch_;
  pass.inputs = has_fixed_batch_ ? data_->inputs.data() : inputs_.data();
  pass.targets = has_fixed_batch_ ? data_->targets.data() : targets_.data();
  pass.rows = has_fixed_batch_ ? data_->rows() : 0;
  pass.counts = counts_.data();
  pass.divisors = divisors_.data();
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
  theta_.row(lane) = theta.transpose();
  v_.row(lane).setZero();
  beta_[lane] = static_cast<S>(beta);
  factor_.row(lane).setOnes();
  decay_.row(lane).setZero();
}

template <Real S>
void Replicas<S>::set_gradient(Index lane, std::span<const double> factor, std::span<const double> decay) {
  set_row(factor_, lane, factor);
  set_row(decay_, lane, decay);
}

template <Real S>
void Replicas<S>::set_rates(Index lane, std::span<const double> eta) {
  set_row(eta_, lane, eta);
}

template <Real S>
Vector<S> Replicas<S>::parameters(Index lane) const {
  return theta_.row(lane).transpose();
}

template <Real S>
void Replicas<S>::clear(Index lane) {
  put(lane, Vector<S>::Zero(layout_.parameters()), 0);
  eta_.row(lane).setZero();
  if (!has_fixed_batch_) set_count(lane, 0);
}

template <Real S>
void Replicas<S>::set_count(Index lane, Index rows) {
  counts_[lane] = static_cast<S>(rows);
  const Index examples = std::max<Index>(rows, 1);
  divisors_[lane] = static_cast<S>(normaliser_ == Normaliser::none       ? 1
                                   : normaliser_ == Normaliser::elements ? examples * data_->targets.rows()
                                                                         : examples);
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
  if (!has_fixed_batch_) vectors_->pass.rows = static_cast<Index>(counts_.maxCoeff());
  vectors_->kernels.pass(vectors_->pass);
}

template <Real S>
void Replicas<S>::descend() {
  vectors_->update.factor = (factor_.array() != 1).any() ? factor_.data() : nullptr;
  vectors_->update.decay = (decay_.array() != 0).any() ? decay_.data() : nullptr;
  vectors_->kernels.update(vectors_->update);
}

template class Replicas<float>;
template class Replicas<double>;

}  // namespace lrscope
