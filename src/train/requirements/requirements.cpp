#include "train/requirements/requirements.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.h"
#include "data/batch_order.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

std::string text_of(const LayerRate& own) { return " " + std::to_string(own.layer) + "=" + number_text(own.rate); }

double rounded_to(Precision precision, double value) {
  return precision == Precision::float32 ? static_cast<double>(static_cast<float>(value)) : value;
}

/// `targets`, `lines`: of the rows to train on, or of those held out.
void require_scaled_target(const Dataset& data, const Matrix<double>& targets, const LineNumbers& lines,
                           const RunSpec& spec, Index target, Index row) {
  const double value = targets(target, row);
  const double scaled = rounded_to(spec.precision, spec.target_scale * value);
  const bool vanishes = scaled == 0 && rounded_to(spec.precision, value) != 0;
  if (std::isfinite(scaled) && !vanishes) return;
  const bool is_single = spec.precision == Precision::float32;
  const auto at = static_cast<std::size_t>(target);
  throw UsageError(About{"--target-scale"},
                   " " + number_text(spec.target_scale) + ": " + data.path + ":" +
                       std::to_string(lines[static_cast<std::size_t>(row)]) + ":" +
                       std::to_string(data.target_columns[at] + 1) + ": column " + in_quotes(data.target_names[at]) +
                       ": " + number_text(value) + " times this " + (vanishes ? "is 0 in " : "does not fit ") +
                       (is_single ? "float32 (1.4e-45 to 3.4e38)" : "float64 (4.9e-324 to 1.8e308)") + "; use a " +
                       (vanishes ? "larger" : "smaller") + " scale" + (is_single ? ", or --precision float64." : "."));
}

DataError unfit_target(const Dataset& data, const LossRow& loss, Index target, long long line, double value) {
  const auto at = static_cast<std::size_t>(target);
  const Index column = data.target_columns[at];
  const bool is_scaled = std::ranges::any_of(data.codings, [&](const ColumnCoding& coding) {
    return coding.is_target && coding.place == column && (coding.shift != 0 || coding.scale != 1);
  });
  const bool are_counts = loss.targets == Targets::not_negative;
  return about("--loss", DataError(data.path + ":" + std::to_string(line) + ":" + std::to_string(column + 1) +
                                   ": column " + in_quotes(data.target_names[at]) + ": the target " +
                                   number_text(value) + (is_scaled ? " (after --scale-target)" : "") + ": --loss " +
                                   std::string(loss.name) + " takes " + (are_counts ? "numbers from 0 up" : "0 and 1") +
                                   "; use " + (is_scaled ? "--scale-target none" : "--loss mse") +
                                   ", or --drop-lines " + std::to_string(line) + " to leave the row out."));
}

/// Throws: UsageError for a row that the data do not have, or more steps than were given.
void require_batches(const RunSpec& spec, Index rows, bool are_all) {
  const GivenBatches& given = *spec.batches;
  for (Index t = 0; t < given.steps(); ++t)
    for (const int row : given.step(t))
      if (row < 0 || row >= rows)
        throw UsageError(About{"--batches"},
                         " " + given.place(t) + ": '" + std::to_string(row) + "' is no row: the data have " +
                             std::to_string(rows) + (are_all ? " rows" : " rows to train on") +
                             ", numbered from 0; use numbers from 0 to " + std::to_string(rows - 1) + ".");
  if (spec.max_steps.value_or(0) > given.steps())
    throw UsageError(About{"--max-steps", {"--batches"}},
                     " " + std::to_string(*spec.max_steps) + ": " + given.path + " holds " +
                         counted(static_cast<std::size_t>(given.steps()), "step") + "; use at most " +
                         std::to_string(given.steps()) + ", or --epochs N for N passes through the file.");
}

}  // namespace

