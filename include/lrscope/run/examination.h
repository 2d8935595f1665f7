// A look into single steps of a run: what `explain` wants to see, and what it saw.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "lrscope/record/explanation.h"

namespace lrscope {

/// Steps of a run, as far as it gets there.
struct ExamineSpec {
  std::set<std::int64_t> layer_steps;        // layers at θ_t, on the batch of step t
  std::optional<std::int64_t> batches_step;  // all batches of its epoch at θ of this step
  bool rows = false;                         // all rows at θ_0
  std::optional<std::int64_t> along_step;    // the loss along −g of this step
  std::optional<double> sharpness;           // λmax there, to be marked on the curve
};

struct Examination {
  std::vector<LayerRecord> layers;
  std::vector<BatchRecord> batches;  // `lines` hold rows of the data, from 0
  std::vector<RowRecord> rows;       // `line` is the row of the data, from 0
  std::optional<AlongCurve> along;
};

}  // namespace lrscope
