#include <algorithm>
#include <cmath>

#include "explain/evidence_text.h"
#include "explain/suspects.h"
#include "nn/activation.h"

namespace lrscope {
namespace {

// Of the largest elements of the gradients of the first and the last layer, at θ_0.
constexpr double vanished = 1e-3, exploded = 1e3;
constexpr std::int64_t fewest_hidden_layers = 3;  // over which gradients vanish or explode

/// The gradient of the first layer over that of the last; absent if one of them is 0 or not finite.
std::optional<double> gradient_ratio(const Findings& f) {
  if (std::ssize(f.start_layers) <= fewest_hidden_layers) return std::nullopt;
  const double first = f.start_layers.front().gradient, last = f.start_layers.back().gradient;
  if (!(first > 0) || !(last > 0) || !std::isfinite(first / last)) return std::nullopt;
  return first / last;
}

bool are_exploding(const Findings& f) {
  const std::optional<double> ratio = gradient_ratio(f);
  return ratio && *ratio >= exploded;
}

/// "; at the start the gradient of layer 1 is 4e+05 times that of layer 6", where they differ that much.
std::string gradients_text(const Findings& f) {
  if (!are_exploding(f)) return "";
  return "; " + evidence::gradients_over_depth(*gradient_ratio(f), f.start_layers.back().layer);
}

void add_activation(const Findings& f, std::vector<Suspect>& list) {
  const ModelSpec& m = f.request.run.model;
  const bool can_die = has_dying_units(m);
  const std::int64_t dead = f.run.dead_units.value_or(0), units = m.hidden_units();
  if (!can_die || has_failed(f.run.outcome) || dead == 0) return;
  list.push_back({.remedy = {ChangeKind::leaky_relu},
                  .removes = {Cause::dying_units},
                  .change = {{"activation", "leaky-relu"}},
                  .evidence = evidence::dead_units(dead, units, f.run.dead_layer),
                  .is_suspected = f.run.dead_layer || 2 * dead >= units});
}

void add_weights(const Findings& f, std::vector<Suspect>& list) {
  const ModelSpec& m = f.request.run.model;
  if (f.starts_from_file) return;    // no initialiser draws them
  constexpr double large_scale = 2;  // √2 is the difference between two common initialisers
  const Change usual = {{"init", "glorot-uniform"}, {"init-scale", "1"}};
  if (m.init == "zeros" || m.init_scale == 0)
    list.push_back({.remedy = {ChangeKind::random_weights},
                    .removes = {Cause::zero_weights},
                    .change = usual,
                    .evidence = evidence::zero_weights(),
                    .is_suspected = !m.hidden.empty()});
  else if (m.init == "normal" || m.init_scale > large_scale)
    list.push_back({.remedy = {ChangeKind::smaller_weights},
                    .removes = {Cause::large_weights},
                    .change = usual,
                    .evidence = evidence::large_weights(m) + gradients_text(f),
                    .is_suspected = true});
  else
    list.push_back({.remedy = {ChangeKind::smaller_weights},
                    .removes = are_exploding(f) ? Causes{Cause::exploding_gradients} : Causes{},
                    .change = {{"init-scale", number_text(m.init_scale / 10)}},
                    .evidence = evidence::usual_weights(m) + gradients_text(f),
                    .is_suspected = are_exploding(f),
                    .least_factor = large_factor});
}

// relu passes gradients on as they are, and tanh does better than sigmoid, whose slope is 1/4 at most.
void add_depth(const Findings& f, std::vector<Suspect>& list) {
  const std::optional<double> ratio = gradient_ratio(f);
  if (!ratio || *ratio > vanished) return;
  const ModelSpec& m = f.request.run.model;
  const std::string other = has_hidden_activation(m, "sigmoid") ? "tanh" : "relu";
  const std::vector<const Activation*> rows = hidden_activations(m);
  if (std::ranges::all_of(rows, [&](const Activation* row) { return row->name == other; })) return;
  list.push_back({.remedy = {ChangeKind::other_activation, {other}},
                  .removes = {Cause::vanishing_gradients},
                  .change = {{"activation", other}},
                  .evidence = evidence::gradients_over_depth(*ratio, f.start_layers.back().layer),
                  .is_suspected = true,
                  .least_factor = any_factor});
}

void add_saturation(const Findings& f, std::vector<Suspect>& list) {
  const std::optional<double> share = saturated_share(f);
  if (!share) return;
  list.push_back({.remedy = {ChangeKind::other_activation, {"relu"}},
                  .removes = {Cause::saturated_units},
                  .change = {{"activation", "relu"}},
                  .evidence = evidence::saturated_units(*share, f.request.run.model.activation),
                  .least_factor = clear_factor});
}

void add_output(const Findings& f, std::vector<Suspect>& list) {
  const Activation* output = output_activation(f.request.run.model);
  if (!output) return;
  Index outside = 0;
  double beyond = 0;  // the farthest
  const Matrix<double> targets = f.request.run.target_scale * f.data->targets;
  for (Index i = 0; i < targets.size(); ++i) {
    const double t = targets.data()[i], excess = std::max(t - output->high, output->low - t);
    if (!(excess > 0)) continue;
    if (outside++ == 0 || std::abs(t) > std::abs(beyond)) beyond = t;
  }
  if (outside == 0) return;
  list.push_back({.remedy = {ChangeKind::linear_output},
                  .removes = {Cause::bounded_output},
                  .change = {{"output-activation", "identity"}},
                  .evidence = evidence::bounded_output(output->name, outside, targets.size(), beyond),
                  .is_suspected = true});
}

}  // namespace

std::optional<double> saturated_share(const Findings& f) {
  constexpr double many = 0.5;
  double largest = 0;
  for (const LayerRecord& layer : f.start_layers) largest = std::max(largest, layer.saturated_fraction.value_or(0));
  return largest >= many ? std::optional(largest) : std::nullopt;
}

void add_network(const Findings& f, std::vector<Suspect>& list) {
  add_activation(f, list);
  add_weights(f, list);
  add_depth(f, list);
  add_saturation(f, list);
  add_output(f, list);
}

}  // namespace lrscope
