#include "explain/suspect.h"

#include <iterator>

#include "base/text.h"
#include "report/text_table.h"

namespace lrscope {
std::string_view name_of(Cause cause) {
  constexpr std::string_view names[] = {"outlier rows",
                                        "log of a probability that rounded to 0",
                                        "summed loss",
                                        "the order of the batches",
                                        "sorted rows",
                                        "batches too small for this learning rate",
                                        "a late rise of the loss",
                                        "momentum too high for this learning rate",
                                        "weight decay",
                                        "a learning rate too high for one layer",
                                        "initial weights of 0",
                                        "huge initial weights",
                                        "overflow of float32",
                                        "dying ReLU",
                                        "saturated units",
                                        "targets that the output activation cannot reach",
                                        "vanishing gradients",
                                        "exploding gradients",
                                        "missing values written as a number",
                                        "columns that are nearly equal",
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
                                        "a constant target",
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

std::string remedies_text(const Remedies& remedies) {
  std::vector<std::string> words;
  for (const Remedy& remedy : remedies) words.push_back(remedy_text(remedy));
  return join(words, " and ");
}

std::string remedy_text(const Remedy& remedy) {
  constexpr std::string_view names[] = {"leave out ",  // the first three: followed by `of`
                                        "leave out ",
                                        "categories ",
                                        "fused cross-entropy",
                                        "mean loss",
                                        "another batch order",
                                        "shuffled rows",
                                        "larger batches",
                                        "a cosine schedule",
                                        "momentum off",
                                        "weight decay off",
                                        "one learning rate for all layers",
                                        "random initial weights",
                                        "smaller initial weights",
                                        "float64",
                                        "leaky-relu",
                                        "",  // its name
                                        "a linear output",
                                        "ten times the epochs",
                                        "standardised features",
                                        "standardised target",
                                        "missing cells by the median",
                                        "missing cells by the mean",
                                        "clipping",
                                        "a warm-up of ",  // followed by its steps
                                        "adam",
                                        "a tenth of the learning rate",
                                        "ten times the learning rate",
                                        "half the boundary",
                                        "a tenth of the boundary",
                                        "another learning rate",
                                        "leave out these rows",
                                        "leave out ",      // followed by their number
                                        " as the target",  // after its name
                                        "cells read as they are written",
                                        "all of these together"};
  static_assert(std::size(names) == static_cast<std::size_t>(ChangeKind::all_together) + 1);
  const std::string name(names[static_cast<int>(remedy.kind)]);
  switch (remedy.kind) {
    case ChangeKind::leave_out_rows:
      return name + counted(remedy.of.size(), "row");
    case ChangeKind::leave_out_columns:
    case ChangeKind::as_categories:
      return name + quoted_list(remedy.of);
    case ChangeKind::other_target:
      return in_quotes(remedy.of.front()) + name;
    case ChangeKind::warm_up:
      return name + remedy.of.front() + " steps";
    case ChangeKind::other_activation:
      return remedy.of.front();
    case ChangeKind::leave_out_defective_columns:
      return name + counted(remedy.of.size(), "column");
    default:
      return name;
  }
}

}  // namespace lrscope
