#include "train/validate_spec.h"

#include <cmath>
#include <limits>
#include <string>

#include "base/text.h"
#include "lrscope/errors.h"
#include "spec/rate_range.h"

namespace lrscope {
namespace {

std::string text_of(const LayerRate& own) { return " " + std::to_string(own.layer) + "=" + number_text(own.rate); }

double rounded_to(Precision precision, double value) {
  return precision == Precision::float32 ? static_cast<double>(static_cast<float>(value)) : value;
}

void require_scaled_target(const Dataset& data, const RunSpec& spec, Index target, Index row) {
  const double value = data.targets(target, row);
  const double scaled = rounded_to(spec.precision, spec.target_scale * value);
  const bool vanishes = scaled == 0 && rounded_to(spec.precision, value) != 0;
  if (std::isfinite(scaled) && !vanishes) return;
  const bool is_single = spec.precision == Precision::float32;
  const auto at = static_cast<std::size_t>(target);
  throw UsageError(About{"--target-scale"},
                   " " + number_text(spec.target_scale) + ": " + data.path + ":" +
                       std::to_string(data.lines[static_cast<std::size_t>(row)]) + ":" +
                       std::to_string(data.target_columns[at] + 1) + ": column " + in_quotes(data.target_names[at]) +
                       ": " + number_text(value) + " times this " + (vanishes ? "is 0 in " : "does not fit ") +
                       (is_single ? "float32 (1.4e-45 to 3.4e38)" : "float64 (4.9e-324 to 1.8e308)") + "; use a " +
                       (vanishes ? "larger" : "smaller") + " scale" + (is_single ? ", or --precision float64." : "."));
}

}  // namespace

void require_layers(const RunSpec& spec, std::size_t layers) {
  const RateRange range = representable_rates(spec.precision);
  for (const LayerRate& own : spec.layer_rates) {
    if (own.layer > static_cast<long long>(layers))
      throw UsageError(About{"--layer-lr"}, text_of(own) + ": the model has " + counted(layers, "layer") +
                                                ", the output layer included; name layers from 1 to " +
                                                std::to_string(layers) + ".");
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
  for (Index row = 0; row < data.targets.cols(); ++row)
    for (Index target = 0; target < data.targets.rows(); ++target) require_scaled_target(data, spec, target, row);
}

void refuse_for_function(const RunSpec& spec, std::string_view function) {
  const auto refuse = [&](const char* flag, const std::string& value, const char* what) {
    throw UsageError(About{flag}, value + ": case:" + std::string(function) + " is a function, it has no " + what +
                                      "; leave this option out.");
  };
  if (!spec.layer_rates.empty()) refuse("--layer-lr", text_of(spec.layer_rates.front()), "layers");
  if (spec.model.parametrization == Parametrization::ntk) refuse("--parametrization", " ntk", "layers");
  if (spec.target_scale != 1) refuse("--target-scale", " " + number_text(spec.target_scale), "targets");
}

}  // namespace lrscope
