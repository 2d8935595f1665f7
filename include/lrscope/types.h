// The index type, the two precisions, the stages of a step. Plain: matrices and vectors are in lrscope/matrix.h.
#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>

#ifdef __FAST_MATH__
#error "lrscope must not be compiled with -ffast-math: it removes the NaN and inf checks that this program is about"
#endif

namespace lrscope {

using Index = std::ptrdiff_t;  // also that of Eigen

/// The two precisions a run can have. Everything from the data to the optimizer state lives in one of them.
template <class T>
concept Real = std::same_as<T, float> || std::same_as<T, double>;

/// One T for each precision: in tables, whose rows know both.
template <template <class> class T>
struct PerPrecision {
  T<float> float32;
  T<double> float64;

  template <Real Scalar>
  const T<Scalar>& get() const {
    if constexpr (std::same_as<Scalar, float>)
      return float32;
    else
      return float64;
  }
};

/// The stages of a training step, in order of computation.
enum class Stage { input, forward, loss, backward, update };

constexpr std::string_view name_of(Stage stage) {
  constexpr std::string_view names[] = {"input", "forward", "loss", "backward", "update"};
  return names[static_cast<int>(stage)];
}

}  // namespace lrscope
