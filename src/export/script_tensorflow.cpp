// The words of the scripts for Keras 3 and TensorFlow 1: their own optimizers. Clipping, and decay in the gradient, are
// lines on the gradients.
#include <vector>

#include "base/text.h"
#include "export/script_parts.h"
#include "export/script_rows.h"

namespace lrscope {
namespace {

void require_common(const RunSpec& spec, Framework framework) {
  if (!spec.layer_rates.empty())
    refuse("--layer-lr",
           std::to_string(spec.layer_rates.front().layer) + "=" + number_text(spec.layer_rates.front().rate), framework,
           "use --framework pytorch or numpy.");
}

/// Without its closing bracket.
std::string keras_optimizer(const RunSpec& spec) {
  constexpr Framework keras = Framework::keras;
  const OptimizerSpec& o = spec.optimizer;
  const std::string betas = "1.0, beta_1=@beta1@, beta_2=@beta2@";
  require_velocity(spec, VelocityOf::steps, keras);
  if (o.name == "sgd") return "keras.optimizers.SGD(1.0";
  if (o.name == "heavy-ball") return "keras.optimizers.SGD(1.0, momentum=@momentum@";
  if (o.name == "nesterov") return "keras.optimizers.SGD(1.0, momentum=@momentum@, nesterov=True";
  if (o.name == "lion" && o.beta1 == 0)
    refuse("--beta1", "0", keras, "its lion has a β₁ above 0; use that, or --framework numpy.");
  if (o.name == "lion") return "keras.optimizers.Lion(" + betas;
  if (o.name == "adagrad" || o.name == "rmsprop") {
    require_epsilon_form(o, EpsilonForm::inside, keras);
    if (o.name == "adagrad")
      return "keras.optimizers.Adagrad(1.0, initial_accumulator_value=@accumulator@, epsilon=@epsilon@";
    require_no_accumulator(o, keras);
    return std::string("keras.optimizers.RMSprop(1.0, rho=@beta2@, momentum=@momentum@, epsilon=@epsilon@") +
           (o.centered ? ", centered=True" : "");
  }
  if (o.name == "nadam") {
    require_epsilon_form(o, EpsilonForm::outside, keras);
    if (o.momentum_decay != 1)
      refuse("--momentum-decay", number_text(o.momentum_decay), keras,
             "its nadam has 1; use --momentum-decay 1, or --framework pytorch.");
    return "keras.optimizers.Nadam(" + betas + ", epsilon=@epsilon@";
  }
  if (o.name == "adam" || o.name == "adamw" || o.name == "muon") require_epsilon_form(o, EpsilonForm::hat, keras);
  if (o.name == "adam" || o.name == "adamw") return "keras.optimizers.Adam(" + betas + ", epsilon=@epsilon@";
  if (o.name == "muon") {
    if (o.muon_scale != MuonScale::rms)
      refuse("--muon-scale", "aspect", keras, "its muon has rms; use --muon-scale rms, or --framework numpy.");
    return "keras.optimizers.Muon(1.0, momentum=@momentum@, adam_beta_1=@beta1@, adam_beta_2=@beta2@, "
           "epsilon=@epsilon@";
  }
  refuse("--optimizer", o.name, keras,
         "use sgd, heavy-ball, nesterov, adagrad, rmsprop, adam, adamw, nadam, lion or muon, or --framework numpy.");
}

/// Clipping can be left to Keras: alone, before a decay that is no part of the gradient, and by the norm as it is.
bool clips_by_itself(const OptimizerSpec& o) {
  const bool decays_before = decays(o) && !is_decoupled(o);
  return o.clip_norm && !o.clip_value && !decays_before && o.clip_margin == 0 &&
         o.clip_nonfinite == ClipNonfinite::spread;
}

/// Decoupled decay is Keras's own.
void add_keras_optimizer(const RunSpec& spec, Words& words) {
  const OptimizerSpec& o = spec.optimizer;
  std::string text = keras_optimizer(spec);
  const bool decays_here = decays(o) && is_decoupled(o);
  const std::string decay = decays_here ? "@weight_decay@" : "None";
  if (o.name == "muon") text += ", adam_weight_decay=" + decay;
  if (decays_here && o.decay_over_batch)
    refuse("--decay-over", "batch", Framework::keras,
           "its decay is the same for all batches; use --decay-over one, --decay-form coupled, or --framework numpy.");
  if (clips_by_itself(o)) text += o.clip_by == ClipBy::all ? ", global_clipnorm=@clip_norm@" : ", clipnorm=@clip_norm@";
  words["optimizer"] = text + ", weight_decay=" + decay + ")";
  words["exclude"] = decays_here && o.decays_weights_only && spec.model.bias
                         ? "optimizer.exclude_from_weight_decay(var_list=[B for _, B in parameters])\n"
                         : "";
}

std::string tf1_optimizer(const RunSpec& spec) {
  constexpr Framework tf1 = Framework::tf1;
  const OptimizerSpec& o = spec.optimizer;
  if (o.name == "sgd") return "tf.train.GradientDescentOptimizer(eta)";
  if (o.name == "heavy-ball" || o.name == "nesterov") {
    require_velocity(spec, VelocityOf::gradients, tf1);
    return std::string("tf.train.MomentumOptimizer(eta, @momentum@") +
           (o.name == "nesterov" ? ", use_nesterov=True)" : ")");
  }
  if (o.name == "adam") {
    require_epsilon_form(o, EpsilonForm::hat, tf1);
    return "tf.train.AdamOptimizer(eta, @beta1@, @beta2@, @epsilon@)";
  }
  if (o.name == "rmsprop") {
    require_epsilon_form(o, EpsilonForm::inside, tf1);
    require_velocity(spec, VelocityOf::steps, tf1);
    if (o.initial_accumulator != 1)
      refuse("--initial-accumulator", number_text(o.initial_accumulator), tf1,
             "its rmsprop begins at 1; use --initial-accumulator 1, or --framework numpy.");
    return std::string("tf.train.RMSPropOptimizer(eta, @beta2@, @momentum@, @epsilon@") +
           (o.centered ? ", centered=True)" : ")");
  }
  if (o.name == "adagrad") {
    if (o.epsilon.value_or(0) != 0)
      refuse("--epsilon", number_text(*o.epsilon), tf1, "its adagrad has none; use --epsilon 0, or --framework numpy.");
    if (o.initial_accumulator == 0)
      refuse("--initial-accumulator", "0", tf1,
             "its adagrad begins above 0; use --initial-accumulator 0.1, or --framework numpy.");
    return "tf.train.AdagradOptimizer(eta, @accumulator@)";
  }
  refuse("--optimizer", o.name, tf1, "use sgd, heavy-ball, nesterov, adagrad, rmsprop or adam, or --framework numpy.");
}

/// Lines on `gradients`, whose norm is `norm`, in Keras with conditions in Python.
std::vector<std::string> keras_clipping(const OptimizerSpec& o) {
  std::vector<std::string> lines, clip;
  if (clips_by_itself(o)) return {"# the optimizer clips"};
  const std::string factor = "@clip_norm@ / max(@clip_norm@, one + @clip_margin@)";
  if (o.clip_norm && o.clip_by == ClipBy::all) clip.emplace_back("norms = [norm for _ in gradients]");
  if (o.clip_norm && o.clip_by == ClipBy::variable)
    clip.emplace_back("norms = [math.sqrt(float(tf.reduce_sum(tf.cast(g, tf.float64) ** 2))) for g in gradients]");
  if (o.clip_norm) clip.push_back("gradients = [g * (" + factor + ") for g, one in zip(gradients, norms)]");
  if (o.clip_value)
    clip.emplace_back("gradients = [tf.clip_by_value(g, -@clip_value@, @clip_value@) for g in gradients]");
  if (!clip.empty()) lines.push_back("if math.isfinite(norm):\n    " + join(clip, "\n    "));
  if (o.clip_norm && o.clip_nonfinite == ClipNonfinite::spread)
    lines.emplace_back("else:\n    gradients = [g * math.nan for g in gradients]");
  return lines;
}

/// The same in a graph, where conditions are tensors.
std::vector<std::string> tf1_clipping(const OptimizerSpec& o) {
  std::vector<std::string> lines;
  if (!o.clip_norm && !o.clip_value) return lines;
  const std::string other = o.clip_norm && o.clip_nonfinite == ClipNonfinite::spread ? "g * math.nan" : "g";
  lines.emplace_back("originals = gradients");
  if (o.clip_norm && o.clip_by == ClipBy::all) lines.emplace_back("norms = [norm for g in gradients]");
  if (o.clip_norm && o.clip_by == ClipBy::variable)
    lines.emplace_back("norms = [tf.sqrt(tf.reduce_sum(tf.cast(g, tf.float64) ** 2)) for g in gradients]");
  if (o.clip_norm)
    lines.emplace_back(
        "gradients = [g * tf.cast(tf.minimum(tf.ones_like(one), @clip_norm@ / (one + @clip_margin@)), g.dtype)\n"
        "             for g, one in zip(gradients, norms)]");
  if (o.clip_value)
    lines.emplace_back("gradients = [tf.clip_by_value(g, -@clip_value@, @clip_value@) for g in gradients]");
  lines.push_back("gradients = [tf.where(tf.fill(tf.shape(g), tf.is_finite(norm)), clipped, " + other +
                  ") for g, clipped in zip(originals, gradients)]");
  return lines;
}

void add_change(const OptimizerSpec& o, Framework framework, Words& words) {
  const bool is_keras = framework == Framework::keras;
  std::vector<std::string> lines = is_keras ? keras_clipping(o) : tf1_clipping(o);
  if (decays(o) && !is_decoupled(o)) {
    const std::string lambda = !o.decay_over_batch ? "@weight_decay@"
                               : is_keras          ? "@weight_decay@ / len(rows)"
                                                   : "@weight_decay@ / examples";
    const std::string term = "g + " + lambda + (is_keras ? " * v.value" : " * v");
    lines.push_back("gradients = [" + term + (o.decays_weights_only ? " if len(v.shape) > 1 else g" : "") +
                    " for g, v in zip(gradients, variables)]");
  }
  words["change"] = lines.empty() ? "# no clipping, no weight decay in the gradient" : join(lines, "\n");
}

void add_tf1(const RunSpec& spec, Words& words) {
  const OptimizerSpec& o = spec.optimizer;
  words["optimizer"] = tf1_optimizer(spec);
  if (decays(o) && is_decoupled(o))
    refuse("--decay-form", "decoupled", Framework::tf1,
           "its optimizers have none; use --decay-form coupled, or --framework numpy.");
  words["imports"] = "import numpy as np\nimport tensorflow.compat.v1 as tf\n\ntf.disable_eager_execution()";
  const bool has_weights = !words.at("weighed").empty();
  words["weight_placeholder"] = has_weights ? "u = tf.placeholder(tf.@type@, [None, 1])\n" : "";
  words["feed_weights"] = has_weights ? "u: U[rows], " : "";
  words["feed_all_weights"] = has_weights ? ", u: U" : "";
}

}  // namespace

void add_tensorflow(const RunSpec& spec, Framework framework, Words& words) {
  require_common(spec, framework);
  if (framework == Framework::keras) {
    add_keras_optimizer(spec, words);
    words["imports"] =
        "os.environ[\"KERAS_BACKEND\"] = \"tensorflow\"\nimport keras\nimport numpy as np\nimport tensorflow as tf\n\n"
        "keras.config.set_floatx(\"@type@\")";
  } else {
    add_tf1(spec, words);
  }
  std::vector<std::string> lambdas;
  for (const std::string& name : layer_activations(spec.model))
    lambdas.push_back("lambda z: " +
                      std::string(row_of(activation_scripts(), name, "--activation", framework).tensorflow));
  words["activations"] = "[" + join(lambdas, ", ") + "]";
  words["tensorflow_relu"] = spec.model.relu_backward == ReluBackward::multiply
                                 ? "tf.nn.relu(z)"
                                 : "tf.where(z > 0, z, tf.stop_gradient(z * 0))";
  const LossScript& loss = row_of(loss_scripts(), *spec.model.loss, "--loss", framework);
  words["loss"] = loss.tensorflow;
  words["divisor"] = loss.divisor;
  add_change(spec.optimizer, framework, words);
}

}  // namespace lrscope
