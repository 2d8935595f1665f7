#include <algorithm>
#include <stdexcept>
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

constexpr Range batch_rows{"a whole number from 1 up", 1, infinity, false, true};
constexpr Range seeds{"a whole number from 0 up", 0, infinity, false, true};

void set_batch_size(RunSpec& spec, std::string_view text) {
  if (text == "full") {
    spec.batch_size = {std::nullopt, true};
    return;
  }
  const auto rows = parse_integer(text);
  if (!rows || !batch_rows.holds(static_cast<double>(*rows)))
    refuse("batch-size", text, "a whole number from 1 up, or 'full' for all rows in every step");
  spec.batch_size = {*rows, true};
}

std::string get_batch_size(const RunSpec& spec) {
  return spec.batch_size.rows ? std::to_string(*spec.batch_size.rows) : "full";
}

constexpr std::string_view layer_rates_form =
    "LAYER=RATE for each layer that has a rate of its own, layers from 1, rates above 0, such as 1=0.1,2=10, or 'none'";

std::optional<LayerRate> layer_rate_of(const std::string& text) {
  const std::vector<std::string> sides = split(text, '=');
  if (sides.size() != 2) return std::nullopt;
  const auto layer = parse_integer(trimmed(sides[0]));
  const auto rate = parse_number(trimmed(sides[1]));
  if (!layer || *layer < 1 || !rate || !above_zero.holds(*rate)) return std::nullopt;
  return LayerRate{*layer, *rate};
}

void set_layer_rates(RunSpec& spec, std::string_view text) {
  std::vector<LayerRate> rates;
  for (const std::string& part : text == "none" ? std::vector<std::string>() : split(text, ',')) {
    const auto one = layer_rate_of(part);
    if (!one) refuse("layer-lr", text, layer_rates_form);
    rates.push_back(*one);
  }
  std::ranges::sort(rates, {}, &LayerRate::layer);
  const auto twice = std::ranges::adjacent_find(rates, {}, &LayerRate::layer);
  if (twice != rates.end())
    throw bad_value(
        "--layer-lr", text,
        "layer " + std::to_string(twice->layer) + " stands in it twice; name each layer once, such as 1=0.1,2=10.");
  spec.layer_rates = std::move(rates);
}

