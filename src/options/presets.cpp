#include "options/presets.h"

#include <algorithm>

#include "base/names.h"
#include "base/text.h"
#include "lrscope/errors.h"
#include "options/config_file.h"
#include "spec/knobs.h"

namespace lrscope::cli {
namespace {

constexpr std::string_view keras = R"(
optimizer = "rmsprop"
init = "glorot-uniform"
batch-size = "up-to:32"
epochs = 1
velocity = "steps"
decay-form = "decoupled"
clip-by = "variable"
clip-margin = 0
clip-nonfinite = "spread"
[adam]
epsilon = 1e-07
epsilon-form = "hat"
[adamw]
epsilon = 1e-07
epsilon-form = "hat"
weight-decay = 0.004
[nadam]
epsilon = 1e-07
momentum-decay = 1
[rmsprop]
beta2 = 0.9
epsilon = 1e-07
epsilon-form = "inside"
[adagrad]
epsilon = 1e-07
epsilon-form = "inside"
initial-accumulator = 0.1
[muon]
epsilon-form = "hat"
muon-scale = "rms"
weight-decay = 0.004
)";

constexpr std::string_view tf_keras_2 = R"(
optimizer = "rmsprop"
init = "glorot-uniform"
relu-backward = "multiply"
batch-size = "up-to:32"
epochs = 1
velocity = "steps"
clip-by = "variable"
clip-margin = 0
clip-nonfinite = "spread"
[adam]
epsilon = 1e-07
epsilon-form = "hat"
[nadam]
epsilon = 1e-07
[rmsprop]
beta2 = 0.9
epsilon = 1e-07
epsilon-form = "legacy"
[adagrad]
epsilon = 1e-07
initial-accumulator = 0.1
)";

constexpr std::string_view tf1 = R"(
optimizer = "sgd"
init = "normal"
relu-backward = "multiply"
loss = "mse,naive-cross-entropy,naive-cross-entropy"
clip-margin = 0
clip-nonfinite = "spread"
[adam]
epsilon-form = "hat"
[rmsprop]
beta2 = 0.9
epsilon = 1e-10
epsilon-form = "inside"
initial-accumulator = 1
velocity = "steps"
[adagrad]
epsilon = 0
initial-accumulator = 0.1
)";

constexpr std::string_view pytorch = R"(
optimizer = "sgd"
init = "pytorch"
batch-size = 1
shuffle = "no"
[muon]
weight-decay = 0.1
)";

constexpr std::string_view sklearn = R"(
optimizer = "adam"
hidden = "100"
init = "sklearn"
loss = "half-mse,cross-entropy,binary-cross-entropy"
batch-size = "up-to:200"
epochs = 200
precision = "float64"
velocity = "steps"
weight-decay = 0.0001
decay-form = "coupled"
decay-of = "weights"
decay-over = "batch"
[adam]
epsilon-form = "hat"
)";

constexpr std::string_view fastai = R"(
optimizer = "adam"
hidden = "200,100"
init = "pytorch"
batch-size = "up-to:64"
last-batch = "drop"
decay-form = "decoupled"
decay-of = "weights"
[adam]
beta2 = 0.99
epsilon = 1e-05
weight-decay = 0.01
)";

}  // namespace

std::span<const Preset> presets() {
  static constexpr Preset table[] = {
      {"keras", "Keras 3", "keras3 tfkeras", "sgd heavy-ball nesterov adagrad rmsprop adam adamw nadam lion muon",
       keras},
      {"tf-keras-2", "tf.keras up to 2.10", "tfkeras2 keras2 tf2 tensorflow2",
       "sgd heavy-ball nesterov adagrad rmsprop adam nadam", tf_keras_2},
      {"tf1", "TensorFlow 1, as its tutorials use it", "tensorflow1 tensorflow tf",
       "sgd heavy-ball nesterov adagrad rmsprop adam", tf1},
      {"pytorch", "PyTorch", "torch lightning", "sgd heavy-ball nesterov adagrad rmsprop adam adamw nadam muon",
       pytorch},
      {"sklearn", "scikit-learn's MLPRegressor and MLPClassifier", "scikitlearn mlpregressor mlpclassifier",
       "sgd heavy-ball nesterov adam", sklearn},
      {"fastai", "fastai's tabular_learner, without its normalisations and its one-cycle schedule", "",
       "sgd heavy-ball rmsprop adam", fastai},
  };
  return table;
}

const Preset& find_preset(std::string_view name) {
  const auto at = std::ranges::find(presets(), name, &Preset::name);
  if (at != presets().end()) return *at;
  std::vector<std::string> names;
  for (const Preset& preset : presets()) names.emplace_back(preset.name);
  throw bad_value("--like", name, "unknown framework" + did_you_mean_one_of(name, names));
}

std::string preset_name_or_same(const std::string& typed) {
  const std::string letters = plain_letters(typed);
  for (const Preset& preset : presets())
    if (letters == plain_letters(preset.name) || (!preset.aliases.empty() && is_among(letters, preset.aliases)))
      return std::string(preset.name);
  return typed;
}

std::string preset_name(const std::string& typed) {
  return std::string(find_preset(preset_name_or_same(typed)).name);  // throws
}

std::vector<std::pair<std::string, std::string>> values_of(const Preset& preset, std::string optimizer) {
  const ConfigFile file = parse_config(preset.text, "--like " + std::string(preset.name));
  std::vector<std::pair<std::string, std::string>> values;
  const auto value_at = [&](const std::string& key) {
    return std::ranges::find(values, key, &std::pair<std::string, std::string>::first);
  };
  const auto take = [&](const std::string& table) {
    for (const ConfigEntry& entry : file.entries) {
      if (entry.table != table) continue;
      if (const auto known = value_at(entry.key); known != values.end()) values.erase(known);
      values.emplace_back(entry.key, join(entry.values, ","));
    }
  };
  take("");
  if (optimizer.empty()) optimizer = value_at("optimizer")->second;
  const std::vector<std::string> known = split(preset.optimizers, ' ');
  if (std::ranges::find(known, optimizer) == known.end())
    throw UsageError(About{"--optimizer", {"--like"}},
                     " " + in_quotes(optimizer) + ": not among those of " + std::string(preset.doc) + "; use one of " +
                         join(known, ", ") + ", or leave out --like " + std::string(preset.name) + ".");
  value_at("optimizer")->second = optimizer;
  take(optimizer);
  return values;
}

RunSpec defaults_like(const RunSpec& spec) {
  RunSpec defaults;
  if (spec.like.empty()) return defaults;
  defaults.like = spec.like;
  // A change may lead to an optimizer that the framework does not have.
  const Preset& preset = find_preset(spec.like);
  const bool is_known = is_among(spec.optimizer.name, preset.optimizers);
  for (const auto& [key, value] : values_of(preset, is_known ? spec.optimizer.name : ""))
    if (const Knob<RunSpec>* knob = find_knob<RunSpec>(key)) knob->set(defaults, value);
  for (const auto& [key, value] : values_of(preset))
    if (key == "optimizer") defaults.optimizer.name = value;
  return defaults;
}

}  // namespace lrscope::cli
