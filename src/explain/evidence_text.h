// The evidence in the data or the settings for a suspect: a sentence for each kind, without its full stop. Private to this folder.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "data/encode.h"
#include "lrscope/records.h"
#include "lrscope/run_spec.h"
#include "report/text_table.h"

namespace lrscope::evidence {

/// A column and the root mean square of its values.
struct Size {
  std::string column;
  double rms = 0;
};

/// `times_median`: the largest gradient norm over that of the median row.
inline std::string outlier_rows(const std::vector<std::string>& lines, const std::string& path, double times_median) {
  const bool is_one = lines.size() == 1;
  return fmt::format("{} {} of {} out: at the start {} gradient is {} times that of the median row",
                     is_one ? "the row on line" : "the rows on lines", join(lines, ","),
                     path + (is_one ? " stands" : " stand"), is_one ? "its" : "the largest", digits(times_median, 3));
}

inline std::string unsafe_logarithm() {
  return "naive-cross-entropy takes the logarithm of a softmax that may be 0, and divides ∞ by ∞";
}

/// `rows`: of a batch; `outputs`: the mean divides by them too.
inline std::string summed_loss(std::string_view loss, std::int64_t rows, std::int64_t outputs) {
  return fmt::format("{} is a sum: with {} a batch{} its gradient is {} times that of the mean", loss,
                     counted(rows, "row"), outputs > 1 ? fmt::format(" and {} outputs", outputs) : "", rows * outputs);
}

inline std::string another_order() { return "chance: the same rows in another order"; }

/// `correlation`: of neighbouring targets, if it is high.
inline std::string file_order(const std::optional<double>& correlation) {
  const std::string order = "rows are taken in the order of the file";
  if (!correlation) return order;
  return order + ", and neighbours have similar targets (correlation " + digits(*correlation, 3) +
         "): each batch is other data than the one before";
}

/// `limit`: of all rows, where the learning rate is below it.
inline std::string small_batches(std::int64_t batch, std::int64_t rows, double learning_rate,
                                 const std::optional<double>& limit) {
  std::string sentence = fmt::format("each step sees {} of {} only", batch, counted(rows, "row"));
  if (limit)
    sentence += fmt::format(": gradient descent on all of them is stable up to lr {}, and {} is less",
                            digits(*limit, 3), number_text(learning_rate));
  return sentence;
}

/// `forgetful`: the optimizer, if it divides by a mean of past gradients that decays; else "".
inline std::string late_rise(const RunRecord& run, std::string_view forgetful) {
  std::string sentence = fmt::format("the loss was down to {} at step {} and is {} at the end", digits(run.best_loss),
                                     run.best_step, digits(run.final_loss));
  if (!forgetful.empty())
    sentence += fmt::format(": {} divides by √v, and v forgets: small gradients make its steps long again", forgetful);
  return sentence;
}

inline std::string momentum(double beta) {
  return fmt::format("β = {} adds up the gradients of {} steps: in the long run a step is that many times longer",
                     number_text(beta), digits(1 / (1 - beta), 3));
}

inline std::string averaged_gradients(double beta) {
  return fmt::format("β₁ = {} averages the gradients of {} steps: the step follows them with that delay",
                     number_text(beta), digits(1 / (1 - beta), 3));
}

/// `product`: η·λ, the share of every parameter that a step takes away.
inline std::string weight_decay(double decay, double product, bool is_decoupled) {
  const std::string sentence =
      fmt::format("--weight-decay {}{}: ηλ = {}", number_text(decay),
                  is_decoupled ? ", which shrinks the parameters directly" : "", digits(product, 3));
  if (product > 2) return sentence + ", above 2: every step turns the parameters round and makes them larger";
  return sentence + ": every step takes away that share of the parameters";
}

/// `learning_rate`: of the other layers.
inline std::string layer_rate(const LayerRate& rate, double learning_rate) {
  return fmt::format("--layer-lr moves layer {} by {} in place of {}", rate.layer, number_text(rate.rate),
                     number_text(learning_rate));
}

inline std::string zero_weights() {
  return "all weights are 0: the units of a layer are alike, and no gradient gets past them";
}

inline std::string large_weights(const ModelSpec& model) {
  const std::string scale = number_text(model.init_scale);
  if (model.init == "normal")
    return fmt::format("{} draws every weight with standard deviation {}, whatever the width of the layer", model.init,
                       scale);
  return fmt::format("--init-scale {} multiplies weights that {} has scaled to the width of the layer", scale,
                     model.init);
}

inline std::string usual_weights(const ModelSpec& model) { return "a tenth of " + model.init; }

/// `initial_loss`: if it does not fit.
inline std::string single_precision(const std::optional<double>& initial_loss) {
  if (!initial_loss) return "float32 ends at 3.4e38";
  return "the loss is " + number_text(*initial_loss) +
         " before the first step: it does not fit float32, which ends at 3.4e38";
}

/// `layer`: one whose units are all dead.
inline std::string dead_units(std::int64_t dead, std::int64_t units, const std::optional<std::int64_t>& layer) {
  return fmt::format("{} of {} hidden units have slope 0 on every row at the end{}: no gradient reaches them any more",
                     dead, units, layer ? fmt::format(", all of layer {}", *layer) : "");
}

/// `ratio`: of the gradient of layer 1 to that of the last layer.
inline std::string gradients_over_depth(double ratio, std::int64_t last) {
  return fmt::format("at the start the gradient of layer 1 is {} times that of layer {}", digits(ratio, 2), last);
}

inline std::string saturated_units(double share, std::string_view activation) {
  return fmt::format(
      "at the start {:.0f} % of the slopes of a layer are below a hundredth of the steepest of {}: hardly "
      "any gradient passes",
      100 * share, activation);
}

/// `beyond`: a target that the activation has no value for.
inline std::string bounded_output(std::string_view activation, Index outside, Index targets, double beyond) {
  return fmt::format("--output-activation {} cannot reach {} of {} targets, such as {}", activation, outside, targets,
                     digits(beyond));
}

inline std::string coded_missing(const std::string& column, double value, std::int64_t cells, double low, double high) {
  return fmt::format("{} of column {} are {}, far from the others, {} to {}: they may stand for missing values",
                     counted(cells, "cell"), in_quotes(column), number_text(value), number_text(low),
                     number_text(high));
}

inline std::string equal_columns(const std::string& first, const std::string& second, double correlation,
                                 std::size_t pairs) {
  std::string sentence = fmt::format("columns {} and {} say the same (correlation {})", in_quotes(first),
                                     in_quotes(second), digits(correlation, 5));
  if (pairs > 1) sentence += fmt::format(", and {} more", counted(pairs - 1, "pair"));
  return sentence + ": together they make one direction sharp, and another flat";
}

inline std::string first_gradient() { return "at the length of the first gradient"; }

/// `unique`, `min`, `max`: of the last column.
inline std::string identifiers(const std::vector<std::string>& columns, std::int64_t unique, double min, double max,
                               std::int64_t rows) {
  return fmt::format("column {} names the rows: {} different whole numbers from {} to {} in {} rows",
                     quoted_list(columns), unique, number_text(min), number_text(max), rows);
}

inline std::string codes(const std::vector<std::string>& columns) {
  return "column " + quoted_list(columns) + " holds a few whole numbers that look like names of things";
}

/// `is_left_large`: although the column was scaled; `is_nearly_constant`: half of its values are equal.
inline std::string feature_sizes(const Size& largest, const std::optional<Size>& smallest, bool is_left_large,
                                 bool is_nearly_constant) {
  std::string sentence =
      fmt::format("column {} has a root mean square of {}", in_quotes(largest.column), digits(largest.rms, 3));
  if (smallest) sentence += fmt::format(", column {} of {}", in_quotes(smallest->column), digits(smallest->rms, 3));
  if (is_nearly_constant)
    sentence += ": most of its values are equal, so this --scale finds no scale for it";
  else if (is_left_large)
    sentence += ", after this --scale";
  return sentence;
}

inline std::string target_size(const Size& target, double target_scale) {
  return fmt::format(
      "the target {} has a root mean square of {}{}: the first errors are that large, and the gradient with them",
      in_quotes(target.column), digits(target.rms, 3),
      target_scale != 1 ? " with --target-scale " + number_text(target_scale) : "");
}

inline std::string filled_cells(const std::string& path, const Filling& filling) {
  return path + ": " + filling_text(filling);
}

inline std::string constant_columns(const std::vector<std::string>& columns) {
  return "column " + quoted_list(columns) +
         " is constant: lrscope leaves its scale as it is; a program that divides by its deviation, 0, makes every "
         "number NaN";
}

inline std::string none_alone() { return "none of them is enough by itself"; }

}  // namespace lrscope::evidence
