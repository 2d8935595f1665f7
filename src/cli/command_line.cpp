#include "command_line.h"

#include <vector>

#include "lrscope/core/text.h"
#include "lrscope/optim/optimizer.h"
#include "lrscope/spec/knobs.h"
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
    if (knob.is_switch)
      words.push_back("--" + flag + (value == "yes" ? "" : "=no"));
    else
      words.push_back(flags_text({{flag, value}}));
  }
}

}  // namespace

std::string command_line(const Options& options, const Request& request) {
  std::vector<std::string> words = {"lrscope", "sweep", shell_word(options.data)};
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

}  // namespace lrscope::cli