std::string get_layer_rates(const RunSpec& spec) {
  std::vector<std::string> parts;
  for (const auto& [layer, rate] : spec.layer_rates) parts.push_back(std::to_string(layer) + "=" + number_text(rate));
  return join(parts, ",");
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

std::vector<Knob<RunSpec>> make_knobs() {
  constexpr std::string_view model = "Model", optimizer = "Optimizer", schedule = "Schedule", training = "Training",
                             curvature = "Curvature";
  const auto m = [](auto inner) { return member(&RunSpec::model, inner); };
  const auto o = [](auto inner) { return member(&RunSpec::optimizer, inner); };
  const auto s = [](auto inner) { return member(&RunSpec::schedule, inner); };
  const auto c = [](auto inner) { return member(&RunSpec::curvature, inner); };
  return {
      {.name = "hidden",
       .metavar = "N,N,…",
       .group = model,
       .doc = "units of each hidden layer; 'none' is a linear model",
       .type = ListKnob{},
       .set = set_hidden,
       .get = get_hidden},
      name_of<RunSpec>("activation", model, NameTable::activations, "activation of the hidden layers",
                       m(&ModelSpec::activation)),
      number<RunSpec>("leaky-slope", "S", model, finite_number, "slope of leaky-relu below 0",
                      m(&ModelSpec::leaky_slope)),
      name_of<RunSpec>("init", model, NameTable::initialisers, "how the weights are initialised", m(&ModelSpec::init)),
      number<RunSpec>("init-scale", "S", model, at_least_zero,
                      "multiplies the initial weights; the standard deviation of 'normal'", m(&ModelSpec::init_scale)),
      choice<RunSpec>("parametrization", "standard|ntk", model,
                      "what is trained: the weights W, or ω in W = σω, σ their initial standard deviation",
                      Words<Parametrization>{{"standard", Parametrization::standard}, {"ntk", Parametrization::ntk}},
                      m(&ModelSpec::parametrization), "standard or ntk"),
      of_data(flag<RunSpec>("no-bias", model, "leave the biases out", false, m(&ModelSpec::bias))),
      of_data(name_of<RunSpec>("loss", model, NameTable::losses,
                               "the loss (default: mse for regression, cross-entropy for classification)",
                               m(&ModelSpec::loss))),
      of_data(number<RunSpec>("huber-delta", "D", model, above_zero, "|residual| at which huber turns linear",
                              m(&ModelSpec::huber_delta))),

      name_of<RunSpec>("optimizer", optimizer, NameTable::optimizers, "the optimizer", o(&OptimizerSpec::name)),
      {.name = "layer-lr",
       .metavar = "L=X,L=X,…",
       .group = optimizer,
       .doc = "learning rates of single layers, counted from 1, in place of --lr there",
       .type = ListKnob{},
       .set = set_layer_rates,
       .get = get_layer_rates},
      number<RunSpec>("momentum", "B", optimizer, fraction, "β of heavy-ball and nesterov",
                      o(&OptimizerSpec::momentum)),
      number<RunSpec>("beta1", "B", optimizer, fraction, "β₁ of adam and adamw", o(&OptimizerSpec::beta1)),
      number<RunSpec>("beta2", "B", optimizer, fraction, "β₂ (default: adam, adamw .999; rmsprop .99)",
                      o(&OptimizerSpec::beta2)),
      number<RunSpec>("epsilon", "E", optimizer, at_least_zero, "ε in the denominator (default: 1e-8; adagrad 1e-10)",
                      o(&OptimizerSpec::epsilon)),
      number<RunSpec>("weight-decay", "W", optimizer, at_least_zero, "weight decay (default: 0; adamw .01, decoupled)",
                      o(&OptimizerSpec::weight_decay)),
      number<RunSpec>("clip-norm", "C", optimizer, above_zero, "scale gradients longer than C down to C",
                      o(&OptimizerSpec::clip_norm)),
      number<RunSpec>("clip-value", "C", optimizer, above_zero, "clamp each gradient element to ±C",
                      o(&OptimizerSpec::clip_value)),

      name_of<RunSpec>("schedule", schedule, NameTable::schedules, "how the learning rate changes over the run",
                       s(&ScheduleSpec::name)),
      number<RunSpec>("decay-rate", "R", schedule, above_zero, "factor of 'exponential' and 'step' per --decay-steps",
                      s(&ScheduleSpec::decay_rate)),
      number<RunSpec>("decay-steps", "N", schedule, count,
                      "steps per factor --decay-rate (default: a third of the run)", s(&ScheduleSpec::decay_steps)),
      number<RunSpec>("warmup-steps", "N", schedule, count_or_zero,
                      "steps of linear warm-up before the schedule starts", s(&ScheduleSpec::warmup_steps)),

      {.name = "batch-size",
       .metavar = "N|full",
       .group = training,
       .doc = "rows per step; the default shrinks to the data",
       .type = NumberKnob{batch_rows, true, "full"},
       .set = set_batch_size,
       .get = get_batch_size,
       .changes_when_asked_for = true,  // it does not shrink
       .is_of_data = true},
      alternative_to("max-steps",
                     number<RunSpec>("epochs", "N", training, count, "passes over the data", member(&RunSpec::epochs))),
      alternative_to("epochs", number<RunSpec>("max-steps", "N", training, count, "steps to run, instead of --epochs",
                                               member(&RunSpec::max_steps))),
      choice<RunSpec>("shuffle", "yes|no", training, "a new order of the rows every epoch",
                      Words<bool>{{"yes", true}, {"no", false}}, member(&RunSpec::shuffle), "yes or no"),
      alternative_to("seeds", number<RunSpec>("seed", "N", training, seeds, "seed of initial weights and batch order",
                                              member(&RunSpec::seed))),
      number<RunSpec>("order-seed", "N", training, seeds,
                      "seed of the batch order alone (default: that of the weights)", member(&RunSpec::order_seed)),
      choice<RunSpec>("precision", "float32|float64", training, "arithmetic of the whole run",
                      Words<Precision>{{"float32", Precision::float32}, {"float64", Precision::float64}},
                      member(&RunSpec::precision), "float32 or float64"),
      number<RunSpec>("target-scale", "S", training, above_zero,
                      "multiplies the targets of a regression, after --scale-target", member(&RunSpec::target_scale)),
      number<RunSpec>("diverge-factor", "F", training, above_one, "a loss above F × the initial loss has diverged",
                      member(&RunSpec::diverge_factor)),
      flag<RunSpec>("stop-on-divergence", training, "stop a run at the diverge factor, not only at NaN", true,
                    member(&RunSpec::stop_on_divergence)),

      cadence(number<RunSpec>("sharpness-every", "N", curvature, count_or_zero,
                              "measure the sharpness every N steps; 0: never (default in trace: 1, above 5000 "
                              "parameters 10; in sweep: only at the start)",
                              c(&CurvatureSpec::sharpness_every))),
      number<RunSpec>("sharpness-rows", "N", curvature, count,
                      "measure it on a fixed random subset of N rows (default: all)", c(&CurvatureSpec::rows)),
      number<RunSpec>("eigenvalues", "K", curvature, count_or_zero, "also the K largest and K smallest eigenvalues",
                      c(&CurvatureSpec::eigenvalues)),
      number<RunSpec>("max-hvps", "N", curvature, count, "Hessian-vector products that one eigenvalue problem may take",
                      c(&CurvatureSpec::max_hvps)),
  };
}

}  // namespace

template <>
std::span<const Knob<RunSpec>> knobs<RunSpec>() {
  static const std::vector<Knob<RunSpec>> table = make_knobs();
  return table;
}

}  // namespace lrscope
