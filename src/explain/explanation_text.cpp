#include "explain/explanation_text.h"

#include <iterator>

#include "base/text.h"
#include "data/encode.h"

namespace lrscope {
namespace {

using std::to_string;

std::string text(double value) { return short_number_text(value, 3); }

std::string quoted_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back(in_quotes(name));
  return join(quoted, ", ");
}

std::string list_of(const std::vector<std::int64_t>& lines) {
  std::vector<std::string> words;
  for (const std::int64_t line : lines) words.push_back(to_string(line));
  return join(words, ",");
}

std::string size_text(const evidence::Size& size) { return " of " + text(size.rms); }

/// One sentence for each kind of evidence.
struct Sentence {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const evidence::OutlierRows& e) const {
    const bool is_one = e.lines.size() == 1;
    return (is_one ? "the row on line " : "the rows on lines ") + list_of(e.lines) + " of " + e.path +
           (is_one ? " stands" : " stand") + " out: at the start " +
           (is_one ? "its gradient is " : "the largest gradient is ") + text(e.times_median) +
           " times that of the median row";
  }
  std::string operator()(const evidence::UnsafeLogarithm&) const {
    return "naive-cross-entropy takes the logarithm of a softmax that may be 0, and divides ∞ by ∞";
  }
  std::string operator()(const evidence::SummedLoss& e) const {
    return e.loss + " is a sum: with " + counted(static_cast<std::size_t>(e.rows), "row") + " a batch" +
           (e.outputs > 1 ? " and " + to_string(e.outputs) + " outputs" : "") + " its gradient is " +
           to_string(e.rows * e.outputs) + " times that of the mean";
  }
  std::string operator()(const evidence::AnotherOrder&) const { return "chance: the same rows in another order"; }
  std::string operator()(const evidence::FileOrder& e) const {
    const std::string order = "rows are taken in the order of the file";
    if (!e.correlation) return order;
    return order + ", and neighbours have similar targets (correlation " + text(*e.correlation) +
           "): each batch is other data than the one before";
  }
  std::string operator()(const evidence::Memory& e) const {
    return std::string(e.symbol) + " = " + number_text(e.beta) + " adds up the gradients of " + text(1 / (1 - e.beta)) +
           " steps: in the long run a step is that many times longer";
  }
  std::string operator()(const evidence::OneLayerRate& e) const {
    return "--layer-lr moves layer " + to_string(e.layer) + " by " + number_text(e.rate) + " in place of " +
           number_text(e.learning_rate);
  }
  std::string operator()(const evidence::ZeroWeights&) const {
    return "all weights are 0: the units of a layer are alike, and no gradient gets past them";
  }
  std::string operator()(const evidence::LargeWeights& e) const {
    if (!e.knows_width)
      return e.init + " draws every weight with standard deviation " + number_text(e.scale) +
             ", whatever the width of the layer";
    return "--init-scale " + number_text(e.scale) + " multiplies weights that " + e.init +
           " has scaled to the width of the layer";
  }
  std::string operator()(const evidence::UsualWeights& e) const { return "a tenth of " + e.init; }
  std::string operator()(const evidence::SinglePrecision& e) const {
    if (!e.initial_loss) return "float32 ends at 3.4e38";
    return "the loss is " + number_text(*e.initial_loss) +
           " before the first step: it does not fit float32, which ends at 3.4e38";
  }
  std::string operator()(const evidence::DeadUnits& e) const {
    return to_string(e.dead) + " of " + to_string(e.units) + " hidden units have slope 0 on every row at the end" +
           (e.layer ? ", all of layer " + to_string(*e.layer) : "") + ": no gradient reaches them any more";
  }
  std::string operator()(const evidence::FirstGradient&) const { return "at the length of the first gradient"; }
  std::string operator()(const evidence::RowNames& e) const {
    return "column " + quoted_list(e.columns) + " names the rows: " + to_string(e.unique) +
           " different whole numbers from " + number_text(e.min) + " to " + number_text(e.max) + " in " +
           to_string(e.rows) + " rows";
  }
  std::string operator()(const evidence::FewNumbers& e) const {
    return "column " + quoted_list(e.columns) + " holds a few whole numbers that look like names of things";
  }
  std::string operator()(const evidence::FeatureSizes& e) const {
    return "column " + in_quotes(e.largest.column) + " has a root mean square" + size_text(e.largest) +
           (e.smallest ? ", column " + in_quotes(e.smallest->column) + size_text(*e.smallest) : "") +
           (e.is_left_large ? ": most of its values are equal, so this --scale finds no scale for it" : "");
  }
  std::string operator()(const evidence::TargetSize& e) const {
    return "the target " + in_quotes(e.target.column) + " has a root mean square" + size_text(e.target) +
           (e.target_scale != 1 ? " with --target-scale " + number_text(e.target_scale) : "") +
           ": so long are the first errors, and the gradient with them";
  }
  std::string operator()(const evidence::FilledCells& e) const { return e.path + ": " + filling_text(e.filling); }
  std::string operator()(const evidence::ConstantColumns& e) const {
    return "column " + quoted_list(e.columns) +
           " is constant: lrscope leaves its scale as it is; a program that divides by its deviation, 0, makes every "
           "number NaN";
  }
  std::string operator()(const evidence::NoneAlone&) const { return "none of them is enough by itself"; }
  std::string operator()(const evidence::FirstDefect& e) const { return e.message; }
};

}  // namespace

