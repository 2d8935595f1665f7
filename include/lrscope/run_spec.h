// Settings of a training run: plain data. spec/knobs.h has the flag, range and documentation of every member. Names
// (activation, loss, …) are looked up when the run is built.
#pragma once

#include <cstdint>
#include <limits>
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

/// Rows per step. The default shrinks to the data; a size that the user asked for does not.
struct BatchSize {
  std::optional<long long> rows = 32;  // absent: all rows
  bool asked_for = false;

  bool operator==(const BatchSize&) const = default;
};

struct ModelSpec {
  std::vector<long long> hidden = {64, 64};  // units per hidden layer; empty: a linear model
  std::string activation = "relu";
  double leaky_slope = 0.01;
  ReluBackward relu_backward = ReluBackward::select;
  std::string init = "glorot-uniform";
  double init_scale = 1;
  bool bias = true;
  std::optional<std::string> loss;  // absent: mse for regression, cross-entropy for classification
  double huber_delta = 1;
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
  double rate;

  bool operator==(const LayerRate&) const = default;
};

struct OptimizerSpec {
  std::string name = "sgd";
  double momentum = 0.9;               // β of heavy-ball and nesterov
  double beta1 = 0.9;                  // adam, adamw
  std::optional<double> beta2;         // absent: the optimizer's own default
  std::optional<double> epsilon;       // absent: the optimizer's own default
  std::optional<double> weight_decay;  // absent: the optimizer's own default
  std::optional<double> clip_norm;
  std::optional<double> clip_value;

  bool operator==(const OptimizerSpec&) const = default;
};

struct ScheduleSpec {
  std::string name = "constant";
  double decay_rate = 0.1;
  std::optional<long long> decay_steps;  // absent: a third of the run
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
  bool with_replacement = false;  // every row of a step is drawn from all rows
  Precision precision = Precision::float32;
  double target_scale = 1;  // multiplies the targets of a regression
  double diverge_factor = 4;
  bool stop_on_divergence = false;
  CurvatureSpec curvature;
  bool keeps_theta = false;           // steps carry θ_t
  bool measures_critical_lr = false;  // by forward passes along each step
  bool keeps_end = false;             // the record carries θ at the end

  bool operator==(const RunSpec&) const = default;
};

}  // namespace lrscope
