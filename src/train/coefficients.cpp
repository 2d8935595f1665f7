#include "train/coefficients.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "lrscope/problem.h"
#include "lrscope/run_spec.h"
#include "nn/layout.h"
#include "nn/loss.h"

namespace lrscope {

std::optional<LinearModel> LinearModel::of(const Dataset& data, const RunSpec& spec) {
  if (!spec.model.hidden.empty() || spec.model.output_activation != "identity") return std::nullopt;
  const LossRow& loss = find_named(losses(), loss_name(spec.model, data), "loss");
  const bool is_coded = std::ranges::any_of(data.codings, &ColumnCoding::is_target) || spec.target_scale != 1;
  if (!loss.link.empty() && is_coded) return std::nullopt;  // a link and a scale do not change places
  LinearModel model(data, spec);
  model.is_last_class_ = loss.takes_last_target(data.task);
  if (model.is_last_class_) model.outputs_.resize(1);
  return model;
}

LinearModel::LinearModel(const Dataset& data, const RunSpec& spec)
    : data_(&data), has_bias_(spec.model.bias), inputs_(data.feature_names.size()), outputs_(data.target_names.size()) {
  // Levels of a categorical column and classes are not scaled, and have no coding.
  std::map<Index, Unit> of_input, of_target;  // by column of the file
  for (const ColumnCoding& coding : data.codings) {
    is_of_logarithms_ = is_of_logarithms_ || coding.is_log;
    (coding.is_target ? of_target : of_input)[coding.place] = {coding.shift, coding.scale};
  }
  const auto set = [](std::vector<Unit>& units, const std::vector<Index>& columns, const std::map<Index, Unit>& known) {
    for (std::size_t i = 0; i < units.size(); ++i)
      if (const auto unit = known.find(columns[i]); unit != known.end()) units[i] = unit->second;
  };
  set(inputs_, data.feature_columns, of_input);
  set(outputs_, data.target_columns, of_target);
  for (Unit& unit : outputs_) unit.scale /= spec.target_scale;
}

std::vector<CoefficientRecord> LinearModel::coefficients(const RunRecord& run) const {
  std::vector<CoefficientRecord> records;
  const auto is_finite = [](double number) { return std::isfinite(number); };
  if (has_failed(run.outcome) || !std::ranges::all_of(run.theta, is_finite)) return records;
  for (std::size_t output = 0; output < outputs_.size(); ++output) add_output(output, run, records);
  return records;
}

void LinearModel::add_output(std::size_t output, const RunRecord& run, std::vector<CoefficientRecord>& records) const {
  const Layout layout({std::ssize(inputs_), std::ssize(outputs_)}, has_bias_);
  const Layer& layer = layout.layers().front();
  const Unit& target = outputs_[output];
  CoefficientRecord record;
  record.run = run.run;
  record.lr = run.lr;
  record.seed = run.seed;
  if (outputs_.size() > 1) record.output = data_->target_names[output];
  if (is_last_class_) record.output = data_->target_names.back();
  record.column = "(intercept)";
  const std::size_t first = records.size();
  if (has_bias_) record.weight = run.theta[static_cast<std::size_t>(layer.bias) + output];
  records.push_back(record);
  double constant = record.weight.value_or(0);  // of what the model computes, on scaled numbers
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const double weight = run.theta[static_cast<std::size_t>(layer.weight) + output * inputs_.size() + i];
    const auto one_number = data_->constants.find(static_cast<Index>(i));
    record.column = data_->feature_words[i];
    record.weight = weight;
    record.coefficient.reset();
    if (one_number == data_->constants.end()) {
      record.coefficient = target.scale * (weight / inputs_[i].scale);
      constant -= weight * (inputs_[i].shift / inputs_[i].scale);
    } else {
      constant += weight * one_number->second;
    }
    records.push_back(record);
  }
  records[first].coefficient = target.shift + target.scale * constant;
}

}  // namespace lrscope
