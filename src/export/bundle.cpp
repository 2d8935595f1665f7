#include "export/bundle.h"

#include <span>
#include <utility>

#include "base/text.h"
#include "data/batch_order.h"
#include "data/npy/npy.h"
#include "data/order/batch_file.h"
#include "data/parameter_file.h"
#include "export/bundle_text.h"
#include "nn/layout.h"
#include "nn/loss.h"
#include "train/trained_state.h"
#include "train/watch/stop_rule.h"

namespace lrscope {
namespace {

/// Of numbers that lie as `shape` in C order.
std::string array_of(const double* numbers, const std::vector<Index>& shape, Precision precision) {
  Index size = 1;
  for (const Index n : shape) size *= n;
  const std::span<const double> all(numbers, static_cast<std::size_t>(size));
  if (precision == Precision::float64) return npy_bytes(all, shape);
  const std::vector<float> rounded(all.begin(), all.end());
  return npy_bytes(std::span<const float>(rounded), shape);
}

/// Of features × rows, column by column: rows × features, row by row.
std::string array_of(const Matrix<double>& matrix, Precision precision) {
  return array_of(matrix.data(), {matrix.cols(), matrix.rows()}, precision);
}

std::string array_of(const Vector<double>& vector, Precision precision) {
  return array_of(vector.data(), {vector.size()}, precision);
}

/// A line of row numbers for each step; where every pass is the same, for the first one alone.
std::string batches_of(const RunSpec& spec, Index rows, std::int64_t steps) {
  BatchOrder order = BatchOrder::of(spec, rows, rows_of_step(spec, rows));
  const bool repeats = spec.batches || order.is_full_batch() || (!spec.shuffle && !spec.with_replacement);
  const std::int64_t lines = repeats ? std::min<std::int64_t>(steps, order.steps_per_epoch()) : steps;
  std::string text;
  for (std::int64_t t = 0; t < lines; ++t) text += batch_line(order.batch(t));
  return text;
}

void add_state(const Problem& problem, const ExportSpec& spec, std::vector<ExportedFile>& files) {
  const TrainedState state = problem.state_at(spec.run, *spec.at_step);
  const std::string step = std::to_string(state.step);
  if (state.step > 0) files.push_back({"theta_" + step + ".npy", array_of(state.theta, spec.run.precision)});
  for (const TrainedState::Memory& memory : state.memory)
    files.push_back({"state_" + step + "_" + memory.name + ".npy", array_of(memory.values, spec.run.precision)});
}

}  // namespace

std::vector<ExportedFile> exported_files(const Problem& problem, const Dataset& data, const ExportSpec& spec) {
  const RunSpec& run = spec.run;
  const std::int64_t steps = total_steps_on(run, data.rows());
  const LossRow& loss = find_named(losses(), *run.model.loss, "loss");
  const Index outputs = loss.outputs_for(data.task, data.targets.rows());
  const Layout layout = layout_of(run.model, data.inputs.rows(), outputs);
  const auto targets = [&](const Matrix<double>& all) {
    return array_of(Matrix<double>(run.target_scale * all.bottomRows(outputs)), run.precision);
  };
  const Vector<double> theta = problem.state_at(run, 0).theta;
  std::vector<ExportedFile> files = {{"inputs.npy", array_of(data.inputs, run.precision)},
                                     {"targets.npy", targets(data.targets)}};
  if (data.weights.size() > 0) files.push_back({"weights.npy", array_of(data.weights, run.precision)});
  if (data.held.lines.size() > 0) {
    files.push_back({"held_inputs.npy", array_of(data.held.inputs, run.precision)});
    files.push_back({"held_targets.npy", targets(data.held.targets)});
    if (data.held.weights.size() > 0) files.push_back({"held_weights.npy", array_of(data.held.weights, run.precision)});
  }
  files.push_back({"columns.csv", columns_csv(data, run.target_scale, outputs)});
  files.push_back({"lines.txt", lines_text(data.lines)});
  files.push_back({"batches.txt", batches_of(run, data.rows(), steps)});
  files.push_back({"theta_0.npy", array_of(theta, run.precision)});
  files.push_back({"theta_0.txt", problem.initial_parameters(run)});
  files.push_back({"layout.csv", layout_csv(layout)});
  if (spec.at_step) add_state(problem, spec, files);
  if (spec.framework)
    files.push_back({"train.py", training_script(*spec.framework, run, layout, steps, data.weights.size() > 0)});
  return files;
}

}  // namespace lrscope
