// Settings of a training run: plain data. spec/knobs.h has the flag, range and documentation of every member. Names
// (activation, loss, …) are looked up when the run is built.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lrscope {

enum class Precision { float32, float64 };

/// The smallest and the largest learning rate that a precision can hold.
struct RateRange {
  double smallest;
  double largest;
};

template <class Scalar>
constexpr RateRange rates_of = {std::numeric_limits<Scalar>::denorm_min(), std::numeric_limits<Scalar>::max()};

constexpr RateRange representable_rates(Precision precision) {
  return precision == Precision::float32 ? rates_of<float> : rates_of<double>;
}

/// An optimizer trains the weights W, or ω in W = σω, σ the standard deviation of the layer's initial weights (Jacot,
/// Gabriel, Hongler 2018; with --init mean-field that of Mei, Montanari, Nguyen 2018).
enum class Parametrization { standard, ntk };

/// What a ReLU hands down where z ≤ 0. `select`: 0, whatever comes from above, as PyTorch, JAX and XLA. `multiply`: 0 times
/// what comes from above, NaN if that is NaN or ±inf, as TensorFlow without XLA.
enum class ReluBackward { select, multiply };

/// Where ε stands in the denominator. `outside`: √v̂ + ε. `inside`: √(v̂ + ε). `hat`: on moments before their bias is corrected
/// (adam; Kingma & Ba 2015, end of section 2). `legacy`: inside where rmsprop has momentum, else outside, as tf.keras up to 2.10.
enum class EpsilonForm { outside, inside, hat, legacy };

/// What a velocity sums up: gradients, which the rate of the step multiplies (PyTorch, TensorFlow 1), or steps ηg, which keep
/// the rate they were made with (Keras, scikit-learn). The same as long as the rate stays the same.
enum class VelocityOf { gradients, steps };

/// Weight decay λθ in the gradient, or −ηλθ beside the step.
enum class DecayForm { coupled, decoupled };

/// Which norm --clip-norm is about: of the whole gradient, or of each weight matrix and bias vector.
enum class ClipBy { all, variable };

/// What a NaN or ±inf in a gradient that is clipped by norm does: stay where it is, or make NaN of all of it, as TensorFlow.
enum class ClipNonfinite { keep, spread };

/// The factor of muon's orthogonal steps for a matrix of n × m: √max(1, n/m) (Jordan 2024, PyTorch), or .2√max(n, m), the root
/// mean square of adam's steps (Liu et al. 2025, Keras).
enum class MuonScale { aspect, rms };

/// How biases start: as the initialiser says, at 0, or drawn as the weights of their layer.
enum class BiasInit { own, zero, as_weights };

/// Rows per step. "up-to:N", as the default, shrinks to the data; N does not.
struct BatchSize {
  std::optional<long long> rows = 32;  // absent: all rows
  bool asked_for = false;              // false: up to so many

  bool operator==(const BatchSize&) const = default;
};

struct ModelSpec {
  std::vector<long long> hidden = {64, 64};    // units per hidden layer; empty: a linear model
  std::string activation = "relu";             // one name, or one for each hidden layer: "tanh,relu"
  std::string output_activation = "identity";  // of the last layer, before the loss
  double leaky_slope = 0.01;
  ReluBackward relu_backward = ReluBackward::select;
  std::string init = "glorot-uniform";
  double init_scale = 1;
  BiasInit init_bias = BiasInit::own;
  bool bias = true;
  /// One name, or three: for numbers, for classes, for two classes. Absent: mse,cross-entropy,cross-entropy.
  std::optional<std::string> loss;
  double huber_delta = 1;
  double quantile = 0.5;  // τ of the loss quantile
  Parametrization parametrization = Parametrization::standard;

  long long hidden_units() const {
    long long units = 0;
    for (const long long layer : hidden) units += layer;
    return units;
  }

  bool operator==(const ModelSpec&) const = default;
};

/// The learning rate of one layer's weights and biases.
struct LayerRate {
  long long layer;  // from 1
  double rate;      // 0: the layer does not move

