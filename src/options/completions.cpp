// The answers of `lrscope --complete`, read off the table of options.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/text.h"
#include "data/csv/csv_table.h"
#include "data/csv/source.h"
#include "options/completions.h"
#include "spec/map_spec.h"

namespace lrscope::cli {
namespace {

/// The beginning of a file, whole lines of it. Empty for a stream, which completion must not read from.
Source head_of(const std::string& path) {
  if (path.starts_with("case:")) return read_source(path);
  constexpr std::size_t most = 1 << 16;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return {};
  std::string text(most, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(most));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() == most) text.resize(text.rfind('\n') + 1);
  return {path, text, ""};
}

std::vector<std::string> columns_of(const std::string& path) {
  const CsvTable table(head_of(path), std::nullopt, std::nullopt, [](const Defect&) {});
  return table.has_header() ? table.names() : std::vector<std::string>();
}

class Completion {
 public:
  Completion(const Program& program, const std::vector<std::string>& words) : words_(words) {
    command_ = words.size() > 1 ? program.find(words.front()) : nullptr;
    if (!command_) return;
    options_ = command_->options;
    if (command_->takes_extras)  // demo
      for (const Option* option : program.find("sweep")->settable_options())
        if (!option->is_positional) options_.push_back(*option);
  }

  std::string answer(const Program& program) {
    const std::string& current = words_.back();
    if (words_.size() == 1) {
      for (const Command& command : program.commands) offer(command.name, command.doc);
      offer("--help", "what it does, with examples");
      offer("--version", "the version");
    } else if (command_) {
      const auto equals = current.find('=');
      const Option* before = option(words_[words_.size() - 2]);
      if (current.starts_with("--") && equals != std::string::npos) {
        if (const Option* row = option(current.substr(0, equals))) offer_values(*row, current.substr(0, equals + 1));
      } else if (before && !before->is_switch) {
        offer_values(*before, "");
      } else if (current.starts_with('-')) {
        offer_options();
      } else {
        for (const Option& row : options_)
          if (row.is_positional) offer_values(row, "");
      }
    }
    return text_;
  }

 private:
  /// The option that a word names; null for none.
  const Option* option(const std::string& word) const {
    const auto at = std::ranges::find_if(options_, [&](const Option& row) {
      return !row.is_positional && (word == row.flag() || (word == row.short_flag && !word.empty()));
    });
    return at == options_.end() ? nullptr : &*at;
  }

  void offer(const std::string& word, const std::string& meaning) {
    if (word.starts_with(words_.back()) && offered_.insert(word).second) text_ += word + "\t" + meaning + "\n";
  }

  void offer_options() {
    for (const Option& row : options_) {
      if (row.is_positional) continue;
      offer(row.flag(), row.doc);
      if (!row.short_flag.empty()) offer(row.short_flag, row.doc);
    }
    offer("--help", "what it does, with examples and all options");
    offer("-h", "what it does, with examples and all options");
  }

  /// `prefix` is what stands before the value in the same word.
  void offer_values(const Option& row, const std::string& prefix) {
    for (const std::string& value : row.traits.values) offer(prefix + value, "");
    if (row.traits.names_axis)
      for (const std::string& knob : axis_knobs()) offer(prefix + knob + "=", "");
    if (row.traits.names_columns) offer_columns(row, prefix);
    // The shell would take what follows the colon for the beginning of a file's name.
    const bool is_case = row.traits.files == Files::csv && words_.back().starts_with("case:");
    if (row.traits.files != Files::none && !is_case) text_ += row.traits.files == Files::csv ? "@csv\n" : "@files\n";
  }

  /// Names of columns, the next one behind those that a list has.
  void offer_columns(const Option& row, std::string prefix) {
    const std::string& current = words_.back();
    const auto comma = current.rfind(',');
    if (row.traits.is_repeatable && comma != std::string::npos) prefix = current.substr(0, comma + 1);
    if (const std::string* path = data())
      for (const std::string& name : columns_of(*path))
        if (std::ranges::none_of(name, [](unsigned char c) { return c < ' '; })) offer(prefix + name, "");
  }

  /// DATA, where it was typed.
  const std::string* data() const {
    for (std::size_t i = 1; i + 1 < words_.size(); ++i) {
      if (!words_[i].starts_with('-') || words_[i] == "-") return &words_[i];
      if (const Option* row = option(words_[i]); row && !row->is_switch) ++i;
    }
    return nullptr;
  }

  const std::vector<std::string>& words_;
  const Command* command_ = nullptr;
  std::vector<Option> options_;
  std::set<std::string> offered_;
  std::string text_;
};

}  // namespace

std::string completions(const Program& program, const std::vector<std::string>& words) {
  if (words.empty()) return "";
  Completion completion(program, words);
  try {
    return completion.answer(program);
  } catch (const std::exception&) {  // a file that is no table: there is nothing to offer
    return "";
  }
}

}  // namespace lrscope::cli
