// Many tiny multilayer perceptrons of one shape side by side, one in each lane of a vector register, for networks that
// are too small to fill the processor by a matrix product. The same as Mlp (mlp.h) with sgd or momentum, to the last
// bit unless the loss is a cross-entropy. Lanes are independent: each has its own θ, rates and, where batches are
// drawn, rows, and may be given a new network while the others go on.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"
#include "nn/layout.h"
#include "nn/loss.h"
#include "nn/training_set.h"

namespace lrscope {

/// The optimizers of replicas; `none`: not one of them.
enum class ReplicaRule { none, sgd, heavy_ball, nesterov };

template <Real Scalar>
class Replicas {
 public:
  /// `batch_rows` = rows of `data`: all lanes see all rows in every step. Throws: UsageError for an unknown activation or
  /// loss. Requires: a loss and a rule that replicas know; no weights, one activation for all hidden layers, none of
  /// the last one.
  Replicas(std::shared_ptr<const TrainingSet<Scalar>> data, const ModelSpec& spec, std::string_view loss,
           Index batch_rows, ReplicaRule rule);
  ~Replicas();

  Index lanes() const { return lanes_; }
  const Layout& layout() const { return layout_; }
  bool has_fixed_batch() const { return has_fixed_batch_; }

  /// A new network in a lane, with velocity 0, factors 1 and no decay. `beta`: its momentum.
  void put(Index lane, const Vector<Scalar>& theta, double beta);
  /// The lane's gradient, for each block of layout().blocks(), becomes factor·g + decay·θ/factor.
  void set_gradient(Index lane, std::span<const double> factor, std::span<const double> decay);
  Vector<Scalar> parameters(Index lane) const;
  /// Empties the lane.
  void clear(Index lane);

  /// The rows of the lane's next step, at most batch_rows. Requires: no fixed batch.
  void select_rows(Index lane, std::span<const int> rows);

  /// Loss and gradient of every lane at its θ, on its rows.
  void evaluate();
  Scalar loss(Index lane) const { return losses_[lane]; }

  /// η of the lane's next step for each block of layout().blocks().
  void set_rates(Index lane, std::span<const double> eta);
  /// θ ← θ + Δ in every lane.
  void descend();
  /// Whether all of θ was finite after the last descend().
  bool is_finite(Index lane) const { return zero_if_finite_[lane] == 0; }

 private:
  struct Vectors;  // the arguments of the vector code

  void prepare_pass(const ModelSpec& spec, ReplicaLoss loss);
  void set_count(Index lane, Index rows);

  std::shared_ptr<const TrainingSet<Scalar>> data_;
  Layout layout_;
  std::unique_ptr<Vectors> vectors_;
  Index lanes_;
  bool has_fixed_batch_;
  Normaliser normaliser_;
  Matrix<Scalar> theta_, g_, v_;         // lanes × parameters; no velocities with sgd
  Matrix<Scalar> eta_, factor_, decay_;  // lanes × blocks
  Vector<Scalar> inputs_, targets_;      // rows of each lane's own: (features × rows) × lanes
  Vector<Scalar> counts_, divisors_, losses_, beta_, zero_if_finite_;  // lanes
  std::vector<Vector<Scalar>> work_;
};

}  // namespace lrscope
