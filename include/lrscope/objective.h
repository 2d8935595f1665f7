// A loss as a function of one flat parameter vector θ, which the loop minimises and the probes measure. It allocates
// its workspace when it is constructed, and is used by one thread at a time.
// Protocol of a step:  begin_step(t) → evaluate(θ) → gradient(g) → curvature(v), hvp(v, Hv) as often as wanted.
#pragma once

#include <optional>
#include <vector>

#include "lrscope/matrix.h"
#include "lrscope/tensor_view.h"

namespace lrscope {

template <Real Scalar>
class Objective {
 public:
  virtual ~Objective() = default;

  /// Number of parameters n.
  virtual Index dimension() const = 0;

  /// The weight matrices and bias vectors inside θ, in order.
  virtual std::vector<ParameterBlock> layout() const = 0;

  virtual Index steps_per_epoch() const { return 1; }

  /// True if every step sees the same rows: the loss of the next step is then that of this batch after the update.
  virtual bool has_fixed_batch() const { return true; }

  /// Selects the batch B of step `step`, from 0.
  virtual void begin_step(Index step) = 0;

  /// Weight of the selected batch's loss in the loss over all rows, which is the weighted sum over an epoch.
  virtual double batch_share() const { return 1; }

  /// Rows of the selected batch.
  virtual Index batch_rows() const { return 1; }

  /// Rows that the selected batch's loss is a sum over; 1 for a mean, which does not grow with them.
  virtual Index summed_rows() const { return 1; }

  /// L_B(θ). Makes θ the *current point*; θ must stay unchanged while it is used through the calls below.
  virtual Scalar evaluate(const Vector<Scalar>& theta) = 0;

  /// g ← ∇L_B at the current point. Requires: g has size n, and stays where it is for visit_tensors().
  virtual void gradient(Vector<Scalar>& g) = 0;

  /// The three calls in a row, for step `step` at θ.
  Scalar stand_at(Index step, const Vector<Scalar>& theta, Vector<Scalar>& g) {
    begin_step(step);
    const Scalar loss = evaluate(theta);
    gradient(g);
    return loss;
  }

  /// vᵀHv at the current point, exactly: a second-order Taylor expansion is carried forward.
  virtual double curvature(const Vector<Scalar>& v) = 0;

  /// Hv ← ∇²L_B · v, exactly (forward over reverse, Pearlmutter 1994). Requires: gradient() was called at the current
  /// point; Hv has size n and does not overlap v.
  virtual void hvp(const Vector<Scalar>& v, Vector<Scalar>& Hv) = 0;

  /// Gv ← JᵀLJ·v, J the outputs' derivatives and L the loss's second ones (Schraudolph 2002): H without the curvature of the
  /// model itself, positive semidefinite where the loss is convex in the outputs, and H of a linear model. As hvp(); what has
  /// no outputs gives Hv.
  virtual void gauss_newton_product(const Vector<Scalar>& v, Vector<Scalar>& Gv) { hvp(v, Gv); }

  /// Loss over all training rows. Ends the current point.
  virtual double full_loss(const Vector<Scalar>& theta) = 0;

  /// That loss of the best constant prediction; absent where nothing is predicted.
  virtual std::optional<double> baseline_loss() const { return std::nullopt; }

  /// That loss of a perfect prediction: 0, unless the loss leaves out a constant, as poisson.
  virtual double lowest_loss() const { return 0; }

  /// Of all training rows, the share whose class is predicted; absent without classes. Ends the current point.
  virtual std::optional<double> accuracy([[maybe_unused]] const Vector<Scalar>& theta) { return std::nullopt; }

  /// Per hidden layer, the number of units whose activation has slope 0 on every training row. Ends the current point.
  virtual std::vector<Index> dead_units([[maybe_unused]] const Vector<Scalar>& theta) { return {}; }

  /// Units of each hidden layer.
  virtual std::vector<Index> hidden_units() const { return {}; }

  /// Every tensor of the last evaluate() and gradient() in order of computation: input, forward (weights, biases,
  /// pre-activations, activations layer by layer), loss, backward (from the last layer to the first).
  virtual void visit_tensors(const TensorVisitor<Scalar>& visit) const = 0;
};

}  // namespace lrscope
