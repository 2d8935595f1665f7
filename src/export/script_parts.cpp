#include "export/script_parts.h"

#include "base/text.h"
#include "lrscope/errors.h"
#include "nn/activation.h"

namespace lrscope {

void refuse(std::string_view flag, const std::string& value, Framework framework, const std::string& remedy) {
  throw UsageError(About{std::string(flag), {"--framework"}},
                   " " + value + ": a script for " + std::string(name_of(framework)) + " cannot repeat it; " + remedy);
}

std::vector<std::string> layer_activations(const ModelSpec& spec) {
  std::vector<std::string> names;
  for (const Activation* row : hidden_activations(spec)) names.emplace_back(row->name);
  names.push_back(spec.output_activation);
  return names;
}

EpsilonForm effective_form(const OptimizerSpec& spec) {
  if (spec.epsilon.value_or(0) == 0) return EpsilonForm::outside;
  const EpsilonForm form = spec.epsilon_form;
  if (form == EpsilonForm::inside) return form;
  if (form == EpsilonForm::hat && (spec.name == "adam" || spec.name == "adamw" || spec.name == "muon")) return form;
  const bool is_inside = form == EpsilonForm::legacy && spec.name == "rmsprop" && spec.momentum_or_own() > 0;
  return is_inside ? EpsilonForm::inside : EpsilonForm::outside;
}

bool decays(const OptimizerSpec& spec) { return spec.weight_decay.value_or(0) > 0; }

bool is_velocity_of_account(const RunSpec& spec) {
  const OptimizerSpec& o = spec.optimizer;
  const bool has_velocity = o.name == "heavy-ball" || o.name == "nesterov" || o.name == "rmsprop";
  const bool is_constant = spec.schedule.name == "constant" && spec.schedule.warmup_steps == 0;
  return has_velocity && o.momentum_or_own() > 0 && !is_constant;
}

void require_epsilon_form(const OptimizerSpec& spec, EpsilonForm form, Framework framework) {
  constexpr std::string_view names[] = {"outside", "inside", "hat", "legacy"};
  if (spec.epsilon.value_or(0) == 0 || effective_form(spec) == form) return;
  refuse("--epsilon-form", std::string(names[static_cast<int>(spec.epsilon_form)]), framework,
         "its " + spec.name + " has --epsilon-form " + std::string(names[static_cast<int>(form)]) +
             "; use that, --epsilon 0, or --framework numpy.");
}

void require_velocity(const RunSpec& spec, VelocityOf velocity, Framework framework) {
  if (spec.optimizer.velocity == velocity || !is_velocity_of_account(spec)) return;
  const bool is_steps = spec.optimizer.velocity == VelocityOf::steps;
  refuse("--velocity", is_steps ? "steps" : "gradients", framework,
         std::string("its momentum sums up ") + (is_steps ? "gradients" : "steps") + "; use --velocity " +
             (is_steps ? "gradients" : "steps") + ", a constant learning rate, or --framework numpy.");
}

void require_no_accumulator(const OptimizerSpec& spec, Framework framework) {
  if (spec.initial_accumulator == 0) return;
  refuse("--initial-accumulator", number_text(spec.initial_accumulator), framework,
         "its " + spec.name + " begins at 0; use --initial-accumulator 0, or --framework numpy.");
}

}  // namespace lrscope
