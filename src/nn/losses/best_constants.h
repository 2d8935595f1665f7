// The constant prediction z of one target with the lowest loss. `target`, `weights`: of every row; no weights: all 1.
// `parameter`: of the loss. Private to this folder.
#pragma once

#include "lrscope/matrix.h"

namespace lrscope {

double weighted_mean(const Vector<double>& target, const Vector<double>& weights, double);
double weighted_median(const Vector<double>& target, const Vector<double>& weights, double);
/// `tau`: the smallest target with at least this share of the weights at or below it.
double weighted_quantile(const Vector<double>& target, const Vector<double>& weights, double tau);
/// Where the sum of the residuals, each cut at ±delta, changes its sign: it rises with the prediction.
double huber_location(const Vector<double>& target, const Vector<double>& weights, double delta);

// Logarithms of means. Finite for a mean of 0: 0 times the logarithm is then 0, and no NaN.

/// Of a class's frequency, or of the mean of counts.
double log_mean(const Vector<double>& target, const Vector<double>& weights, double);
/// log p − log(1 − p), p the mean.
double log_odds(const Vector<double>& target, const Vector<double>& weights, double);

}  // namespace lrscope
