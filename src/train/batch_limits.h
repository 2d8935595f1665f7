// The limits of minibatch descent at θ_0 (curvature/batch_limit.h) for a run's own model and batches. Private to this folder.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "base/interruption.h"
#include "base/pulse.h"
#include "curvature/batch_limit.h"
#include "curvature/eigenpairs.h"
#include "lrscope/curvature.h"
#include "lrscope/run_spec.h"
#include "optim/optimizer.h"
#include "train/setup.h"

namespace lrscope {

/// Of sgd, heavy-ball and nesterov; absent for what is no linear function of the gradients.
inline std::optional<Momentum> momentum_of(const OptimizerSpec& spec) {
  if (spec.clip_norm || spec.clip_value) return std::nullopt;
  if (spec.name == "sgd") return Momentum{};
  if (spec.name == "heavy-ball" || spec.name == "nesterov")
    return Momentum{spec.momentum_or_own(), spec.name == "nesterov"};
  return std::nullopt;
}

template <Real S>
class BatchLimits {
 public:
  /// `top`: unit eigenvector of the sharpness, n elements; empty if unknown.
  BatchLimits(const Setup<S>& setup, const RunSpec& spec, const Optimizer<S>& optimizer, const Vector<double>& top)
      : setup_(setup), spec_(spec), top_(top), decay_(optimizer.coupled_decay()) {
    const auto momentum = momentum_of(spec.optimizer);
    applies_ = momentum && setup.single_rows && !spec.batches && setup.steps_per_epoch > 1 && !optimizer.has_scales() &&
               optimizer.decoupled_decay() == 0 && spec.schedule.warmup_steps == 0;
    if (!applies_) return;
    momentum_ = *momentum;
    theta_ = setup.start();
    steps_ = setup.objective();
    layout_ = steps_->layout();
    g_.resize(theta_.size());
    steps_->begin_step(0);
    rows_ = setup.training_rows;
    batch_ = setup.batch_size;
    // Of a sum over the batch, the mean times its rows.
    size_ = static_cast<double>(steps_->summed_rows());
    p_ = variance_factor(rows_, batch_, spec.with_replacement);
  }

  void measure(StartCurvature& start) {
    if (!applies_) return;
    if (setup_.is_least_squares && is_small())
      measure_least_squares(start);
    else
      measure_along_top(start);
  }

 private:
  static constexpr Index most_columns = 100;     // of the exact solution
  static constexpr double most_work = 4e6;       // n·d² of it
  static constexpr Index most_rows = 4096;       // of the mean along the top eigenvector
  static constexpr double most_additions = 1e6;  // of one product over many batches

  /// Columns of u, one for the bias.
  Index columns() const { return layout_.front().cols + (layout_.size() > 1 ? 1 : 0); }
  /// Whether the exact solution is cheap. Asked before u is made: of a wide table its H alone would fill the memory.
  bool is_small() const {
    const auto n = static_cast<double>(rows_), d = static_cast<double>(columns());
    return columns() <= most_columns && n * d * d <= most_work;
  }

