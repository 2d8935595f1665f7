// Functions of one or two variables with known answers, as objectives: what a learning rate does, without a
// network.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "lrscope/objective.h"

namespace lrscope {

/// ½xᵀAx with symmetric A: every stability threshold is known exactly.
template <Real Scalar>
std::unique_ptr<Objective<Scalar>> make_quadratic(Matrix<Scalar> A);

/// x⁴ summed over the coordinates: no learning rate is safe from every start.
template <Real Scalar>
std::unique_ptr<Objective<Scalar>> make_quartic(Index dimension);

/// A named function and where runs on it start. `case:NAME` on the command line.
struct NamedFunction {
  std::string_view name;
  std::string_view formula;
  std::vector<double> (*start)();
  std::unique_ptr<Objective<float>> (*make_float32)();
  std::unique_ptr<Objective<double>> (*make_float64)();

  template <Real Scalar>
  std::unique_ptr<Objective<Scalar>> make() const {
    if constexpr (std::same_as<Scalar, float>)
      return make_float32();
    else
      return make_float64();
  }
};

std::span<const NamedFunction> functions();

}  // namespace lrscope
