// The answers of `lrscope --complete`, from the table of options.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/text.h"
#include "data/csv/csv_table.h"
#include "lrscope/fields.h"
#include "options/command.h"
#include "spec/map_spec.h"

namespace lrscope::cli {
namespace {

/// The beginning of a file, whole lines of it. Empty for a stream, which completion must not read from.
std::string head_of(const std::string& path) {
  constexpr std::size_t most = 1 << 16;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return {};
  std::string text(most, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(most));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() == most) text.resize(text.rfind('\n') + 1);
  return text;
}

class Completion {
 public:
  explicit Completion(const std::vector<std::string>& words) : words_(words) {}

  std::string answer(const Program& program) {
    if (words_.size() == 1) {
      for (const Command& command : program.commands) offer(command.name, command.doc);
      offer("--help", "what it does, with examples");
      offer("--version", "the version");
    } else if (const Command* command = program.find(words_.front())) {
      command_ = *command;
      if (command->takes_extras)  // demo
        for (const Option& option : program.find("sweep")->options)
          if (option.traits.is_settable && !option.is_positional) command_.options.push_back(option);
      offer_options();
    }
    return text_;
  }

 private:
  void offer(const std::string& word, const std::string& meaning) {
    if (word.starts_with(words_.back()) && offered_.insert(word).second) text_ += word + "\t" + meaning + "\n";
  }

  void offer_options() {
    const std::string& current = words_.back();
    const auto equals = current.find('=');
    const Option* before = find(words_[words_.size() - 2]);
    if (current.starts_with("--") && equals != std::string::npos) {
      if (const Option* option = find(current.substr(0, equals))) offer_values(*option, current.substr(0, equals + 1));
    } else if (before && !before->traits.is_switch) {
      offer_values(*before, "");
    } else if (current.starts_with('-')) {
      offer_flags();
    } else {
      for (const Option& option : command_.options)
        if (option.is_positional) offer_values(option, "");
    }
  }

  /// The option of a flag; null for none.
  const Option* find(const std::string& word) const { return word.starts_with('-') ? command_.find(word) : nullptr; }

  void offer_flags() {
    for (const Option& option : command_.options) {
      if (option.is_positional) continue;
      offer(option.flag(), option.doc);
      if (!option.short_flag.empty()) offer(option.short_flag, option.doc);
    }
    for (const char* help : {"--help", "-h"}) offer(help, "what it does, with examples and the options used most");
    offer("--help-all", "all options");
  }

  /// `prefix`: the part of the word before the value.
  void offer_values(const Option& option, const std::string& prefix) {
    if (!option.traits.names_fields_of.empty()) return offer_fields(option, prefix);
    for (const std::string& value : option.traits.values) offer(prefix + value, "");
    if (option.traits.names_axis)
      for (const std::string& knob : axis_knobs()) offer(prefix + knob + "=", "");
    if (option.traits.names_columns) offer_columns(option, prefix);
    // The shell would take the text after the colon for the beginning of a file's name.
    const bool is_case = option.traits.files == Files::csv && words_.back().starts_with("case:");
    if (option.traits.files != Files::none && !is_case)
      text_ += option.traits.files == Files::csv ? "@csv\n" : "@files\n";
  }

  /// In a list of fields, the next one.
  void offer_fields(const Option& option, const std::string& prefix) {
    const std::string begun = beginning_of_list(prefix);
    const std::string rows = value_of("--rows");
    const auto& kinds = option.traits.names_fields_of;
    auto kind = std::ranges::find(kinds, rows, &Kind::rows);
    if (kind == kinds.end()) kind = kinds.begin();
    for (const std::string_view name : (*kind)->columns) offer(begun + std::string(name), "");
    for (const std::string& name : option.traits.values) offer(begun + name, "");
  }

  /// What stands before the last element of the list that is being typed behind `prefix`.
  std::string beginning_of_list(const std::string& prefix) const {
    const std::string& current = words_.back();
    const auto comma = current.rfind(',');
    return comma == std::string::npos ? prefix : current.substr(0, comma + 1);
  }

  /// The value of a flag that was typed before; "" for none.
  std::string value_of(const std::string& flag) const {
    for (std::size_t i = 1; i + 1 < words_.size(); ++i) {
      if (words_[i] == flag) return words_[i + 1];
      if (words_[i].starts_with(flag + "=")) return words_[i].substr(flag.size() + 1);
    }
    return "";
  }

  /// Names of columns; in a list, of the next one.
  void offer_columns(const Option& option, std::string prefix) {
    if (option.traits.is_repeatable) prefix = beginning_of_list(prefix);
    const std::string* path = data();
    if (!path) return;
    const std::string head = head_of(*path);
    const CsvTable table(path->starts_with("case:") ? ByteStream(*path) : ByteStream(*path, head), {});
    if (!table.has_header()) return;
    for (const std::string& name : table.names())
      if (std::ranges::none_of(name, [](unsigned char c) { return c < ' '; })) offer(prefix + name, "");
  }

  /// DATA, where it was typed.
  const std::string* data() const {
    for (std::size_t i = 1; i + 1 < words_.size(); ++i) {
      if (!words_[i].starts_with('-') || words_[i] == "-") return &words_[i];
      if (const Option* option = find(words_[i]); option && !option->traits.is_switch) ++i;
    }
    return nullptr;
  }

  const std::vector<std::string>& words_;
  Command command_;
  std::set<std::string> offered_;
  std::string text_;
};

}  // namespace

std::string completions(const Program& program, const std::vector<std::string>& words) {
  try {
    return words.empty() ? "" : Completion(words).answer(program);
  } catch (const std::exception&) {  // a file that is no table: there is nothing to offer
    return "";
  }
}

}  // namespace lrscope::cli
