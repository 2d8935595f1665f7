// The words of the numpy script, which repeats everything but --parametrization ntk.
#include <utility>
#include <vector>

#include "base/text.h"
#include "export/script_parts.h"
#include "export/script_rows.h"

namespace lrscope {
namespace {

/// `start` once, `update` each step t = 1, 2, … with the gradient g: then θ moves by −η·step.
struct OptimizerScript {
  std::string_view name, start, update;
};

constexpr std::string_view moments =
    "m = S(@beta1@) * m + S(1 - @beta1@) * g\nv = S(@beta2@) * v + S(1 - @beta2@) * g * g\n";
constexpr std::string_view two_zeros = "m, v = np.zeros_like(theta), np.zeros_like(theta)";

const std::vector<OptimizerScript>& optimizer_scripts() {
  static const std::vector<OptimizerScript> table = {
      {"sgd", "", "step = g"},
      {"heavy-ball", "v = np.zeros_like(theta)", "v = S(@kept@) * v + g\nstep = v"},
      {"nesterov", "v = np.zeros_like(theta)", "v = S(@kept@) * v + g\nstep = g + S(@momentum@) * v"},
      {"adagrad", "v = np.full_like(theta, @accumulator@)", "v = v + g * g\nstep = g / (@root@)"},
      {"rmsprop", "v = np.full_like(theta, @accumulator@)@memories@",
       "v = S(@beta2@) * v + S(1 - @beta2@) * g * g\n@center@step = g / (@root@)@gather@"},
      {"adam", two_zeros, "@moments@step = m / S(1 - @beta1@ ** t) / (@root@)"},
      {"adamw", two_zeros, "@moments@step = m / S(1 - @beta1@ ** t) / (@root@)"},
      {"nadam", "@two_zeros@\nproduct = 1.0",
       "now, ahead = mu(t), mu(t + 1)\nproduct = product * now\n@moments@"
       "step = (S((1 - now) / (1 - product)) * g + S(ahead / (1 - product * ahead)) * m) / (@root@)"},
      {"lion", "m = np.zeros_like(theta)",
       "step = np.sign(S(@beta1@) * m + S(1 - @beta1@) * g)\nm = S(@beta2@) * m + S(1 - @beta2@) * g"},
      {"signsgd", "", "step = np.sign(g)"},
      {"muon", "@two_zeros@\nM = np.zeros_like(theta)",
       "@moments@step = m / S(1 - @beta1@ ** t) / (@root@)  # of biases\nM = S(@momentum@) * M + g\n"
       "for w, n, k, _, _ in layers:\n    ahead = (g + S(@momentum@) * M)[w:w + n * k].reshape(n, k)\n"
       "    step[w:w + n * k] = (S(@muon_factor@) * orthogonal(ahead)).ravel()"},
  };
  return table;
}

/// The denominator, from the moving average v of squares.
std::string root_of(const OptimizerSpec& spec) {
  const EpsilonForm form = effective_form(spec);
  const bool is_corrected = spec.name == "adam" || spec.name == "adamw" || spec.name == "nadam" || spec.name == "muon";
  const std::string of_v = spec.name == "rmsprop" && spec.centered ? "v - mean * mean" : "v";
  if (!is_corrected)
    return form == EpsilonForm::inside ? "np.sqrt(" + of_v + " + S(@epsilon@))"
                                       : "np.sqrt(" + of_v + ") + S(@epsilon@)";
  if (form == EpsilonForm::inside) return "np.sqrt(v / S(1 - @beta2@ ** t) + S(@epsilon@))";
  if (form == EpsilonForm::hat) return "(np.sqrt(v) + S(@epsilon@)) / S(math.sqrt(1 - @beta2@ ** t))";
  return "np.sqrt(v) / S(math.sqrt(1 - @beta2@ ** t)) + S(@epsilon@)";
}

void add_optimizer(const RunSpec& spec, Words& words) {
  const OptimizerSpec& o = spec.optimizer;
  const auto& rule =
      row_of(std::span<const OptimizerScript>(optimizer_scripts()), o.name, "--optimizer", Framework::numpy);
  words["two_zeros"] = two_zeros;
  words["moments"] = moments;
  words["root"] = root_of(o);
  const bool sums_up_steps = o.velocity == VelocityOf::steps && is_velocity_of_account(spec);
  words["kept"] =
      sums_up_steps ? "@momentum@ * (share(t - 2) / share(t - 1) if t > 1 else 1)" : std::string("@momentum@");
  words["center"] = o.centered ? "mean = S(@beta2@) * mean + S(1 - @beta2@) * g\n" : "";
  words["gather"] = o.momentum_or_own() > 0 ? "\nvelocity = S(@kept@) * velocity + step\nstep = velocity" : "";
  words["memories"] = std::string(o.centered ? "\nmean = np.zeros_like(theta)" : "") +
                      (o.momentum_or_own() > 0 ? "\nvelocity = np.zeros_like(theta)" : "");
  words["muon_factor"] = o.muon_scale == MuonScale::rms ? "0.2 * math.sqrt(max(n, k))" : "math.sqrt(max(1.0, n / k))";
  words["update"] = rule.update;
  words["start"] = rule.start;
  words["eta"] = "S(@learning_rate@ * share(t - 1))";
  words["freeze"] = "";
}

void add_rates(const RunSpec& spec, Words& words) {
  if (spec.layer_rates.empty()) return;
  words["start"] +=
      "\nrates = np.full(len(theta), @learning_rate@)\nfor w, n, k, b, rate in layers:\n    if rate is not None:\n"
      "        rates[w:w + n * k] = rate\n        if b is not None:\n            rates[b:b + n] = rate";
  words["eta"] = "(rates * share(t - 1)).astype(S)";
  words["freeze"] = "delta = np.where(rates == 0, S(0), delta)\n";
}

/// Weight decay, in the gradient or beside the step; of weights alone by a mask.
void add_decay(const OptimizerSpec& o, Words& words, std::vector<std::string>& change) {
  words["decay_step"] = "";
  if (!decays(o)) return;
  const std::string lambda = o.decay_over_batch ? "S(@weight_decay@ / len(rows))" : std::string("S(@weight_decay@)");
  const std::string decayed = o.decays_weights_only ? "np.where(is_weight, theta, S(0))" : "theta";
  if (o.decays_weights_only)
    words["start"] +=
        "\nis_weight = np.zeros(len(theta), bool)\nfor w, n, k, _, _ in layers:\n    is_weight[w:w + n * k] = True";
  if (is_decoupled(o))
    words["decay_step"] = "delta = delta - eta * " + lambda + " * " + decayed + "\n";
  else
    change.push_back("g = g + " + lambda + " * " + decayed);
}

/// What clipping and coupled weight decay do to g.
void add_change(const OptimizerSpec& o, Words& words) {
  std::vector<std::string> lines, clip;
  const std::string shorten =
      "norm = math.sqrt(float(np.sum(g[part].astype(np.float64) ** 2)))\n"
      "    g[part] = g[part] * S(@clip_norm@ / max(@clip_norm@, norm + @clip_margin@))";
  if (o.clip_norm && o.clip_by == ClipBy::all) clip.emplace_back("part = slice(None)\n    " + shorten);
  if (o.clip_norm && o.clip_by == ClipBy::variable) {
    words["start"] +=
        "\nparts = [slice(w, w + n * k) for w, n, k, _, _ in layers]\n"
        "parts += [slice(b, b + n) for _, n, _, b, _ in layers if b is not None]";
    std::string deeper = shorten;
    deeper.insert(deeper.find('\n') + 1, "    ");
    clip.emplace_back("for part in parts:\n        " + deeper);
  }
  if (o.clip_value) clip.emplace_back("g = np.clip(g, S(-@clip_value@), S(@clip_value@))");
  if (!clip.empty()) lines.emplace_back("if np.isfinite(g).all():\n    " + join(clip, "\n    "));
  if (o.clip_norm && o.clip_nonfinite == ClipNonfinite::spread) lines.emplace_back("else:\n    g[:] = np.nan");
  add_decay(o, words, lines);
  words["change"] = lines.empty() ? "# no clipping, no weight decay in the gradient" : join(lines, "\n");
}

/// Functions that the lines call, as far as this run needs them.
std::string helpers_of(const Words& words) {
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"sigmoid(", "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n\n\n"},
      {"normal(",
       "def normal(z):  # the standard normal distribution function\n"
       "    return ((1 + np.vectorize(math.erf)(z / math.sqrt(2))) / 2).astype(z.dtype)\n\n\n"},
      {"log_softmax(",
       "def log_softmax(o):\n    o = o - o.max(axis=1, keepdims=True)\n"
       "    return o - np.log(np.exp(o).sum(axis=1, keepdims=True))\n\n\n"},
      {"clipped_slope(",
       "def clipped_slope(o, y):  # 0 where the clip holds\n    p = np.exp(log_softmax(o))\n"
       "    t = np.where((p > S(1e-7)) & (p < S(1 - 1e-7)) | np.isnan(p), y, 0)\n"
       "    return t.sum(axis=1, keepdims=True) * p - t\n\n\n"},
      {"mu(",
       "def mu(t):  # the momentum of step t\n"
       "    return @beta1@ * (1 - 0.5 * 0.96 ** (t * @momentum_decay@))\n\n\n"},
      {"orthogonal(",
       "def orthogonal(X):  # five steps of Newton and Schulz towards the nearest orthogonal matrix\n"
       "    if X.shape[0] > X.shape[1]:\n        return orthogonal(X.T).T\n"
       "    X = X / (np.sqrt(np.sum(X * X)) + S(1e-7))\n    for _ in range(5):\n        A = X @times@ X.T\n"
       "        X = S(3.4445) * X + (S(-4.7750) * A + S(2.0315) * (A @times@ A)) @times@ X\n    return X\n\n\n"}};
  std::string text;
  for (const auto& [call, definition] : known)
    for (const char* cell : {"activations", "loss", "loss_slope", "update"})
      if (words.at(cell).find(call) != std::string::npos && text.find(definition) == std::string::npos)
        text += definition;
  return text;
}

}  // namespace

void add_numpy(const RunSpec& spec, Words& words) {
  const LossScript& loss = row_of(loss_scripts(), *spec.model.loss, "--loss", Framework::numpy);
  words["imports"] = "import numpy as np";
  std::vector<std::string> lambdas;
  for (const std::string& name : layer_activations(spec.model)) {
    const ActivationScript& f = row_of(activation_scripts(), name, "--activation", Framework::numpy);
    lambdas.push_back("    (lambda z: " + std::string(f.numpy_value) + ", lambda d, z: " + std::string(f.numpy_slope) +
                      "),\n");
  }
  words["activations"] = "[\n" + join(lambdas, "") + "]";
  words["relu_slope"] =
      spec.model.relu_backward == ReluBackward::select ? "np.where(z > 0, d, d.dtype.type(0))" : "d * (z > 0)";
  words["loss"] = loss.numpy_value;
  words["loss_slope"] = loss.numpy_slope;
  words["divisor"] = loss.divisor == "elements" ? "y.size" : loss.divisor == "examples" ? "len(y)" : "1";
  add_optimizer(spec, words);
  add_rates(spec, words);
  add_change(spec.optimizer, words);
  words["helpers"] = helpers_of(words);
}

}  // namespace lrscope
