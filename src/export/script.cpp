#include "export/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/text.h"
#include "export/script_programs.h"
#include "export/script_rows.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

using Words = std::map<std::string, std::string, std::less<>>;

/// Each @word@ replaced by what it stands for; a line that begins with spaces and a word gives all of its lines them.
std::string filled(std::string_view text, const Words& words) {
  std::string result;
  while (!text.empty()) {
    const auto begin = text.find('@');
    const auto end = begin == std::string_view::npos ? begin : text.find('@', begin + 1);
    if (end == std::string_view::npos) return result += text;  // none, or Python's product of matrices
    result += text.substr(0, begin);
    const auto line = result.rfind('\n');
    const std::string indent = line == std::string::npos ? result : result.substr(line + 1);
    const bool is_block = indent.find_first_not_of(' ') == std::string::npos;
    for (const char c : filled(words.at(std::string(text.substr(begin + 1, end - begin - 1))), words))
      result += c == '\n' && is_block ? "\n" + indent : std::string(1, c);
    text.remove_prefix(end + 1);
  }
  return result;
}

[[noreturn]] void refuse(const char* flag, const std::string& value, Framework framework, const std::string& remedy) {
  throw UsageError(About{flag, {"--framework"}},
                   " " + value + ": a script for " + std::string(name_of(framework)) + " cannot repeat it; " + remedy);
}

template <class Row>
const Row& row_of(std::span<const Row> rows, const std::string& name, const char* flag, Framework framework) {
  const auto at = std::ranges::find(rows, name, &Row::name);
  if (at == rows.end())
    refuse(flag, name, framework, "leave --framework out, and the files are written without a script.");
  return *at;
}

/// In Python as in C++: "0.1", "1e-08".
Words words_of_settings(const RunSpec& spec, std::int64_t steps) {
  const OptimizerSpec& o = spec.optimizer;
  const double length = std::max(1.0, static_cast<double>(steps - spec.schedule.warmup_steps));
  const auto number = [](const std::optional<double>& value) { return number_text(value.value_or(0)); };
  return {{"leaky_slope", number_text(spec.model.leaky_slope)},
          {"huber_delta", number_text(spec.model.huber_delta)},
          {"momentum", number_text(o.momentum_or_own())},
          {"beta1", number_text(o.beta1)},
          {"beta2", number(o.beta2)},
          {"epsilon", number(o.epsilon)},
          {"weight_decay", number(o.weight_decay)},
          {"clip_norm", number(o.clip_norm)},
          {"clip_value", number(o.clip_value)},
          {"decay_rate", number_text(spec.schedule.decay_rate.value_or(0.1))},
          {"decay_steps", std::to_string(spec.schedule.decay_steps.value_or(
                              static_cast<long long>(std::max(1.0, std::floor(length / 3)))))},
          {"learning_rate", number_text(spec.learning_rate)},
          {"steps", std::to_string(steps)},
          {"warmup", std::to_string(spec.schedule.warmup_steps)},
          {"length", number_text(length)},
          {"type", spec.precision == Precision::float32 ? "float32" : "float64"}};
}

/// (weight, outputs, inputs, bias, rate) of each layer: offsets in θ; the learning rate in place of η, or None.
std::string layers_text(const Layout& layout, const RunSpec& spec) {
  std::string text = "[";
  long long number = 0;
  for (const Layer& layer : layout.layers()) {
    ++number;
    const auto own = std::ranges::find(spec.layer_rates, number, &LayerRate::layer);
    text += fmt::format("{}({}, {}, {}, {}, {})", number > 1 ? ", " : "", layer.weight, layer.outputs, layer.inputs,
                        layout.has_bias() ? std::to_string(layer.bias) : "None",
                        own == spec.layer_rates.end() ? "None" : number_text(own->rate));
  }
  return text + "]";
}

std::string schedule_text(const RunSpec& spec, Framework framework) {
  const ScheduleScript& row = row_of(schedule_scripts(), spec.schedule.name, "--schedule", framework);
  std::string text = "def share(t, T=@length@):  # of the learning rate, in step t from 0\n";
  if (spec.schedule.warmup_steps > 0)
    text += "    if t < @warmup@:\n        return (t + 1) / @warmup@\n    t = t - @warmup@\n";
  return text + "    return " + std::string(row.factor) + "\n";
}

