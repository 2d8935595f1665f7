// Commands as data: name, options with their traits, and the function to run. parser.h and settings.h set their values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lrscope {
struct Kind;
}

namespace lrscope::cli {

enum class Files { none, any, csv };

/// The value of a switch in words: yes, true, on, 1 or no, false, off, 0; nothing for any other word.
std::optional<bool> parse_switch(std::string_view word);

/// What an option is, beyond its name and the value that it sets.
struct OptionTraits {
  std::vector<std::string> values = {};  // the words among its values, where there are some
  Files files = Files::none;             // whether its value is a file
  bool affects_results = true;           // else: how they are shown, where they go, on how many machines
  std::string alternative_to = {};       // the key of the option that this one replaces, and that replaces it
  std::string by_default = {};           // for --print-config
  bool is_repeatable = false;            // every use counts; else a second one is an error
  bool names_columns = false;            // its values are columns of DATA
  bool names_axis = false;               // its value begins with a knob and "="
  bool is_switch = false;                // takes no value, or yes or no
  bool is_settable = true;               // by a configuration file and the environment, where the command has these
  bool may_be_left_out = false;          // of a positional: shown in brackets
  bool needs_data = false;               // has an effect on data, none on a function
  std::string other_flags = {};          // keys that other programs have for it, separated by spaces: "l2 wd"

  /// Its value is a list of fields: of the one of these kinds that --rows names, or of `values`.
  std::vector<const Kind*> names_fields_of = {};

  /// Called once all options have their values, if this one is given; may be empty. Throws: UsageError.
  std::function<void()> check = {};
  // Asked then, too. Each may be empty, or return the empty text.
  std::function<std::string(const std::string&)> our_name = {};  // for a value of another program. Throws: UsageError
  std::function<std::string()> no_effect = {};     // why the option changes nothing: "with --batch-size full"
  std::function<std::string()> gives_way_to = {};  // the key of an option beside which it has no effect
  std::function<std::string()> remark = {};        // else worth saying of its value

  /// Another reason, which is looked at first.
  void add_no_effect(std::function<std::string()> reason);
};

struct Option {
  std::string key = {};         // "batch-size"; of a positional, in lower case: "data"
  std::string short_flag = {};  // "-o", or empty
  std::string metavar = {};     // "N|full"; empty for a switch
  std::string doc = {};
  std::string group = {};  // heading in the help
  OptionTraits traits = {};
  bool is_positional = false;
  /// Gets every value that is given, in order; of a switch that is on, "". Throws: UsageError.
  std::function<void(const std::string&)> set = {};

  std::vector<std::string> given = {};                            // of a switch: "true", "no", …
  bool is_from_settings = false;                                  // by a configuration file or the environment
  std::string other_flag = {};                                    // that it was given by: "--l2"
  std::vector<std::pair<std::string, std::string>> renamed = {};  // values as they were given, and our names for them

  /// Takes these values. Throws: as set(); UsageError for several, unless it is repeatable or a switch that they agree on.
  void give(const std::vector<std::string>& values);
  bool is_given() const { return !given.empty(); }
  /// Of a switch.
  bool is_on() const;
  /// "--batch-size", or "DATA".
  std::string flag() const;
};

struct Command {
  std::string name = {};
  std::string doc = {};
  std::string examples = {};         // lines of at most 80 characters, and remarks on them
  std::vector<Option> options = {};  // in the order of the help, without --help
  bool takes_extras = false;         // words that none of the options takes: kept in `extras`
  std::vector<std::string> extras = {};
  std::function<int(const Command&)> run = {};  // returns the exit status

  /// The option that a flag or a key names; null for none.
  const Option* find(std::string_view flag_or_key) const;
  /// Requires: there is one.
  Option& option(std::string_view key) { return const_cast<Option&>(*find(key)); }
  bool is_given(std::string_view key) const;

  /// An option: "--threads", "-o,--output", or the positional "DATA". Without `metavar` its values stand for it.
  void add(const std::string& names, const std::string& metavar, const std::string& doc, const std::string& group,
           std::function<void(const std::string&)> set, OptionTraits traits = {});
  /// A switch that turns `member` on.
  void add_switch(const std::string& names, bool& member, const std::string& doc, const std::string& group,
                  OptionTraits traits = {});

  /// Holds the values that were given against each other. Throws: UsageError.
  void check() const;

  /// Whether a configuration file and the environment may set its options.
  bool has_settings() const { return find("config") != nullptr; }
  /// The options that they may set.
  std::vector<const Option*> settable_options() const;
};

/// All commands, in the order of the help.
struct Program {
  std::string doc = {};
  std::string footer = {};  // where to start
  std::vector<Command> commands = {};

  const Command* find(std::string_view name) const;
};

/// --help: purpose, usage, examples, and only then the options used most; the names of the others.
std::string help_of(const Program& program);
std::string help_of(const Command& command);
/// --help-all: every option.
std::string full_help_of(const Command& command);

/// Completions of the last of `words`, in lines: a word, a tab and its meaning, or "@files" or "@csv" for the shell.
std::string completions(const Program& program, const std::vector<std::string>& words);

}  // namespace lrscope::cli
