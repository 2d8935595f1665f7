// What may have made a run fail, with the one change that removes it and the evidence for it: facts, of which
// explain/explanation_text.h makes words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "data/data_facts.h"
#include "lrscope/dataset.h"
#include "spec/change.h"

namespace lrscope {

enum class Cause {
  outlier_rows,
  unsafe_logarithm,
  summed_loss,
  batch_order,
  sorted_rows,
  momentum,
  layer_rate,
  zero_weights,
  large_weights,
  overflow,
  dying_units,
  identifiers,
  codes,
  nearly_constant_column,
  unscaled_features,
  unscaled_target,
  filled_cells,
  constant_column,
  learning_rate,
  // of data that cannot be trained on:
  missing_cells,
  missing_targets,
  categorical_identifiers,
  no_numbers,
  ragged_rows,
  single_class,
  huge_numbers,
  unreadable_file
};
std::string_view name_of(Cause cause);

enum class ChangeKind {
  leave_out_rows,
  leave_out_columns,
  as_categories,
  fused_loss,
  mean_loss,
  other_order,
  shuffled_rows,
  momentum_off,
  one_rate,
  random_weights,
  smaller_weights,
  float64,
  leaky_relu,
  standard_features,
  standard_target,
  median_filling,
  mean_filling,
  clipping,
  adam,
  tenth_of_rate,
  ten_times_rate,
  half_of_boundary,
  tenth_of_boundary,
  leave_out_defective_rows,
  leave_out_defective_columns,
  all_together
};

/// True for a change of nothing but the learning rate.
constexpr bool is_of_rate(ChangeKind kind) {
  return kind >= ChangeKind::tenth_of_rate && kind <= ChangeKind::tenth_of_boundary;
}

/// What is changed, as a person calls it.
struct Remedy {
  ChangeKind kind = ChangeKind::all_together;
  std::vector<std::string> of = {};  // the lines or columns that are left out or read in another way
};

namespace evidence {

struct Size {
  std::string column;
  double rms = 0;
};

struct OutlierRows {
  std::vector<std::int64_t> lines;  // ascending
  std::string path;
  double times_median = 0;  // of the gradients, the largest over that of the median row
};
struct UnsafeLogarithm {};
struct SummedLoss {
  std::string loss;
  std::int64_t rows = 0;     // of a batch
  std::int64_t outputs = 1;  // that the mean divides by, too
};
struct AnotherOrder {};
struct FileOrder {
  std::optional<double> correlation;  // of neighbouring targets, where it is high
};
struct Memory {
  std::string_view symbol;
  double beta = 0;
};
struct OneLayerRate {
  std::int64_t layer = 1;
  double rate = 0;
  double learning_rate = 0;  // of the other layers
};
struct ZeroWeights {};
struct LargeWeights {
  std::string init;
  double scale = 1;
  bool knows_width = true;  // the initialiser scales to the width of a layer
};
struct UsualWeights {
  std::string init;
};
struct SinglePrecision {
  std::optional<double> initial_loss;  // where it does not fit
};
struct DeadUnits {
  std::int64_t dead = 0;
  std::int64_t units = 0;
  std::optional<std::int64_t> layer;  // in which all are dead
};
struct FirstGradient {};
struct RowNames {
  std::vector<std::string> columns;
  std::int64_t unique = 0;
  double min = 0;
  double max = 0;
  std::int64_t rows = 0;
};
struct FewNumbers {
  std::vector<std::string> columns;
};
struct FeatureSizes {
  Size largest;
  std::optional<Size> smallest;
  bool is_left_large = false;  // by a scaling
};
struct TargetSize {
  Size target;
  double target_scale = 1;
};
struct FilledCells {
  std::string path;
  Filling filling;
};
struct ConstantColumns {
  std::vector<std::string> columns;
};
struct NoneAlone {};
struct FirstDefect {
  std::string message;
};

}  // namespace evidence

/// What in the data or the settings speaks for a suspect.
using Evidence =
    std::variant<std::monostate, evidence::OutlierRows, evidence::UnsafeLogarithm, evidence::SummedLoss,
                 evidence::AnotherOrder, evidence::FileOrder, evidence::Memory, evidence::OneLayerRate,
                 evidence::ZeroWeights, evidence::LargeWeights, evidence::UsualWeights, evidence::SinglePrecision,
                 evidence::DeadUnits, evidence::FirstGradient, evidence::RowNames, evidence::FewNumbers,
                 evidence::FeatureSizes, evidence::TargetSize, evidence::FilledCells, evidence::ConstantColumns,
                 evidence::NoneAlone, evidence::FirstDefect>;

using Causes = std::vector<Cause>;

struct Suspect {
  Remedy remedy = {};
  Causes removes = {};  // none: treats symptoms
  Change change = {};   // what to set
  Evidence evidence = {};
  bool is_suspected = false;  // the evidence speaks for it, before any run
  /// A cause must move the boundary by this factor at least, if the change alone is sufficient.
  double least_factor = 10;
  bool is_seen = false;  // the run itself shows it: the first non-finite number came about in this way
};

}  // namespace lrscope
