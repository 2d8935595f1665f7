#include "command_line.h"

#include <vector>

#include "cli11.h"
#include "lrscope/core/text.h"
#include "lrscope/optim/optimizer.h"
#include "lrscope/spec/knobs.h"
#include "option_table.h"
#include "settings.h"

namespace lrscope::cli {
namespace {

/// False for a memory of gradients that the optimizer of the request has no use for.
bool matters(std::string_view knob, const Request& request) {
  if (knob != "momentum" && knob != "beta1") return true;
  return knob == find_named(optimizers(), request.run.optimizer.name, "optimizer").memory;
}

/// Every row of the table whose member differs from its default, or which the environment would set
/// otherwise.
template <class Spec>
void append_differences(const Spec& spec, const Request& request, std::vector<std::string>& words) {
  for (const auto& knob : knobs<Spec>()) {
    const std::string value = knob.get(spec);
    const bool is_set = is_set_in_environment(knob.name) && !value.empty();
    if ((value == knob.get(Spec{}) && !is_set) || knob.name == "target" || !matters(knob.name, request))
      continue;
    const std::string flag(knob.name);
    if (knob.is_switch())
      words.push_back("--" + flag + (value == "yes" ? "" : "=no"));
    else
      words.push_back(flags_text({{flag, value}}));
  }
}

/// `path`, so that no command takes it for an option.
std::string path_word(const std::string& path) {
  return path.starts_with('-') && path != "-" ? "./" + path : path;
}

}  // namespace

std::string command_line(const Options& options, const Request& request) {
  std::vector<std::string> words = {"lrscope", "sweep", shell_word(path_word(options.data))};
  for (const std::string& target : request.data.targets) words.push_back(flags_text({{"target", target}}));
  append_differences(request.data, request, words);
  append_differences(request.run, request, words);
  const auto add = [&](const std::string& flag, const std::string& value) {
    if (!value.empty()) words.push_back(flags_text({{flag, value}}));
  };
  add("seeds", options.seeds);
  add("init-from", options.init_from);
  add("lr", number_text(request.run.learning_rate));
  return join(words, " ");
}

std::string shell_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

std::vector<std::string> result_words(const CLI::App& command) {
  std::vector<std::string> words = {"lrscope", command.get_name()};
  const CLI::Option* data = command.get_option_no_throw("DATA");
  if (data && data->count() > 0) words.push_back(path_word(data->results().back()));
  for (const CLI::Option* option : command.get_options()) {
    if (option == data || option->count() == 0 || option->get_lnames().empty() ||
        !traits_of(command, *option).affects_results)
      continue;
    const std::string flag = "--" + option->get_lnames().front();
    const bool may_be_left_out = !is_set_in_environment(option->get_lnames().front());
    if (option->get_items_expected_max() == 0) {
      const bool is_on = CLI::detail::to_flag_value(option->results().back()) > 0;
      if (is_on || !may_be_left_out) words.push_back(flag + (is_on ? "" : "=no"));
      continue;
    }
    std::vector<std::string> values = option->results();
    if (option->get_multi_option_policy() != CLI::MultiOptionPolicy::TakeAll) {
      values = {values.back()};
      if (may_be_left_out && values.back() == option->get_default_str()) continue;
    }
    for (const std::string& value : values) {
      if (value.starts_with('-')) {
        words.push_back(flag + "=" + value);
        continue;
      }
      words.push_back(flag);
      words.push_back(value);
    }
  }
  return words;
}

}  // namespace lrscope::cli
