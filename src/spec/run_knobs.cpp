#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "lrscope/run_spec.h"
#include "spec/knob_rows.h"

namespace lrscope {
namespace {

using namespace knob_rows;

void set_hidden(RunSpec& spec, std::string_view text) {
  std::vector<long long> hidden;
  if (text != "none") {
    for (const std::string& part : split(text, ',')) {
      const auto units = parse_integer(trimmed(part));
      if (!units || *units < 1 || *units > 1'000'000)
        refuse("hidden", text, "units per hidden layer, each 1 or more, such as 64,64, or 'none' for a linear model");
      hidden.push_back(*units);
    }
  }
  spec.model.hidden = hidden;
}

std::string get_hidden(const RunSpec& spec) {
  std::vector<std::string> parts;
  for (const long long units : spec.model.hidden) parts.push_back(std::to_string(units));
  return parts.empty() ? "none" : join(parts, ",");
}

constexpr Range open_fraction{"a number above 0 and below 1", 0, 1, true, true};
constexpr std::string_view up_to = "up-to:";
constexpr Range batch_rows{"a whole number from 1 up", 1, infinity, false, true};

void set_batch_size(RunSpec& spec, std::string_view text) {
  const bool is_most = text.starts_with(up_to);
  const auto rows = text == "full" ? std::nullopt : parse_integer(is_most ? text.substr(up_to.size()) : text);
  if (text != "full" && (!rows || !batch_rows.holds(static_cast<double>(*rows))))
    refuse(
        "batch-size", text,
        "a whole number from 1 up, 'full' for all rows in every step, or up-to:N for N rows or all if they are fewer");
  spec.batch_size = {rows, !is_most};
}

// The default is up-to:32, and written without that as long as it is the default.
std::string get_batch_size(const RunSpec& spec) {
  if (!spec.batch_size.rows) return "full";
  const bool is_default = spec.batch_size == BatchSize{};
  return (spec.batch_size.asked_for || is_default ? "" : std::string(up_to)) + std::to_string(*spec.batch_size.rows);
}

Knob<RunSpec> alternative_to(std::string_view other, Knob<RunSpec> knob) {
  knob.alternative_to = other;
  return knob;
}

Knob<RunSpec> cadence(Knob<RunSpec> knob) {
  knob.is_cadence = true;
  return knob;
}

Knob<RunSpec> of_data(Knob<RunSpec> knob) {
  knob.is_of_data = true;
  return knob;
}

/// Has none beside the option `other`.
Knob<RunSpec> gives_way_to(std::string_view other, Knob<RunSpec> knob) {
  knob.gives_way_to = [other](const RunSpec&) { return other; };
  return knob;
}

/// Weights that were read have no need of it, but in W = σω it sets σ.
Knob<RunSpec> of_start(Knob<RunSpec> knob) {
  knob.gives_way_to = [](const RunSpec& spec) {
    return spec.model.parametrization == Parametrization::standard ? std::string_view("init-from") : "";
  };
  return knob;
}

/// Rows of each step that were read have no need of it.
Knob<RunSpec> of_order(Knob<RunSpec> knob) { return gives_way_to("batches", std::move(knob)); }

bool has_bias(const RunSpec& spec) { return spec.model.bias; }
bool has_hidden(const RunSpec& spec) { return !spec.model.hidden.empty(); }
/// Besides the identity behind the last layer.
bool has_activations(const RunSpec& spec) { return has_hidden(spec) || spec.model.output_activation != "identity"; }
bool has_batches(const RunSpec& spec) { return spec.batch_size.rows.has_value(); }
bool has_epochs(const RunSpec& spec) { return has_batches(spec) && !spec.with_replacement; }
bool shuffles(const RunSpec& spec) { return has_batches(spec) && (spec.shuffle || spec.with_replacement); }
bool measures(const RunSpec& spec) { return spec.curvature.sharpness_every != 0; }

constexpr std::string_view unmeasured = "with --sharpness-every 0", one_batch = "with --batch-size full";
constexpr std::string_view linear = "with --hidden none";

/// The default shrinks to the data, a size that was asked for does not.
Knob<RunSpec> batch_size(const Rows<RunSpec>& training) {
  Knob<RunSpec> knob =
      training.row("batch-size", "N|full|up-to:N", "rows per step; up-to:N shrinks to the data, as the default",
                   NumberKnob{batch_rows, true, "full"}, set_batch_size, get_batch_size);
  knob.changes_when_asked_for = true;
  return of_data(of_order(knob));
}

std::vector<Knob<RunSpec>> model_knobs() {
  const Rows<RunSpec, &RunSpec::model> model{.group = "Model", .needs_data = true};
  const Words<Parametrization> parametrizations = {{"standard", Parametrization::standard},
                                                   {"ntk", Parametrization::ntk}};
  const Words<ReluBackward> backwards = {{"select", ReluBackward::select}, {"multiply", ReluBackward::multiply}};
  const Words<BiasInit> biases = {
      {"own", BiasInit::own}, {"zero", BiasInit::zero}, {"as-weights", BiasInit::as_weights}};
  return {
      model.row("hidden", "N,N,…", "units of each hidden layer; 'none' is a linear model", ListKnob{}, set_hidden,
                get_hidden),
      only_if(has_hidden, linear,
              model.name_of("activation", NameTable::activations, "activation of the hidden layers, or of each",
                            &ModelSpec::activation, true)),
      of_data(model.name_of("output-activation", NameTable::output_activations,
                            "activation of the last layer, before a loss that does not contain its own",
                            &ModelSpec::output_activation)),
      only_if(has_activations, linear,
              model.number("leaky-slope", "S", finite_number, "slope of leaky-relu below 0", &ModelSpec::leaky_slope)),
      only_if(has_activations, linear,
              model.choice("relu-backward",
                           "the gradient where a ReLU is 0: 0 whatever comes from above (PyTorch, JAX), or multiplied "
                           "by 0, so that 0·∞ is NaN (TensorFlow without XLA)",
                           backwards, &ModelSpec::relu_backward, "select or multiply")),
      of_start(model.name_of("init", NameTable::initialisers, "how the weights are initialised", &ModelSpec::init)),
      of_start(model.number("init-scale", "S", at_least_zero,
                            "multiplies the initial weights; the standard deviation of 'normal'",
                            &ModelSpec::init_scale)),
      only_if(has_bias, "with --no-bias",
              of_start(model.choice(
                  "init-bias",
                  "own: biases as --init says; zero: they start at 0; as-weights: drawn as the weights of their layer",
                  biases, &ModelSpec::init_bias, "own, zero or as-weights"))),
      model.choice("parametrization",
                   "what is trained: the weights W, or ω in W = σω, σ their initial standard deviation",
                   parametrizations, &ModelSpec::parametrization, "standard or ntk"),
      of_data(model.flag("no-bias", "leave the biases out", false, &ModelSpec::bias)),
      of_data(model.name_of("loss", NameTable::losses,
                            "the loss, or three for numbers,classes,two classes (default: mse,cross-entropy)",
                            &ModelSpec::loss, true)),
      of_data(model.number("huber-delta", "D", above_zero, "|residual| at which huber turns linear",
                           &ModelSpec::huber_delta)),
      of_data(model.number("quantile", "T", open_fraction, "τ of the loss quantile: the share of targets below it",
                           &ModelSpec::quantile)),
  };
}

std::vector<Knob<RunSpec>> training_knobs() {
  const Rows<RunSpec> training{"Training"}, steps{.group = "Training", .is_of_steps = true};
  const Rows<RunSpec> draws{.group = "Training", .needs_data = true};
  const Rows<RunSpec> batches{.group = "Training", .is_of_steps = true, .needs_data = true};
  const Words<bool> yes_no = {{"yes", true}, {"no", false}}, samplings = {{"epochs", false}, {"replacement", true}},
                    last_batches = {{"keep", false}, {"drop", true}};
  const Words<Precision> precisions = {{"float32", Precision::float32}, {"float64", Precision::float64}};
  return {
      batch_size(batches),
      gives_way_to("max-steps", alternative_to("max-steps", steps.number("epochs", "N", count, "passes over the data",
                                                                         &RunSpec::epochs))),
      alternative_to("epochs",
                     steps.number("max-steps", "N", count, "steps to run, instead of --epochs", &RunSpec::max_steps)),
      only_if(
          has_epochs, "with --batch-size full or --sampling replacement",
          of_order(batches.choice("last-batch", "of an epoch, where it is smaller than the others: keep it, or drop it",
                                  last_batches, &RunSpec::drops_last_batch, "keep or drop"))),
      only_if(has_batches, one_batch,
              of_order(batches.choice("shuffle", "a new order of the rows every epoch", yes_no, &RunSpec::shuffle,
                                      "yes or no"))),
      only_if(has_batches, one_batch,
              of_order(batches.choice("sampling",
                                      "epochs: every row once an epoch; replacement: each row of a step from all rows",
                                      samplings, &RunSpec::with_replacement, "epochs or replacement"))),
      gives_way_to("seeds",
                   alternative_to("seeds", draws.number("seed", "N", seeds, "seed of initial weights and batch order",
                                                        &RunSpec::seed))),
      only_if(shuffles, "with --shuffle no or --batch-size full",
              of_order(batches.number("order-seed", "N", seeds,
                                      "seed of the batch order alone (default: that of the weights)",
                                      &RunSpec::order_seed))),
      training.choice("precision", "arithmetic of the whole run", precisions, &RunSpec::precision,
                      "float32 or float64"),
      training.number("target-scale", "S", above_zero, "multiplies the targets of a regression, after --scale-target",
                      &RunSpec::target_scale),
      steps.number("diverge-factor", "F", above_one, "a loss above F × the initial loss has diverged",
                   &RunSpec::diverge_factor),
      steps.flag("stop-on-divergence", "stop a run at the diverge factor, not only at NaN", true,
                 &RunSpec::stop_on_divergence),
  };
}

std::vector<Knob<RunSpec>> curvature_knobs() {
  const Rows<RunSpec, &RunSpec::curvature> curvature{"Curvature"}, sample{.group = "Curvature", .needs_data = true};
  return {
      cadence(curvature.number("sharpness-every", "N", count_or_zero,
                               "measure the sharpness every N steps; 0: never (default in trace: 1, above 5000 "
                               "parameters 10; in sweep: only at the start)",
                               &CurvatureSpec::sharpness_every)),
      only_if(measures, unmeasured,
              sample.number("sharpness-rows", "N", count,
                            "measure it on a fixed random subset of N rows (default: all)", &CurvatureSpec::rows)),
      only_if(measures, unmeasured,
              curvature.number("eigenvalues", "K", count_or_zero, "also the K largest and K smallest eigenvalues",
                               &CurvatureSpec::eigenvalues)),
      only_if(measures, unmeasured,
              curvature.number("max-hvps", "N", count, "Hessian-vector products that one eigenvalue problem may take",
                               &CurvatureSpec::max_hvps)),
      only_if(
          measures, unmeasured,
          sample.number("batch-products", "N", count,
                        "batches whose curvature at θ_0 makes the almost-sure limit of a network (default: none; in "
                        "trace and spectrum 500)",
                        &CurvatureSpec::batch_products)),
  };
}

std::vector<Knob<RunSpec>> make_knobs() {
  std::vector<Knob<RunSpec>> all;
  for (auto* part : {model_knobs, knob_rows::optimizer_knobs, training_knobs, curvature_knobs})
    std::ranges::move(part(), std::back_inserter(all));
  return all;
}

}  // namespace

template <>
std::span<const Knob<RunSpec>> knobs<RunSpec>() {
  static const std::vector<Knob<RunSpec>> table = make_knobs();
  return table;
}

}  // namespace lrscope