/// Functions that the cells of the tables call, as far as this run needs them.
std::string helpers_of(const Words& words) {
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"sigmoid(", "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n\n\n"},
      {"normal(",
       "def normal(z):  # the standard normal distribution function\n"
       "    return ((1 + np.vectorize(math.erf)(z / math.sqrt(2))) / 2).astype(z.dtype)\n\n\n"},
      {"log_softmax(",
       "def log_softmax(o):\n    o = o - o.max(axis=1, keepdims=True)\n"
       "    return o - np.log(np.exp(o).sum(axis=1, keepdims=True))\n\n\n"}};
  std::string text;
  for (const auto& [call, definition] : known)
    for (const char* cell : {"value", "slope", "loss", "loss_slope"})
      if (words.at(cell).find(call) != std::string::npos && text.find(definition) == std::string::npos)
        text += definition;
  return text;
}

/// What clipping and coupled weight decay do to g, or `pass`.
std::string numpy_change(const RunSpec& spec) {
  std::vector<std::string> lines;
  const OptimizerSpec& o = spec.optimizer;
  if (o.clip_norm)
    lines.emplace_back(
        "if np.isfinite(g).all():\n"
        "    norm = math.sqrt(float(np.sum(g.astype(np.float64) ** 2)))\n"
        "    g = g * S(min(1.0, @clip_norm@ / (norm + 1e-6)))");
  if (o.clip_value)
    lines.emplace_back("if np.isfinite(g).all():\n    g = np.clip(g, S(-@clip_value@), S(@clip_value@))");
  if (o.weight_decay.value_or(0) > 0 && o.name != "adamw") lines.emplace_back("g = g + S(@weight_decay@) * theta");
  return lines.empty() ? "# no clipping, no weight decay in the gradient" : join(lines, "\n");
}

void add_numpy(const RunSpec& spec, Words& words) {
  const ActivationScript& f = row_of(activation_scripts(), spec.model.activation, "--activation", Framework::numpy);
  const LossScript& loss = row_of(loss_scripts(), spec.model.loss.value_or("mse"), "--loss", Framework::numpy);
  const OptimizerScript& rule = row_of(optimizer_scripts(), spec.optimizer.name, "--optimizer", Framework::numpy);
  words["imports"] = "import numpy as np";
  words["value"] = f.numpy_value;
  words["slope"] = f.numpy_slope;
  words["relu_slope"] =
      spec.model.relu_backward == ReluBackward::select ? "np.where(z > 0, d, d.dtype.type(0))" : "d * (z > 0)";
  words["loss"] = loss.numpy_value;
  words["loss_slope"] = loss.numpy_slope;
  words["helpers"] = helpers_of(words);
  words["change"] = numpy_change(spec);
  words["update"] = rule.numpy_update;
  words["start"] = rule.numpy_start;
  words["eta"] = "S(@learning_rate@ * share(t - 1))";
  words["freeze"] = "";
  if (spec.layer_rates.empty()) return;
  words["start"] +=
      "\nrates = np.full(len(theta), @learning_rate@)\nfor w, n, m, b, rate in layers:\n    if rate is not None:\n"
      "        rates[w:w + n * m] = rate\n        if b is not None:\n            rates[b:b + n] = rate";
  words["eta"] = "(rates * share(t - 1)).astype(S)";
  words["freeze"] = "delta = np.where(rates == 0, S(0), delta)\n";
}

void add_pytorch(const RunSpec& spec, Words& words) {
  if (spec.model.relu_backward == ReluBackward::multiply && spec.model.activation == "relu")
    refuse("--relu-backward", "multiply", Framework::pytorch, "use --relu-backward select, or --framework numpy.");
  words["imports"] = "import numpy as np\nimport torch";
  words["value"] = row_of(activation_scripts(), spec.model.activation, "--activation", Framework::pytorch).pytorch;
  words["loss"] = row_of(loss_scripts(), spec.model.loss.value_or("mse"), "--loss", Framework::pytorch).pytorch;
  words["optimizer"] = row_of(optimizer_scripts(), spec.optimizer.name, "--optimizer", Framework::pytorch).pytorch;
  std::vector<std::string> lines;
  if (spec.optimizer.clip_norm) lines.emplace_back("torch.nn.utils.clip_grad_norm_(all_parameters, @clip_norm@)");
  if (spec.optimizer.clip_value) lines.emplace_back("torch.nn.utils.clip_grad_value_(all_parameters, @clip_value@)");
  words["change"] = lines.empty() ? "# no clipping" : join(lines, "\n");
}

