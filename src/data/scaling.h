// Feature scaling, with the definitions of scikit-learn.
#pragma once

#include <optional>
#include <string>

#include "lrscope/data_spec.h"
#include "lrscope/matrix.h"

namespace lrscope {

/// Replaces `values` by (values − shift) / scale:
///   standard  mean, population standard deviation      minmax  minimum, range
///   max       0, largest absolute value                 robust  median, interquartile range (linear
///   interpolation)
/// A scale of 0 (a constant column) is taken as 1. Returns what was 0, for a warning; nothing if all went
/// well. Requires: values finite and not empty.
std::optional<std::string> rescale(Eigen::Ref<Vector<double>> values, Scaling scaling);

/// The q-quantile of `sorted`, interpolated linearly between neighbours (NumPy's default). Requires: 0 ≤ q
/// ≤ 1.
double quantile(const Vector<double>& sorted, double q);

}  // namespace lrscope
