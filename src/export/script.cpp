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
  throw UsageError(About{flag, {"--framework"}}, " " + value + ": a script for " +
                                                     (framework == Framework::numpy ? "numpy" : "pytorch") +
                                                     " cannot repeat it; " + remedy);
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

constexpr std::string_view beginning =
    R"(# Repeats a run of lrscope from the files beside this script. README.txt says what they hold.
# Prints step, loss and gradient norm until the loss is NaN, and last the loss over all rows.
import math
import os

@imports@

os.chdir(os.path.dirname(os.path.abspath(__file__)))
with open("batches.txt") as file:
    batches = [[int(row) for row in line.split()] for line in file]  # the rows of each step
# Of each layer: where W (outputs × inputs, row by row) begins in theta, outputs, inputs, where b begins, its learning rate.
layers = @layers@


@schedule@

)";

constexpr std::string_view numpy_program =
    R"(X, Y, theta = np.load("inputs.npy"), np.load("targets.npy"), np.load("theta_0.npy")
S = theta.dtype.type
np.seterr(all="ignore")


@helpers@def f(z):
    return @value@


def times_slope(d, z):  # the gradient at f(z) → at z
    return @slope@


def loss_and_gradient(theta, x, y):
    a, z = [x], []
    for w, n, m, b, _ in layers:
        z.append(a[-1] @times@ theta[w:w + n * m].reshape(n, m).T)
        if b is not None:
            z[-1] = z[-1] + theta[b:b + n]
        a.append(f(z[-1]))
    o = z[-1]
    loss = @loss@
    g = np.empty_like(theta)
    d = @loss_slope@
    for l in reversed(range(len(layers))):
        w, n, m, b, _ = layers[l]
        g[w:w + n * m] = (d.T @times@ a[l]).ravel()
        if b is not None:
            g[b:b + n] = d.sum(axis=0)
        if l > 0:
            d = times_slope(d @times@ theta[w:w + n * m].reshape(n, m), z[l - 1])
    return loss, g


@start@
print("step,loss,gradient_norm")
for t in range(1, @steps@ + 1):
    rows = batches[(t - 1) % len(batches)]
    loss, g = loss_and_gradient(theta, X[rows], Y[rows])
    print(f"{t - 1},{float(loss)!r},{math.sqrt(float(np.sum(g.astype(np.float64) ** 2)))!r}")
    if np.isnan(loss):
        break
    @change@
    eta = @eta@
    @update@
    @freeze@theta = theta + delta
print(f"end,{float(loss_and_gradient(theta, X, Y)[0])!r},")
)";

constexpr std::string_view pytorch_program =
    R"(X, Y = (torch.from_numpy(np.load(name)) for name in ("inputs.npy", "targets.npy"))
theta = torch.from_numpy(np.load("theta_0.npy"))
parameters, groups = [], []
for w, n, m, b, rate in layers:
    W = theta[w:w + n * m].reshape(n, m).clone().requires_grad_()
    B = None if b is None else theta[b:b + n].clone().requires_grad_()
    parameters.append((W, B))
    groups.append({"params": [W] if B is None else [W, B], "rate": rate})
optimizer = @optimizer@
all_parameters = [p for group in groups for p in group["params"]]


def loss_of(x, y):
    a = x
    for l, (W, B) in enumerate(parameters):
        z = torch.nn.functional.linear(a, W, B)
        a = @value@ if l + 1 < len(parameters) else z
    o = a
    return @loss@


print("step,loss,gradient_norm")
for t in range(@steps@):
    rows = batches[t % len(batches)]
    optimizer.zero_grad()
    loss = loss_of(X[rows], Y[rows])
    loss.backward()
    norm = math.sqrt(sum(float((p.grad.double() ** 2).sum()) for p in all_parameters))
    print(f"{t},{loss.item()!r},{norm!r}")
    if math.isnan(loss.item()):
        break
    @change@
    for group in optimizer.param_groups:
        group["lr"] = (@learning_rate@ if group["rate"] is None else group["rate"]) * share(t)
    optimizer.step()
print(f"end,{loss_of(X, Y).item()!r},")
)";

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

}  // namespace

std::string training_script(Framework framework, const RunSpec& spec, const Layout& layout, std::int64_t steps) {
  if (spec.model.parametrization != Parametrization::standard)
    refuse("--parametrization", "ntk", framework, "use --parametrization standard.");
  Words words = words_of_settings(spec, steps);
  words["layers"] = layers_text(layout, spec);
  words["schedule"] = schedule_text(spec, framework);
  words["times"] = "@";
  const bool is_numpy = framework == Framework::numpy;
  is_numpy ? add_numpy(spec, words) : add_pytorch(spec, words);
  return filled(std::string(beginning) + std::string(is_numpy ? numpy_program : pytorch_program), words);
}

}  // namespace lrscope