/// What keeps Keras or TensorFlow 1 from the steps of this run.
void require_repeatable(const RunSpec& spec, const OptimizerScript& rule, Framework framework) {
  const bool is_keras = framework == Framework::keras;
  const OptimizerSpec& o = spec.optimizer;
  if ((is_keras ? rule.keras : rule.tf1).empty())
    refuse("--optimizer", o.name, framework, "use sgd, heavy-ball, nesterov or adam, or --framework pytorch.");
  if (o.epsilon.value_or(0) > 0)
    refuse("--epsilon", number_text(*o.epsilon), framework,
           "its optimizers add another ε in another place: use --epsilon 0, or --framework pytorch.");
  if (!spec.layer_rates.empty())
    refuse("--layer-lr",
           std::to_string(spec.layer_rates.front().layer) + "=" + number_text(spec.layer_rates.front().rate), framework,
           "use --framework pytorch.");
  const bool is_constant = spec.schedule.name == "constant" && spec.schedule.warmup_steps == 0;
  if (is_keras && rule.name != "sgd" && rule.numpy_update.find("momentum") != std::string_view::npos && !is_constant)
    refuse("--schedule", spec.schedule.name, framework,
           "the velocity of its momentum holds the learning rate of earlier steps: use --schedule constant without "
           "warm-up, or --framework pytorch.");
}

/// Lines on `gradients`, whose norm is `norm`. In a graph conditions are tensors.
std::string tensorflow_change(const RunSpec& spec, Framework framework) {
  std::vector<std::string> lines;
  const OptimizerSpec& o = spec.optimizer;
  const bool is_keras = framework == Framework::keras;
  if (o.clip_norm)
    lines.emplace_back(
        is_keras ? "if math.isfinite(norm):\n    gradients = [g * min(1.0, @clip_norm@ / (norm + 1e-6)) for g "
                   "in gradients]"
                 : "factor = tf.where(tf.is_finite(norm), tf.minimum(@clip_norm@ / (norm + 1e-6), 1.0), "
                   "tf.ones_like(norm))\ngradients = [g * tf.cast(factor, g.dtype) for g in gradients]");
  if (o.clip_value)
    lines.emplace_back("gradients = [tf.clip_by_value(g, -@clip_value@, @clip_value@) for g in gradients]");
  if (o.weight_decay.value_or(0) > 0 && o.name != "adamw")
    lines.emplace_back(is_keras ? "gradients = [g + @weight_decay@ * v.value for g, v in zip(gradients, variables)]"
                                : "gradients = [g + @weight_decay@ * v for g, v in zip(gradients, variables)]");
  return lines.empty() ? "# no clipping, no weight decay in the gradient" : join(lines, "\n");
}

void add_tensorflow(const RunSpec& spec, Framework framework, Words& words) {
  const OptimizerScript& rule = row_of(optimizer_scripts(), spec.optimizer.name, "--optimizer", framework);
  require_repeatable(spec, rule, framework);
  words["value"] = row_of(activation_scripts(), spec.model.activation, "--activation", framework).tensorflow;
  words["loss"] = row_of(loss_scripts(), spec.model.loss.value_or("mse"), "--loss", framework).tensorflow;
  words["change"] = tensorflow_change(spec, framework);
  words["optimizer"] = framework == Framework::keras ? rule.keras : rule.tf1;
  words["imports"] = framework == Framework::keras
                         ? "os.environ[\"KERAS_BACKEND\"] = \"tensorflow\"\nimport keras\nimport numpy as np\n"
                           "import tensorflow as tf\n\nkeras.config.set_floatx(\"@type@\")"
                         : "import numpy as np\nimport tensorflow.compat.v1 as tf\n\ntf.disable_eager_execution()";
}

std::string_view program_of(Framework framework) {
  switch (framework) {
    case Framework::numpy:
      return numpy_program;
    case Framework::pytorch:
      return pytorch_program;
    case Framework::keras:
      return keras_program;
    case Framework::tf1:
      return tf1_program;
  }
  return {};
}

}  // namespace

std::string training_script(Framework framework, const RunSpec& spec, const Layout& layout, std::int64_t steps) {
  if (spec.model.parametrization != Parametrization::standard)
    refuse("--parametrization", "ntk", framework, "use --parametrization standard.");
  Words words = words_of_settings(spec, steps);
  words["layers"] = layers_text(layout, spec);
  words["schedule"] = schedule_text(spec, framework);
  words["times"] = "@";
  if (framework == Framework::numpy)
    add_numpy(spec, words);
  else if (framework == Framework::pytorch)
    add_pytorch(spec, words);
  else
    add_tensorflow(spec, framework, words);
  return filled(std::string(beginning) + std::string(program_of(framework)), words);
}

}  // namespace lrscope