void require_layers(const RunSpec& spec, std::size_t layers) {
  const RateRange range = representable_rates(spec.precision);
  for (const LayerRate& own : spec.layer_rates) {
    if (own.layer > static_cast<long long>(layers))
      throw UsageError(About{"--layer-lr"}, text_of(own) + ": the model has " + counted(layers, "layer") +
                                                ", the output layer included; name layers from 1 to " +
                                                std::to_string(layers) + ".");
    if (own.rate == 0) continue;
    if (!(rounded_to(spec.precision, own.rate) >= range.smallest && own.rate <= range.largest))
      throw UsageError(About{"--layer-lr", {"--precision"}},
                       text_of(own) + ": does not fit float32 (1.4e-45 to 3.4e38); use --precision float64.");
  }
}

void require_deviations(const RunSpec& spec, const std::vector<double>& deviations) {
  for (std::size_t l = 0; l < deviations.size(); ++l) {
    const double sigma = rounded_to(spec.precision, deviations[l]);
    if (sigma > 0 && std::isfinite(sigma)) continue;
    throw UsageError(
        About{"--parametrization", {"--init", "--init-scale"}},
        " ntk: --init " + spec.model.init + " with --init-scale " + number_text(spec.model.init_scale) +
            " gives the weights of layer " + std::to_string(l + 1) + " the standard deviation " + number_text(sigma) +
            ", and W = σω cannot be trained; use --init lecun-normal --init-scale 1, or --parametrization standard.");
  }
}

void require_scaled_targets(const Dataset& data, const RunSpec& spec) {
  if (spec.target_scale == 1) return;
  if (data.task == Task::classification)
    throw UsageError(About{"--target-scale"}, " " + number_text(spec.target_scale) +
                                                  ": the target holds classes, which have no scale; leave this option "
                                                  "out, or use --task regression for classes that are numbers.");
  const auto require = [&](const Matrix<double>& targets, const LineNumbers& lines) {
    for (Index row = 0; row < targets.cols(); ++row)
      for (Index target = 0; target < targets.rows(); ++target)
        require_scaled_target(data, targets, lines, spec, target, row);
  };
  require(data.targets, data.lines);
  require(data.held.targets, data.held.lines);
}

void require_targets(const Dataset& data, const LossRow& loss, double scale) {
  if (loss.targets == Targets::any || data.task == Task::classification) return;
  const auto fits = [&](double value) {
    return loss.targets == Targets::not_negative ? value >= 0 : value == 0 || value == 1;
  };
  const auto require = [&](const Matrix<double>& targets, const LineNumbers& lines) {
    for (Index row = 0; row < targets.cols(); ++row)
      for (Index i = 0; i < targets.rows(); ++i)
        if (!fits(scale * targets(i, row)))
          throw unfit_target(data, loss, i, lines[static_cast<std::size_t>(row)], scale * targets(i, row));
  };
  require(data.targets, data.lines);
  require(data.held.targets, data.held.lines);
}

void refuse_for_function(const RunSpec& spec, std::string_view function) {
  const auto refuse = [&](const char* flag, const std::string& value, const char* what) {
    throw UsageError(About{flag}, value + ": case:" + std::string(function) + " is a function, it has no " + what +
                                      "; leave this option out.");
  };
  if (!spec.layer_rates.empty()) refuse("--layer-lr", text_of(spec.layer_rates.front()), "layers");
  if (spec.model.parametrization == Parametrization::ntk) refuse("--parametrization", " ntk", "layers");
  if (spec.target_scale != 1) refuse("--target-scale", " " + number_text(spec.target_scale), "targets");
  if (spec.batches) refuse("--batches", " " + spec.batches->path, "rows");
}

Index rows_of_batch(const RunSpec& spec, Index rows, bool are_all) {
  if (spec.batches) {
    require_batches(spec, rows, are_all);
    return spec.batches->largest();
  }
  const BatchSize& size = spec.batch_size;
  if (!size.rows) return rows;
  if (size.asked_for && *size.rows > rows)
    throw UsageError(About{"--batch-size"}, " " + std::to_string(*size.rows) + ": the data have only " +
                                                std::to_string(rows) + (are_all ? " rows" : " rows to train on") +
                                                "; use --batch-size full, or at most " + std::to_string(rows) + ".");
  return std::min<Index>(*size.rows, rows);
}

}  // namespace lrscope
