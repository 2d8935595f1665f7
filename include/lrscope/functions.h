// Objectives with known answers: the effect of a learning rate without a network.
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

template <class Scalar>
using ObjectiveMaker = std::unique_ptr<Objective<Scalar>> (*)();

/// A named function and where runs on it start. `case:NAME` on the command line.
struct NamedFunction {
  std::string_view name;
  std::string_view formula;
  std::vector<double> (*start)();
  PerPrecision<ObjectiveMaker> maker;

  template <Real Scalar>
  std::unique_ptr<Objective<Scalar>> make() const {
    return maker.get<Scalar>()();
  }
};

std::span<const NamedFunction> functions();

}  // namespace lrscope
