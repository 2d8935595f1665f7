// Values as users write them: learning rates, seeds, and the value of every knob.
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "fuzz.h"
#include "lrscope/data_spec.h"
#include "lrscope/run_spec.h"
#include "spec/axis.h"
#include "spec/knobs.h"
#include "spec/question_specs.h"

namespace {
using namespace lrscope;
using fuzz::require;

/// Ranges of tens of thousands of values are allowed, and slow.
bool is_bearable(std::string_view text) {
  std::size_t digits = 0;
  const bool is_range = text.find(':') != std::string_view::npos || text.find("..") != std::string_view::npos;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (is_range && digits > 3) return false;
  }
  return text.size() < 200;
}

void try_rates(std::string_view text) {
  if (text.find('@') != std::string_view::npos) return;  // would open files
  try {
    const LearningRates rates = parse_learning_rates(text);
    std::vector<std::string> texts;
    for (const double rate : rates.values) {
      require(rate > 0 && std::isfinite(rate), "a learning rate is finite and above 0");
      texts.push_back(number_text(rate));
    }
    require(std::set<double>(rates.values.begin(), rates.values.end()).size() == rates.values.size(),
            "no learning rate stands twice");
    if (rates.boundary_tolerance) texts.push_back("auto:" + number_text(*rates.boundary_tolerance));
    require(!texts.empty(), "something was asked for");
    // "0,5" is refused as a decimal comma, and no rate is 0.
    const LearningRates again = parse_learning_rates(join(texts, ","));
    require(again.values == rates.values && again.boundary_tolerance == rates.boundary_tolerance,
            "printed learning rates are read as the same");
  } catch (const UsageError&) {
  }
}

void try_seeds(std::string_view text) {
  try {
    const std::vector<std::uint64_t> seeds = parse_seeds(text);
    std::vector<std::string> texts;
    for (const std::uint64_t seed : seeds) texts.push_back(std::to_string(seed));
    require(!seeds.empty() && parse_seeds(join(texts, ",")) == seeds, "printed seeds are read as the same");
  } catch (const UsageError&) {
  }
}

template <class Spec>
void try_knobs(std::string_view text) {
  for (const auto& knob : knobs<Spec>()) {
    Spec spec, again;
    try {
      knob.set(spec, text);
    } catch (const UsageError&) {
      continue;
    }
    const std::string value = knob.get(spec);
    if (value.empty() || knob.is_switch()) continue;
    knob.set(again, value);
    require(knob.get(again) == value, "what a knob says of itself, it understands");
  }
}

void try_number(std::string_view text) {
  const auto value = parse_number(text);
  if (!value || std::isnan(*value)) return;
  require(parse_number(number_text(*value)) == value, "printed numbers are read as the same");
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  try_number(text);
  if (!is_bearable(text)) return 0;
  try_rates(text);
  try_seeds(text);
  try_knobs<RunSpec>(text);
  try_knobs<DataSpec>(text);
  try_knobs<SpectrumSpec>(text);
  try_knobs<FindSpec>(text);
  return 0;
}
