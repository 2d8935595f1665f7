#include <algorithm>
#include <vector>

#include "lrscope/run_spec.h"
#include "spec/knob_rows.h"

namespace lrscope {
namespace {

using namespace knob_rows;

constexpr std::string_view layer_rates_form =
    "LAYER=RATE for each layer with its own learning rate (layers from 1, rates from 0 up), such as 1=0.1,2=10, or "
    "'none'";

/// Of "1=0.1".
std::optional<LayerRate> layer_rate_of(const std::string& text) {
  const std::vector<std::string> sides = split(text, '=');
  if (sides.size() != 2) return std::nullopt;
  const auto layer = parse_integer(trimmed(sides[0]));
  const auto rate = parse_number(trimmed(sides[1]));
  if (!layer || *layer < 1 || !rate || !at_least_zero.holds(*rate)) return std::nullopt;
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
        "layer " + std::to_string(twice->layer) + " appears twice; name each layer once, such as 1=0.1,2=10.");
  spec.layer_rates = std::move(rates);
}

std::string get_layer_rates(const RunSpec& spec) {
  std::vector<std::string> parts;
  for (const auto& [layer, rate] : spec.layer_rates) parts.push_back(std::to_string(layer) + "=" + number_text(rate));
  return join(parts, ",");
}

using OptimizerRows = Rows<RunSpec, &RunSpec::optimizer>;

/// Where it was not asked for it is that of most optimizers, or left to the one that has its own.
Knob<RunSpec> momentum(const OptimizerRows& optimizer) {
  Knob<RunSpec> knob = optimizer.number("momentum", "B", fraction,
                                        "β of heavy-ball, nesterov, rmsprop, muon (default: .9; rmsprop 0, muon .95)",
                                        &OptimizerSpec::momentum);
  knob.changes_when_asked_for = true;
  knob.get = [](const RunSpec& spec) {
    const double usual = OptimizerSpec().own_momentum(), value = spec.optimizer.momentum_or_own();
    return spec.optimizer.momentum || value == usual ? number_text(value) : std::string();
  };
  return knob;
}

Knob<RunSpec> decay_form(const OptimizerRows& optimizer) {
  const Words<DecayForm> forms = {{"coupled", DecayForm::coupled}, {"decoupled", DecayForm::decoupled}};
  return optimizer.choice(
      "decay-form",
      "coupled: Wθ is part of the gradient; decoupled: −ηWθ beside the step (default: coupled; adamw, "
      "lion, muon decoupled)",
      forms, &OptimizerSpec::decay_form, "coupled or decoupled");
}

bool may_decay(const RunSpec& spec) {
  return spec.optimizer.weight_decay.value_or(0) > 0 || spec.optimizer.name == "adamw";
}
bool clips_norm(const RunSpec& spec) { return spec.optimizer.clip_norm.has_value(); }

}  // namespace

