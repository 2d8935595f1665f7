// What `explain` asks about single steps of a run, and what was found there.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "report/field.h"

namespace lrscope {

/// The largest magnitudes in one layer at θ_t, on the batch of step t.
struct LayerRecord {
  LRSCOPE_RECORD(LayerRecord, "layer", "layers");
  LRSCOPE_FIELD(std::int64_t, step, "step", "t: of the last finite steps, else of the whole run");
  LRSCOPE_FIELD(std::int64_t, layer, "", "from 1");
  LRSCOPE_FIELD(double, activation, "", "largest magnitude; of the output layer: pre-activation");
  LRSCOPE_FIELD(double, delta, "", "largest back-propagated ∂L/∂z");
  LRSCOPE_FIELD(double, gradient, "", "largest element of the gradient");
  LRSCOPE_FIELD(double, weight, "", "largest weight or bias");
  LRSCOPE_FIELD(std::optional<double>, dead_fraction, "share", "units whose slope is 0 on every row");
  LRSCOPE_FIELD(std::optional<double>, saturated_fraction, "share",
                "of the units' slopes on this batch, those below a hundredth of the steepest; of tanh and sigmoid");
  LRSCOPE_FIELD(double, loss, "loss", "L_B(θ_t)");
};

/// One batch of the epoch, all of them at the same θ.
struct BatchRecord {
  LRSCOPE_RECORD(BatchRecord, "batch", "batches");
  LRSCOPE_FIELD(std::int64_t, step, "step", "whose batch it is");
  LRSCOPE_FIELD(std::int64_t, at_step, "step", "t of the θ at which all batches of the epoch were compared");
  LRSCOPE_FIELD(std::int64_t, rows, "rows", "in the batch");
  LRSCOPE_FIELD(double, loss, "loss", "its loss there");
  LRSCOPE_FIELD(double, gradient_norm, "loss/θ", "its gradient's length there");
  LRSCOPE_FIELD(double, times_median, "factor", "its loss over that of the median batch");
  LRSCOPE_FIELD(std::vector<std::int64_t>, lines, "", "lines of the file on which its rows begin");
};

/// One row of the data, all of them at the same θ.
struct RowRecord {
  LRSCOPE_RECORD(RowRecord, "row", "rows");
  LRSCOPE_FIELD(std::int64_t, line, "", "of the file on which the row begins");
  LRSCOPE_FIELD(std::int64_t, at_step, "step", "t of the θ at which all rows were compared");
  LRSCOPE_FIELD(double, loss, "loss", "of this row alone");
  LRSCOPE_FIELD(double, loss_share, "share", "of the sum over all rows");
  LRSCOPE_FIELD(double, gradient_norm, "loss/θ", "of this row alone");
  LRSCOPE_FIELD(double, times_median, "factor", "its gradient norm over that of the median row");
};

/// Why the loss is measured at an ε: step taken, minimum and zero of the parabola, limit of the whole loss; none: the grid.
enum class Mark { none, lr, minimum, critical_lr, sharpness };

constexpr std::string_view name_of(Mark mark) {
  constexpr std::string_view names[] = {"", "lr", "minimum", "critical lr", "2/sharpness"};
  return names[static_cast<int>(mark)];
}

/// The loss of one batch along its negative gradient.
struct AlongRecord {
  LRSCOPE_RECORD(AlongRecord, "along", "along");
  LRSCOPE_FIELD(double, epsilon, "", "ε");
  LRSCOPE_FIELD(double, loss, "loss", "L_B(θ_t − εg)");
  LRSCOPE_FIELD(double, parabola, "loss", "L_B − εgᵀg + ½ε²gᵀHg");
  LRSCOPE_FIELD(Mark, mark, "", "lr: the step taken; minimum: gᵀg/gᵀHg; critical lr: 2gᵀg/gᵀHg; 2/sharpness");
};

struct AlongCurve {
  std::int64_t step = 0;
  double lr = 0;
  std::vector<AlongRecord> points;  // ascending ε
};

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
