#include "options/command_words.h"

#include <concepts>

#include "base/text.h"
#include "data/order/given_batches.h"
#include "options/presets.h"
#include "options/remarks.h"
#include "options/settings.h"
#include "spec/knobs.h"

namespace lrscope::cli {
namespace {

/// Every row of the table that has an effect and whose member differs from its default, or from the environment.
template <class Spec>
void append_differences(const Spec& spec, const Spec& defaults, std::vector<std::string>& words) {
  Spec beside = defaults;  // defaults may depend on the optimizer
  if constexpr (std::same_as<Spec, RunSpec>) beside.optimizer.name = spec.optimizer.name;
  for (const auto& knob : knobs<Spec>()) {
    const std::string value = knob.get(spec), flag(knob.name);
    const bool is_set = is_set_in_environment(knob.name) && !value.empty();
    const bool names_optimizer = knob.name == "optimizer";
    if ((value == knob.get(names_optimizer ? defaults : beside) && !is_set) || !no_effect(knob, spec).empty()) continue;
    if (knob.is_switch())
      words.push_back("--" + flag + (value == "yes" ? "" : "=no"));
    else
      for (const std::string& one : knob.values ? knob.values(spec) : std::vector{value})
        words.push_back(flags_text({{flag, one}}));
  }
}

}  // namespace

std::string path_argument(const std::string& path) { return path.starts_with('-') && path != "-" ? "./" + path : path; }

std::string command_line(const Request& request, const std::string& data, const std::string& seeds,
                         const std::string& init_from, const std::string& command) {
  std::vector<std::string> words = {"lrscope", command, shell_word(path_argument(data))};
  const auto add = [&](const std::string& flag, const std::string& value) {
    if (!value.empty()) words.push_back(flags_text({{flag, value}}));
  };
  add("like", request.run.like);
  append_differences(request.data, DataSpec{}, words);
  append_differences(request.run, defaults_like(request.run), words);
  add("seeds", seeds);
  add("init-from", init_from);
  if (request.run.batches) add("batches", request.run.batches->path);
  add("lr", number_text(request.run.learning_rate));
  return join(words, " ");
}

std::string shell_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

std::vector<std::string> result_words(const Command& command, const std::map<std::string, std::string>& instead) {
  std::vector<std::string> words = {"lrscope", command.name};
  const Option* data = command.find("data");
  if (data && data->is_given()) words.push_back(path_argument(data->given.back()));
  for (const Option& option : command.options) {
    if (&option == data || !option.is_given() || option.is_positional || !option.traits.affects_results) continue;
    const std::string flag = option.flag();
    const bool may_be_left_out = !is_set_in_environment(option.key);
    if (option.traits.is_switch) {
      if (option.is_on() || !may_be_left_out) words.push_back(flag + (option.is_on() ? "" : "=no"));
      continue;
    }
    const bool is_list = option.traits.is_repeatable;
    std::vector<std::string> values = is_list ? option.given : std::vector{option.given.back()};
    if (const auto other = instead.find(option.key); other != instead.end()) values = {other->second};
    if (!is_list && may_be_left_out && values.back() == option.traits.by_default) continue;
    for (const std::string& value : values)
      if (value.starts_with('-'))
        words.push_back(flag + "=" + value);
      else
        words.insert(words.end(), {flag, value});
  }
  return words;
}

}  // namespace lrscope::cli
