// The best constant prediction, which a network that has learnt nothing from its features is no better than.
#pragma once

#include "lrscope/matrix.h"
#include "nn/loss.h"
#include "nn/training_set.h"

namespace lrscope {

/// The loss of the best constant prediction. It is taken over all rows, in float64 and as Objective::full_loss defines it
/// (sums stay sums), of the mean of each target (mae: the median, huber: where the clipped residuals cancel; classes: the
/// logarithm of each one's frequency). With mse that is the mean variance of the targets, with cross-entropy the entropy of
/// the classes. With weights it is the weighted mean, median, … ±inf where the loss overflows. `targets`: outputs × rows.
/// `weights`: of the rows; empty: all 1. `parameter`: of the loss. Requires: at least one row.
template <Real Scalar>
double baseline_loss(const LossRow& loss, const Matrix<Scalar>& targets, double parameter,
                     const Vector<Scalar>& weights = {});

/// The same for `held` rows: the prediction is the best for the rows of `training`. A class that none of these has counts as
/// half a row, so that the loss stays finite. Requires: at least one row of each.
template <Real Scalar>
double held_baseline_loss(const LossRow& loss, const TrainingSet<Scalar>& training, const TrainingSet<Scalar>& held,
                          double parameter);

/// The loss of a perfect prediction of all rows: see Objective::lowest_loss.
template <Real Scalar>
double lowest_loss(const LossRow& loss, const TrainingSet<Scalar>& rows);

}  // namespace lrscope