std::vector<Knob<RunSpec>> knob_rows::optimizer_knobs() {
  const Rows<RunSpec, &RunSpec::optimizer> optimizer{.group = "Optimizer", .is_of_steps = true};
  const Rows<RunSpec, &RunSpec::schedule> schedule{.group = "Schedule", .is_of_steps = true};
  const Words<EpsilonForm> epsilon_forms = {{"outside", EpsilonForm::outside},
                                            {"inside", EpsilonForm::inside},
                                            {"hat", EpsilonForm::hat},
                                            {"legacy", EpsilonForm::legacy}};
  const Words<VelocityOf> velocities = {{"gradients", VelocityOf::gradients}, {"steps", VelocityOf::steps}};
  const Words<MuonScale> muon_scales = {{"aspect", MuonScale::aspect}, {"rms", MuonScale::rms}};
  const Words<bool> decayed = {{"all", false}, {"weights", true}}, decay_over = {{"one", false}, {"batch", true}};
  const Words<ClipBy> clip_by = {{"all", ClipBy::all}, {"variable", ClipBy::variable}};
  const Words<ClipNonfinite> clip_nonfinite = {{"keep", ClipNonfinite::keep}, {"spread", ClipNonfinite::spread}};
  return {
      optimizer.name_of("optimizer", NameTable::optimizers, "the optimizer", &OptimizerSpec::name),
      optimizer.row("layer-lr", "L=X,L=X,…",
                    "learning rates of single layers, numbered from 1, instead of --lr; 0 freezes one", ListKnob{},
                    set_layer_rates, get_layer_rates),
      momentum(optimizer),
      optimizer.number("beta1", "B", fraction, "β₁ of adam, adamw, nadam, lion", &OptimizerSpec::beta1),
      optimizer.number("beta2", "B", fraction, "β₂ (default: .999; rmsprop, lion .99)", &OptimizerSpec::beta2),
      optimizer.number("epsilon", "E", at_least_zero, "ε in the denominator (default: 1e-8; adagrad 1e-10, muon 1e-7)",
                       &OptimizerSpec::epsilon),
      optimizer.choice("epsilon-form",
                       "outside: √v + ε (PyTorch); inside: √(v + ε); hat: on moments before their bias is corrected "
                       "(Keras's adam); legacy: inside where rmsprop has momentum",
                       epsilon_forms, &OptimizerSpec::epsilon_form, "outside, inside, hat or legacy"),
      optimizer.number("initial-accumulator", "A", at_least_zero, "where the squares of rmsprop and adagrad start",
                       &OptimizerSpec::initial_accumulator),
      optimizer.flag("centered", "rmsprop divides by the deviation of the gradient", true, &OptimizerSpec::centered),
      optimizer.choice("velocity",
                       "what momentum sums up: gradients, or steps with the rate that they were made with (Keras, "
                       "scikit-learn), which differs where the rate changes",
                       velocities, &OptimizerSpec::velocity, "gradients or steps"),
      optimizer.number("momentum-decay", "D", at_least_zero, "ψ of nadam's momentum (Keras: 1)",
                       &OptimizerSpec::momentum_decay),
      optimizer.choice("muon-scale", "length of muon's steps for n × m weights: aspect √max(1, n/m), rms .2√max(n, m)",
                       muon_scales, &OptimizerSpec::muon_scale, "aspect or rms"),
      other_flags("l2 wd",
                  optimizer.number("weight-decay", "W", at_least_zero,
                                   "weight decay: Wθ is added to the gradient (default: 0; adamw .01, decoupled)",
                                   &OptimizerSpec::weight_decay)),
      only_if(may_decay, "without --weight-decay", decay_form(optimizer)),
      only_if(may_decay, "without --weight-decay",
              optimizer.choice("decay-of", "whether biases decay, too", decayed, &OptimizerSpec::decays_weights_only,
                               "all or weights")),
      only_if(may_decay, "without --weight-decay",
              optimizer.choice("decay-over", "batch: W is divided by the rows of the step, as in scikit-learn",
                               decay_over, &OptimizerSpec::decay_over_batch, "one or batch")),
      optimizer.number("clip-norm", "C", above_zero, "scale gradients longer than C down to C",
                       &OptimizerSpec::clip_norm),
      only_if(clips_norm, "without --clip-norm",
              optimizer.choice("clip-by", "the norm of the whole gradient, or of each weight matrix and bias vector",
                               clip_by, &OptimizerSpec::clip_by, "all or variable")),
      only_if(clips_norm, "without --clip-norm",
              optimizer.number("clip-margin", "M", at_least_zero,
                               "added to the norm that is divided by (PyTorch 1e-6; Keras, TensorFlow 0)",
                               &OptimizerSpec::clip_margin)),
      only_if(
          clips_norm, "without --clip-norm",
          optimizer.choice("clip-nonfinite",
                           "keep a NaN or inf of the gradient where it is, or spread NaN over all of it (TensorFlow)",
                           clip_nonfinite, &OptimizerSpec::clip_nonfinite, "keep or spread")),
      optimizer.number("clip-value", "C", above_zero, "clamp each gradient element to ±C", &OptimizerSpec::clip_value),

      schedule.name_of("schedule", NameTable::schedules, "how the learning rate changes over the run",
                       &ScheduleSpec::name),
      schedule.number("decay-rate", "R", above_zero,
                      "factor of 'exponential' and 'step' per --decay-steps (default: .1), R of 'inverse-time' (1)",
                      &ScheduleSpec::decay_rate),
      schedule.number("decay-steps", "N", count,
                      "steps per factor --decay-rate (default: a third of the run; inverse-time 1)",
                      &ScheduleSpec::decay_steps),
      schedule.number("warmup-steps", "N", count_or_zero, "steps of linear warm-up before the schedule starts",
                      &ScheduleSpec::warmup_steps),
  };
}

}  // namespace lrscope
