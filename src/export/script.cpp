#include "export/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "export/script_parts.h"
#include "export/script_programs.h"
#include "export/script_rows.h"
#include "optim/schedule.h"

namespace lrscope {
namespace {

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

/// In Python as in C++: "0.1", "1e-08".
Words words_of_settings(const RunSpec& spec, std::int64_t steps) {
  const OptimizerSpec& o = spec.optimizer;
  const auto number = [](const std::optional<double>& value) { return number_text(value.value_or(0)); };
  return {{"leaky_slope", number_text(spec.model.leaky_slope)},
          {"huber_delta", number_text(spec.model.huber_delta)},
          {"quantile", number_text(spec.model.quantile)},
          {"momentum", number_text(o.momentum_or_own())},
          {"beta1", number_text(o.beta1)},
          {"beta2", number(o.beta2)},
          {"epsilon", number(o.epsilon)},
          {"accumulator", number_text(o.initial_accumulator)},
          {"momentum_decay", number_text(o.momentum_decay)},
          {"weight_decay", number(o.weight_decay)},
          {"clip_norm", number(o.clip_norm)},
          {"clip_margin", number_text(o.clip_margin)},
          {"clip_value", number(o.clip_value)},
          {"learning_rate", number_text(spec.learning_rate)},
          {"steps", std::to_string(steps)},
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

void add_schedule(const RunSpec& spec, Framework framework, std::int64_t steps, Words& words) {
  const ScheduleScript& row = row_of(schedule_scripts(), spec.schedule.name, "--schedule", framework);
  const Schedule schedule(spec.schedule, steps);
  words["decay_rate"] = number_text(schedule.decay_rate());
  words["decay_steps"] = number_text(schedule.period());
  words["warmup"] = std::to_string(spec.schedule.warmup_steps);
  words["length"] = number_text(schedule.length());
  words["schedule"] = "def share(t, T=@length@):  # of the learning rate, in step t from 0\n";
  if (spec.schedule.warmup_steps > 0)
    words["schedule"] += "    if t < @warmup@:\n        return (t + 1) / @warmup@\n    t = t - @warmup@\n";
  words["schedule"] += "    return " + std::string(row.factor) + "\n";
}

/// Weights of rows, which are a column U beside X and Y.
void add_row_weights(bool has_weights, Words& words) {
  words["weights_too"] = has_weights ? ", U" : "";
  words["weight_files"] = has_weights ? ", np.load(\"weights.npy\")[:, None]" : "";
  words["rows_of_weights"] = has_weights ? ", U[rows]" : "";
  words["argument"] = has_weights ? ", u" : "";
  words["weighed"] = has_weights ? "u * " : "";
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

std::string training_script(Framework framework, const RunSpec& spec, const Layout& layout, std::int64_t steps,
                            bool has_weights) {
  if (spec.model.parametrization != Parametrization::standard)
    refuse("--parametrization", "ntk", framework, "use --parametrization standard.");
  Words words = words_of_settings(spec, steps);
  words["layers"] = layers_text(layout, spec);
  words["times"] = "@";
  add_schedule(spec, framework, steps, words);
  add_row_weights(has_weights, words);
  if (framework == Framework::numpy)
    add_numpy(spec, words);
  else if (framework == Framework::pytorch)
    add_pytorch(spec, words);
  else
    add_tensorflow(spec, framework, words);
  return filled(std::string(beginning) + std::string(program_of(framework)), words);
}

}  // namespace lrscope