  /// One row of u: with curvature along r, Hr = u(uᵀr) and uᵀr = √(rᵀHr).
  void measure_least_squares(StartCurvature& start) {
    // The outputs of a linear model with a squared loss do not touch each other: one stands for all.
    const Index inputs = layout_.front().cols, columns = this->columns();
    const auto part = [&](const Vector<S>& v, Vector<double>& of_output) {
      of_output.head(inputs) = v.segment(layout_.front().offset, inputs).template cast<double>();
      if (columns > inputs) of_output[inputs] = static_cast<double>(v[layout_[1].offset]);
    };
    Vector<S> r = Vector<S>::Zero(theta_.size()), Hr(theta_.size());
    const Vector<double> direction = random_direction(columns, 0);
    r.segment(layout_.front().offset, inputs) = direction.head(inputs).template cast<S>();
    if (columns > inputs) r[layout_[1].offset] = static_cast<S>(direction[inputs]);
    const auto rows = setup_.single_rows();
    Matrix<double> u(rows_, columns);
    Vector<double> product(columns), along(columns);
    part(r, along);
    for (Index i = 0; i < rows_; ++i) {
      interruption::check();
      rows->stand_at(i, theta_, g_);
      rows->hvp(r, Hr);
      part(Hr, product);
      const double curvature = product.dot(along);
      u.row(i).setZero();
      if (curvature > 0) u.row(i) = product * std::sqrt(size_ / curvature);
    }
    const RankOneRows all(u, decay_);
    if (all.rank() == 0) return;
    start.batch_limit = mean_square_limit(all, p_, momentum_);
    start.batch_rule = BatchRule::exact;
    const auto steps =
        static_cast<Index>(std::clamp(most_additions / static_cast<double>(batch_ * all.rank()), 500.0, 20'000.0));
    BatchOrder order = setup_.batches();
    const RowMajorMatrix<double> of_rows = all.u();  // n × r
    const BatchProduct product_of_rows = [&](Index t, const Vector<double>& e, Vector<double>& He) {
      const auto drawn = order.batch(t);
      He = decay_ * e;
      for (const int row : drawn)
        He += of_rows.row(row).dot(e) / static_cast<double>(drawn.size()) * of_rows.row(row).transpose();
    };
    set_almost_sure(product_of_rows, Vector<double>::Ones(all.rank()), steps, start);
  }

  /// Of a network, or of a linear model that is not small.
  void measure_along_top(StartCurvature& start) {
    if (top_.size() == 0 || unconverged_of(start)) return;
    const auto rows = setup_.single_rows();
    const Vector<S> v = top_.template cast<S>();
    const Index stride = (rows_ + most_rows - 1) / most_rows;
    double sum = 0, squares = 0;
    Index count = 0;
    for (Index i = 0; i < rows_; i += stride, ++count) {
      interruption::check();
      rows->stand_at(i, theta_, g_);
      const double q = size_ * rows->curvature(v);
      sum += q;
      squares += q * q;
    }
    const auto n = static_cast<double>(count);
    set_bound({sum / n, squares / n}, setup_.is_least_squares ? BatchRule::linear_bound : BatchRule::network_bound,
              start);
    const Index steps = spec_.curvature.batch_products.value_or(0);
    if (steps == 0 || !start.batch_limit) return;
    Vector<S> e_in(theta_.size()), Ge(theta_.size());
    const BatchProduct product = [&](Index t, const Vector<double>& e, Vector<double>& out) {
      interruption::check();
      pulse::beat(pulse::Beat::product);
      steps_->stand_at(t, theta_, g_);
      e_in = e.template cast<S>();
      steps_->gauss_newton_product(e_in, Ge);
      out = Ge.template cast<double>() + decay_ * e;
    };
    if (!has_most_curvature(product, sum / n)) return;
    Vector<double> first(theta_.size());  // within what the rows can tell
    product(0, random_direction(theta_.size(), 0), first);
    set_almost_sure(product, first, steps, start);
  }

  /// Whether the Gauss–Newton matrix has most of the curvature along the top eigenvector: far from a fit the residuals' part of H
  /// rules, and products without it say nothing.
  bool has_most_curvature(const BatchProduct& product, double along_top) {
    constexpr double most = 0.75;
    double sum = 0;
    Vector<double> Gv(theta_.size());
    for (Index step = 0; step < setup_.steps_per_epoch; ++step) {
      product(step, top_, Gv);
      sum += top_.dot(Gv) - decay_;
    }
    return sum / static_cast<double>(setup_.steps_per_epoch) >= most * along_top;
  }

  void set_bound(const AlongDirection& along, BatchRule rule, StartCurvature& start) {
    start.batch_limit = mean_square_bound(along, decay_, p_, momentum_);
    if (start.batch_limit) start.batch_rule = rule;
  }

  void set_almost_sure(const BatchProduct& product, const Vector<double>& first, Index steps, StartCurvature& start) {
    if (!start.batch_limit) return;
    // What shrinks in the mean square shrinks almost surely; of a bound a part will do.
    const double lowest = *start.batch_limit * (start.batch_rule == BatchRule::exact ? 1 : 0.1);
    const auto found = almost_sure_limit(product, first, steps, lowest, momentum_);
    if (!found) return;
    start.almost_sure_limit = found->limit;
    start.almost_sure_error = found->standard_error;
    start.almost_sure_steps = steps;
  }

  const Setup<S>& setup_;
  const RunSpec& spec_;
  const Vector<double>& top_;
  double decay_;
  bool applies_ = false;
  Momentum momentum_;
  std::unique_ptr<Objective<S>> steps_;
  std::vector<ParameterBlock> layout_;
  Vector<S> theta_, g_;  // θ_0; workspace
  Index rows_ = 0, batch_ = 0;
  double size_ = 1, p_ = 0;
};

}  // namespace lrscope
