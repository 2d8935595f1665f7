// The words of the PyTorch script: its own optimizers and clipping.
#include <vector>

#include "base/text.h"
#include "export/script_parts.h"
#include "export/script_rows.h"

namespace lrscope {
namespace {

/// Without its closing bracket.
std::string optimizer_of(const OptimizerSpec& o) {
  const std::string betas = "betas=(@beta1@, @beta2@), eps=@epsilon@";
  if (o.name == "sgd" || (o.name == "nesterov" && o.momentum_or_own() == 0)) return "torch.optim.SGD(groups, lr=1.0";
  if (o.name == "heavy-ball") return "torch.optim.SGD(groups, lr=1.0, momentum=@momentum@";
  if (o.name == "nesterov") return "torch.optim.SGD(groups, lr=1.0, momentum=@momentum@, nesterov=True";
  if (o.name == "adagrad")
    return "torch.optim.Adagrad(groups, lr=1.0, eps=@epsilon@, initial_accumulator_value=@accumulator@";
  if (o.name == "rmsprop")
    return std::string("torch.optim.RMSprop(groups, lr=1.0, alpha=@beta2@, eps=@epsilon@, momentum=@momentum@") +
           (o.centered ? ", centered=True" : "");
  if (o.name == "nadam")
    return "torch.optim.NAdam(groups, lr=1.0, " + betas + ", momentum_decay=@momentum_decay@" +
           (is_decoupled(o) ? ", decoupled_weight_decay=True" : "");
  if (o.name == "adam" || o.name == "adamw")
    return std::string("torch.optim.Adam") + (is_decoupled(o) && decays(o) ? "W" : "") + "(groups, lr=1.0, " + betas;
  refuse("--optimizer", o.name, Framework::pytorch,
         "use sgd, heavy-ball, nesterov, adagrad, rmsprop, adam, adamw or nadam, or --framework numpy.");
}

/// Adam and NAdam have decoupled decay of their own; the others decay beside their step.
bool decays_beside(const OptimizerSpec& o) {
  return is_decoupled(o) && decays(o) && o.name != "adam" && o.name != "adamw" && o.name != "nadam";
}

void add_clipping(const OptimizerSpec& o, Words& words) {
  std::vector<std::string> lines, clip;
  if (o.clip_norm && o.clip_margin != OptimizerSpec{}.clip_margin)
    refuse("--clip-margin", number_text(o.clip_margin), Framework::pytorch,
           "it divides by the norm + 1e-6; use --clip-margin 1e-6, or --framework numpy.");
  if (o.clip_norm && o.clip_by == ClipBy::all)
    clip.emplace_back("torch.nn.utils.clip_grad_norm_(all_parameters, @clip_norm@)");
  if (o.clip_norm && o.clip_by == ClipBy::variable)
    clip.emplace_back("for p in all_parameters:\n        torch.nn.utils.clip_grad_norm_([p], @clip_norm@)");
  if (o.clip_value) clip.emplace_back("torch.nn.utils.clip_grad_value_(all_parameters, @clip_value@)");
  if (!clip.empty()) lines.push_back("if math.isfinite(norm):\n    " + join(clip, "\n    "));
  if (o.clip_norm && o.clip_nonfinite == ClipNonfinite::spread)
    lines.emplace_back("else:\n    for p in all_parameters:\n        p.grad.fill_(math.nan)");
  words["change"] = lines.empty() ? "# no clipping" : join(lines, "\n");
}

/// A group for each layer, or for its weights and its biases where those do not decay.
void add_groups(const OptimizerSpec& o, Words& words) {
  words["group"] =
      o.decays_weights_only
          ? "groups.append({\"params\": [W], \"rate\": rate, \"decay\": @weight_decay@})\n"
            "if B is not None:\n    groups.append({\"params\": [B], \"rate\": rate, \"decay\": 0.0})"
          : "groups.append({\"params\": [W] if B is None else [W, B], \"rate\": rate, \"decay\": @weight_decay@})";
  const std::string decay = o.decay_over_batch ? "group[\"decay\"] / len(rows)" : std::string("group[\"decay\"]");
  words["decay"] = "";
  if (decays_beside(o))
    words["decay"] =
        "\n        for p in group[\"params\"]:\n            p.data.mul_(1 - group[\"lr\"] * " + decay + ")";
  else if (decays(o))
    words["decay"] = "\n        group[\"weight_decay\"] = " + decay;
}

}  // namespace

void add_pytorch(const RunSpec& spec, Words& words) {
  const OptimizerSpec& o = spec.optimizer;
  words["optimizer"] = optimizer_of(o) + ", weight_decay=0.0)";
  require_epsilon_form(o, EpsilonForm::outside, Framework::pytorch);
  require_velocity(spec, VelocityOf::gradients, Framework::pytorch);
  if (o.name == "rmsprop") require_no_accumulator(o, Framework::pytorch);
  std::vector<std::string> lambdas;
  for (const std::string& name : layer_activations(spec.model)) {
    if (name == "relu" && spec.model.relu_backward == ReluBackward::multiply)
      refuse("--relu-backward", "multiply", Framework::pytorch, "use --relu-backward select, or --framework numpy.");
    lambdas.push_back("lambda z: " +
                      std::string(row_of(activation_scripts(), name, "--activation", Framework::pytorch).pytorch));
  }
  const LossScript& loss = row_of(loss_scripts(), *spec.model.loss, "--loss", Framework::pytorch);
  words["imports"] = "import numpy as np\nimport torch";
  words["activations"] = "[" + join(lambdas, ", ") + "]";
  words["loss"] = loss.pytorch;
  words["divisor"] = loss.divisor == "elements" ? "y.numel()" : loss.divisor == "examples" ? "len(y)" : "1";
  add_groups(o, words);
  add_clipping(o, words);
}

}  // namespace lrscope
