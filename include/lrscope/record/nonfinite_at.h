// Where a run first produced a number that is not finite.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/core/stage.h"

namespace lrscope {

/// inf came out of finite numbers (overflow, or log 0), or NaN did (invalid: ∞−∞, 0·∞, ∞/∞, or planted).
enum class NonfiniteKind { overflow, invalid };

constexpr std::string_view kind_name(NonfiniteKind kind) {
  return kind == NonfiniteKind::overflow ? "overflow" : "invalid";
}

/// Largest absolute value of one tensor.
struct Magnitude {
  Stage stage;
  int layer;
  std::string tensor;
  double max_abs;
};

struct NonfiniteAt {
  std::int64_t step;  // the step in whose computation it appeared
  Stage stage;
  int layer;  // from 1; 0: belongs to no layer
  std::string tensor;
  std::int64_t row;  // element of the tensor, from 0; in batches: unit or feature
  std::int64_t col;  // in batches: row of the data file's training rows, from 0
  NonfiniteKind kind;
  std::vector<Magnitude>
      last_finite;  // every tensor at the last step that was finite throughout; empty at step 0
};

}  // namespace lrscope
