#include <algorithm>

#include "base/text.h"
#include "lrscope/functions.h"
#include "options/name_tables.h"
#include "options/remarks.h"
#include "report/paragraphs.h"
#include "spec/change.h"

namespace lrscope::cli {
namespace {

/// "a", "a or b", "a, b or c"
std::string any_of(const std::vector<std::string>& names) {
  if (names.size() < 2) return join(names, "");
  return join(std::vector(names.begin(), names.end() - 1), ", ") + " or " + names.back();
}

bool is_function(const Command& command) {
  const Option* data = command.find("data");
  return data && data->is_given() && std::ranges::any_of(functions(), [&](const NamedFunction& function) {
           return data->given.back() == "case:" + std::string(function.name);
         });
}

/// Why an option that is given has no effect; empty if it has one.
std::string no_effect(const Command& command, const Option& option) {
  const OptionTraits& traits = option.traits;
  // A configuration that --print-config wrote holds all defaults.
  const bool is_default = traits.is_switch ? !option.is_on() : option.given.back() == traits.by_default;
  if (option.is_from_settings && is_default) return "";
  if (traits.needs_data && is_function(command)) return "on " + command.find("data")->given.back() + ", a function";
  const std::string winner = traits.gives_way_to ? traits.gives_way_to() : "";
  if (!winner.empty() && command.is_given(winner)) return "beside --" + winner;
  return traits.no_effect ? traits.no_effect() : "";
}

}  // namespace

std::string without_row(std::string_view knob, const RunSpec& spec) {
  std::string reason;  // of the first table
  for (const Knob<RunSpec>& table : knobs<RunSpec>()) {
    const auto* type = std::get_if<NameKnob>(&table.type);
    if (!type) continue;
    std::vector<std::string> owners;
    for (const NameRow& row : rows_of(type->table))
      if (std::ranges::find(row.knobs, knob) != row.knobs.end()) owners.push_back(row.name);
    if (owners.empty()) continue;
    const auto is_owner = [&](const std::string& name) { return std::ranges::find(owners, name) != owners.end(); };
    if (std::ranges::any_of(split(table.get(spec), ','), is_owner)) return "";
    if (reason.empty()) reason = "without --" + std::string(table.name) + " " + any_of(owners);
  }
  return reason;
}

std::vector<std::string> remarks_on(const Command& command) {
  std::vector<std::string> remarks;
  for (const Option& option : command.options) {
    if (!option.is_given()) continue;
    const std::string flag = option.flag();
    if (!option.other_flag.empty()) remarks.push_back(option.other_flag + ": called " + flag + " here");
    for (const auto& [theirs, ours] : option.renamed)
      remarks.push_back(flags_text({{option.key, theirs}}) + ": called " + ours + " here");
    if (const std::string reason = no_effect(command, option); !reason.empty())
      remarks.push_back(flag + ": no effect " + reason);
    else if (option.traits.remark)
      if (const std::string remark = option.traits.remark(); !remark.empty()) remarks.push_back(flag + " " + remark);
  }
  return remarks;
}

void print_remarks(const Command& command) {
  const Option* quiet = command.find("quiet");
  if (quiet && quiet->is_on()) return;
  for (const std::string& remark : remarks_on(command)) print_remark(remark + "\n");
}

}  // namespace lrscope::cli