  bool operator==(const LayerRate&) const = default;
};

struct OptimizerSpec {
  std::string name = "sgd";
  std::optional<double> momentum;      // absent: the optimizer's own default
  double beta1 = 0.9;                  // adam, adamw, nadam, lion
  std::optional<double> beta2;         // absent: the optimizer's own default
  std::optional<double> epsilon;       // absent: the optimizer's own default
  std::optional<double> weight_decay;  // absent: the optimizer's own default
  std::optional<double> clip_norm;
  std::optional<double> clip_value;
  EpsilonForm epsilon_form = EpsilonForm::outside;
  double initial_accumulator = 0;  // of the squares that rmsprop and adagrad sum up
  bool centered = false;           // rmsprop divides by the deviation of g
  VelocityOf velocity = VelocityOf::gradients;
  double momentum_decay = 0.004;        // ψ of nadam
  std::optional<DecayForm> decay_form;  // absent: the optimizer's own default
  bool decays_weights_only = false;
  bool decay_over_batch = false;  // λ/B, B rows in the batch
  ClipBy clip_by = ClipBy::all;
  double clip_margin = 1e-6;  // added to the norm
  ClipNonfinite clip_nonfinite = ClipNonfinite::keep;
  MuonScale muon_scale = MuonScale::aspect;

  /// What --momentum is where it was not given.
  double own_momentum() const {
    if (name == "rmsprop") return 0;
    return name == "muon" ? 0.95 : 0.9;
  }
  double momentum_or_own() const { return momentum.value_or(own_momentum()); }

  bool operator==(const OptimizerSpec&) const = default;
};

struct ScheduleSpec {
  std::string name = "constant";
  std::optional<double> decay_rate;      // absent: the schedule's own default
  std::optional<long long> decay_steps;  // absent: the schedule's own default
  long long warmup_steps = 0;
  std::optional<double> rise_to;  // η rises geometrically to this one instead: the range test of `find`

  bool operator==(const ScheduleSpec&) const = default;
};

/// Measurements of the Hessian along a run, and their cost.
struct CurvatureSpec {
  std::optional<long long> sharpness_every;  // steps; 0: never; absent: the command decides
  std::optional<long long> rows;             // a fixed random subset of the rows; absent: all
  long long eigenvalues = 0;                 // how many of either end, beside the sharpness
  long long max_hvps = 1000;                 // products that one eigenvalue problem may take
  std::optional<long long> batch_products;   // batches of the almost-sure limit of a network; absent: none

  bool operator==(const CurvatureSpec&) const = default;
};

struct GivenBatches;

struct RunSpec {
  ModelSpec model;
  OptimizerSpec optimizer;
  ScheduleSpec schedule;
  double learning_rate = 0.01;
  std::vector<LayerRate> layer_rates;  // in place of learning_rate there; ascending, each layer once
  std::uint64_t seed = 0;
  std::optional<std::uint64_t> order_seed;  // of the batch order; absent: that of seed
  BatchSize batch_size;
  long long epochs = 10;
  std::optional<long long> max_steps;  // takes the place of epochs
  bool shuffle = true;
  bool with_replacement = false;                // every row of a step is drawn from all rows
  bool drops_last_batch = false;                // of an epoch, where it is smaller than the others
  std::shared_ptr<const GivenBatches> batches;  // the rows of each step (data/order/given_batches.h); null: drawn
  Precision precision = Precision::float32;
  double target_scale = 1;  // multiplies the targets of a regression
  double diverge_factor = 4;
  bool stop_on_divergence = false;
  CurvatureSpec curvature;
  bool keeps_theta = false;           // steps carry θ_t
  bool measures_critical_lr = false;  // by forward passes along each step
  bool keeps_end = false;             // the record carries θ at the end
  std::string like;                   // the framework whose defaults these are changes of; empty: lrscope's own

  bool operator==(const RunSpec&) const = default;
};

}  // namespace lrscope
