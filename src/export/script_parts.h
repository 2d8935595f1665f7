// What the scripts of all frameworks have in common. Private to this folder.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "export/script.h"

namespace lrscope {

using Words = std::map<std::string, std::string, std::less<>>;

/// Throws: UsageError "FLAG VALUE: a script for FRAMEWORK cannot repeat it; REMEDY".
[[noreturn]] void refuse(std::string_view flag, const std::string& value, Framework framework,
                         const std::string& remedy);

template <class Row>
const Row& row_of(std::span<const Row> rows, const std::string& name, const char* flag, Framework framework) {
  const auto at = std::ranges::find(rows, name, &Row::name);
  if (at == rows.end())
    refuse(flag, name, framework, "leave --framework out, and the files are written without a script.");
  return *at;
}

/// Activations of all layers, those of the last one among them.
std::vector<std::string> layer_activations(const ModelSpec& spec);

/// What ε does to the optimizer of `spec`: forms that mean the same to it are one; outside where ε is 0.
EpsilonForm effective_form(const OptimizerSpec& spec);
bool decays(const OptimizerSpec& spec);
inline bool is_decoupled(const OptimizerSpec& spec) { return spec.decay_form == DecayForm::decoupled; }
/// Its velocity depends on what it sums up: it has one, and the rate changes.
bool is_velocity_of_account(const RunSpec& spec);

void require_epsilon_form(const OptimizerSpec& spec, EpsilonForm form, Framework framework);
void require_velocity(const RunSpec& spec, VelocityOf velocity, Framework framework);
/// Requires an accumulator that starts at 0.
void require_no_accumulator(const OptimizerSpec& spec, Framework framework);

// The words that are different for each framework. Throw: UsageError for what it cannot repeat.
void add_numpy(const RunSpec& spec, Words& words);
void add_pytorch(const RunSpec& spec, Words& words);
/// Of Keras or TensorFlow 1.
void add_tensorflow(const RunSpec& spec, Framework framework, Words& words);

}  // namespace lrscope
