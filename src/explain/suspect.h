// A possible cause of a failed run, with the change that removes it and the evidence for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/change.h"

namespace lrscope {

enum class Cause {
  outlier_rows,
  unsafe_logarithm,
  summed_loss,
  batch_order,
  sorted_rows,
  small_batches,
  late_rise,
  momentum,
  weight_decay,
  layer_rate,
  zero_weights,
  large_weights,
  overflow,
  dying_units,
  saturated_units,
  bounded_output,
  vanishing_gradients,
  exploding_gradients,
  coded_missing,
  equal_columns,
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
  constant_target,
  huge_numbers,
  unreadable_file
};
std::string_view name_of(Cause cause);

using Causes = std::vector<Cause>;

/// "unscaled features and unscaled target"
std::string causes_text(const Causes& causes);

enum class ChangeKind {
  leave_out_rows,
  leave_out_columns,
  as_categories,
  fused_loss,
  mean_loss,
  other_order,
  shuffled_rows,
  larger_batches,
  cosine_schedule,
  momentum_off,
  decay_off,
  one_rate,
  random_weights,
  smaller_weights,
  float64,
  leaky_relu,
  other_activation,
  linear_output,
  more_epochs,
  standard_features,
  standard_target,
  median_filling,
  mean_filling,
  clipping,
  warm_up,
  adam,
  tenth_of_rate,
  ten_times_rate,
  half_of_boundary,
  tenth_of_boundary,
  other_rate,
  leave_out_defective_rows,
  leave_out_defective_columns,
  other_target,
  other_reading,
  all_together
};

/// True for a change of the learning rate alone.
constexpr bool is_of_rate(ChangeKind kind) {
  return kind >= ChangeKind::tenth_of_rate && kind <= ChangeKind::other_rate;
}

struct Remedy {
  ChangeKind kind = ChangeKind::all_together;
  std::vector<std::string> of = {};  // lines or columns left out or read differently; the steps of a warm-up
};

/// "leave out 'id', 'code'"
std::string remedy_text(const Remedy& remedy);

using Remedies = std::vector<Remedy>;

/// "standardised features and standardised target"
std::string remedies_text(const Remedies& remedies);

// Least factors of the boundary for suspicions, from the best founded to the least.
constexpr double any_factor = 1.05, clear_factor = 2, large_factor = 10;

struct Suspect {
  Remedy remedy = {};
  Causes removes = {};  // none: the change treats symptoms
  Change change = {};
  std::string evidence = {};  // a sentence without its full stop (evidence_text.h); "": none
  bool is_suspected = false;  // the evidence speaks for it, before any run
  /// A sufficient change names a cause if it moves the boundary by this factor.
  double least_factor = clear_factor;
  bool is_seen = false;  // the run's first non-finite number came about in this way
};

}  // namespace lrscope
