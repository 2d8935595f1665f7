#include "data/split/holdout.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.h"
#include "base/text.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

// 100 · 0.07 is 7.000000000000001, and 7 is meant.
Index held_count(Index rows, double fraction) {
  constexpr double rounding = 4 * std::numeric_limits<double>::epsilon();
  return static_cast<Index>(std::ceil(static_cast<double>(rows) * fraction * (1 - rounding)));
}

std::uint64_t seed_of(const DataSpec& spec) { return spec.holdout_seed.value_or(0); }

/// The columns of `all` that are rows to hold out. `all` keeps the others.
Matrix<double> split_columns(const Split& split, Matrix<double>& all) {
  Matrix<double> held(all.rows(), std::ssize(split.held));
  for (Index i = 0; i < held.cols(); ++i) held.col(i) = all.col(split.held[static_cast<std::size_t>(i)]);
  const Index count = std::ssize(split.training);
  for (Index i = 0; i < count; ++i)
    if (const Index from = split.training[static_cast<std::size_t>(i)]; from != i) all.col(i) = all.col(from);
  all.conservativeResize(Eigen::NoChange, count);
  return held;
}

LineNumbers lines_at(const std::vector<Index>& rows, const LineNumbers& all) {
  LineNumbers lines;
  for (const Index row : rows) lines.push_back(all[static_cast<std::size_t>(row)]);
  return lines;
}

}  // namespace

Split split_rows(Index rows, const Holdout& holdout, std::uint64_t seed) {
  std::vector<Index> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), Index{0});
  if (!holdout.is_last) {
    const Random random(seed, Stream::holdout);
    for (std::size_t i = order.size(); i-- > 1;) std::swap(order[i], order[random.below(i + 1, i)]);
  }
  const auto first_held = order.end() - held_count(rows, holdout.fraction);
  Split split{{order.begin(), first_held}, {first_held, order.end()}};
  std::ranges::sort(split.training);
  std::ranges::sort(split.held);
  return split;
}

Split split_for(Index rows, const DataSpec& spec) {
  if (!spec.holdout) {
    Split split{std::vector<Index>(static_cast<std::size_t>(rows)), {}};
    std::iota(split.training.begin(), split.training.end(), Index{0});
    return split;
  }
  Split split = split_rows(rows, *spec.holdout, seed_of(spec));
  if (!split.training.empty()) return split;
  const std::string prefix = spec.holdout->is_last ? "last:" : "";
  const double most = std::floor(1000 * static_cast<double>(rows - 1) / static_cast<double>(rows)) / 1000;
  throw UsageError(About{"--holdout"}, " " + prefix + number_text(spec.holdout->fraction) + ": of " +
                                           counted(static_cast<std::size_t>(rows), "row") +
                                           " none is left to train on; use " + prefix + number_text(most) +
                                           " or less, or leave this option out.");
}

void hold_out(const Split& split, Dataset& data) {
  if (split.held.empty()) return;
  data.held = {split_columns(split, data.inputs), split_columns(split, data.targets), lines_at(split.held, data.lines)};
  if (data.weights.size() > 0) {
    data.held.weights = data.weights(split.held);
    data.weights = Vector<double>(data.weights(split.training));
  }
  data.lines = lines_at(split.training, data.lines);
}

std::string holdout_text(const std::string& path, const Split& split, const DataSpec& spec) {
  const std::size_t held = split.held.size(), all = held + split.training.size();
  return path + ": " + std::to_string(held) + " of " + counted(all, "row") + (held == 1 ? " is" : " are") +
         " held out (" +
         (spec.holdout->is_last ? "the last of the file" : "random rows, by seed " + std::to_string(seed_of(spec))) +
         "), " + std::to_string(split.training.size()) + (split.training.size() == 1 ? " is" : " are") + " trained on";
}

std::vector<std::string> unseen_class_texts(const std::string& path, const Dataset& data, const DataSpec& spec) {
  std::vector<std::string> texts;
  if (data.task != Task::classification || !spec.holdout) return texts;
  for (Index i = 0; i < data.targets.rows(); ++i) {
    if (data.targets.row(i).any()) continue;
    texts.push_back(
        "warning: " + path + ": every row of class " + in_quotes(data.target_names[static_cast<std::size_t>(i)]) +
        " is held out, so that nothing is learnt about it; use " +
        (spec.holdout->is_last ? "--holdout " + number_text(spec.holdout->fraction) + " to hold out random rows."
                               : "another --holdout-seed, or a smaller --holdout."));
  }
  return texts;
}

}  // namespace lrscope