std::string_view name_of(Cause cause) {
  constexpr std::string_view names[] = {"outlier rows",
                                        "log of a probability that rounded to 0",
                                        "summed loss",
                                        "the order of the batches",
                                        "sorted rows",
                                        "momentum too high for this learning rate",
                                        "a learning rate too high for one layer",
                                        "initial weights of 0",
                                        "huge initial weights",
                                        "overflow of float32",
                                        "dying ReLU",
                                        "identifiers taken as numbers",
                                        "categories taken as numbers",
                                        "a column that is nearly constant, under scaling",
                                        "unscaled features",
                                        "unscaled target",
                                        "missing cells filled with 0",
                                        "a constant column under scaling",
                                        "the learning rate",
                                        "missing cells",
                                        "missing targets",
                                        "categorical identifiers",
                                        "cells that are not numbers",
                                        "rows of different widths",
                                        "a single class",
                                        "numbers too large to be scaled",
                                        "a file that cannot be read"};
  static_assert(std::size(names) == static_cast<std::size_t>(Cause::unreadable_file) + 1);
  return names[static_cast<int>(cause)];
}

std::string causes_text(const Causes& causes) {
  std::vector<std::string> words;
  for (const Cause cause : causes) words.emplace_back(name_of(cause));
  return join(words, " and ");
}

std::string remedy_text(const Remedy& remedy) {
  constexpr std::string_view names[] = {"leave out ",  // the first three: of what follows
                                        "leave out ",
                                        "categories ",
                                        "fused cross-entropy",
                                        "mean loss",
                                        "another batch order",
                                        "shuffled rows",
                                        "momentum off",
                                        "one learning rate for all layers",
                                        "random initial weights",
                                        "smaller initial weights",
                                        "float64",
                                        "leaky-relu",
                                        "standardised features",
                                        "standardised target",
                                        "missing cells by the median",
                                        "missing cells by the mean",
                                        "clipping",
                                        "adam",
                                        "a tenth of the learning rate",
                                        "ten times the learning rate",
                                        "half the boundary",
                                        "a tenth of the boundary",
                                        "leave out these rows",
                                        "leave out ",  // so many columns
                                        "all of these together"};
  static_assert(std::size(names) == static_cast<std::size_t>(ChangeKind::all_together) + 1);
  const std::string name(names[static_cast<int>(remedy.kind)]);
  switch (remedy.kind) {
    case ChangeKind::leave_out_rows:
      return name + counted(remedy.of.size(), "row");
    case ChangeKind::leave_out_columns:
    case ChangeKind::as_categories:
      return name + quoted_list(remedy.of);
    case ChangeKind::leave_out_defective_columns:
      return name + counted(remedy.of.size(), "column");
    default:
      return name;
  }
}

std::string evidence_text(const Evidence& evidence) { return std::visit(Sentence{}, evidence); }

}  // namespace lrscope
