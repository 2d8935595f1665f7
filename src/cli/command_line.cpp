#include "command_line.h"

#include <vector>

#include "lrscope/core/text.h"
#include "lrscope/spec/knobs.h"

namespace lrscope::cli {
namespace {

/// Every row of the table whose member differs from its default.
template <class Spec>
void append_differences(const Spec& spec, std::vector<std::string>& words) {
  for (const auto& knob : knobs<Spec>()) {
    const std::string value = knob.get(spec);
    if (value == knob.get(Spec{}) || knob.name == "target") continue;
    const std::string flag(knob.name);
    words.push_back(knob.is_switch ? "--" + flag : flags_text({{flag, value}}));
  }
}

}  // namespace

std::string command_line(const Options& options, const Request& request) {
  std::vector<std::string> words = {"lrscope", "sweep", shell_word(options.data)};
  for (const std::string& target : request.data.targets) words.push_back(flags_text({{"target", target}}));
  append_differences(request.data, words);
  append_differences(request.run, words);
  const auto add = [&](const std::string& flag, const std::string& value) {
    if (!value.empty()) words.push_back(flags_text({{flag, value}}));
  };
  add("seeds", options.seeds);
  add("init-from", options.init_from);
  add("lr", number_text(request.run.learning_rate));
  return join(words, " ");
}

}  // namespace lrscope::cli
