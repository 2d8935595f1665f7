#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "lrscope/version.h"
#include "report/outputs.h"

namespace lrscope::cli {
namespace {

/// Our text (valid UTF-8) as roff: nothing in it is a request or an escape, and the page is ASCII.
std::string roff(std::string_view text) {
  static const std::map<char32_t, std::string_view> escapes = {{U'\\', "\\e"},  {U'-', "\\-"},   {U'\'', "\\(aq"},
                                                               {U'`', "\\(ga"}, {U'^', "\\(ha"}, {U'~', "\\(ti"}};
  std::string out = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  while (!text.empty()) {
    const auto [code, size] = first_character(text);
    if (const auto escape = escapes.find(code); escape != escapes.end())
      out += escape->second;
    else
      out += size == 1 ? std::string(text.substr(0, 1)) : fmt::format("\\[u{:04X}]", static_cast<unsigned>(code));
    text.remove_prefix(size);
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }

std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

std::string paragraph(std::string_view text) { return ".PP\n" + roff(text) + "\n"; }

/// ".TP" with its tag and text.
std::string item(const std::string& tag, std::string_view text) { return ".TP\n" + tag + "\n" + roff(text) + "\n"; }

std::string tag_of(const Option& row) {
  if (row.is_positional) return bold(row.flag());
  std::string tag = row.short_flag.empty() ? "" : bold(row.short_flag) + ", ";
  tag += bold(row.flag());
  return row.traits.is_switch ? tag : tag + " " + italic(row.metavar);
}

/// A command: in full the options that no earlier command has in this form, the others by name.
std::string section_of(const Command& command, std::map<std::string, std::string>& described) {
  std::string synopsis = bold("lrscope " + command.name);
  for (const Option& option : command.options)
    if (option.is_positional)
      synopsis += " " + (option.traits.may_be_left_out ? "[" + italic(option.flag()) + "]" : italic(option.flag()));
  std::string text = ".SS " + roff(command.name) + "\n" + roff(command.doc) + ".\n.PP\n" + synopsis +
                     (command.options.size() > 1 ? " [" + italic("OPTIONS") + "]" : "") + "\n";
  std::map<std::string, std::vector<std::string>> elsewhere;  // by the command that describes them
  for (const Option& option : command.options) {
    const auto [where, is_new] =
        described.try_emplace(option.flag() + " " + option.metavar + "\n" + option.doc, command.name);
    if (is_new)
      text += item(tag_of(option), option.doc);
    else
      elsewhere[where->second].push_back(option.flag());
  }
  for (const auto& [other, flags] : elsewhere)
    text += paragraph("Also, as in " + other + ": " + join(flags, ", ") + ".");
  return text;
}

/// Examples and their heading as they stand, without the remarks.
std::string examples_of(const Program& program) {
  std::string text = program.footer, out = ".nf\n";
  for (const Command& command : program.commands) text += command.examples;
  for (const std::string& line : split(text, '\n'))
    if (line.starts_with(' ') || line.ends_with(':')) out += roff(line) + "\n";
  return out + ".fi\n";
}

std::string environment_and_files() {
  return ".SH ENVIRONMENT\n" +
         item(bold("LRSCOPE_") + italic("FLAG"),
              "sets the option --flag of every command that has it, but for demo: LRSCOPE_HIDDEN=32, "
              "LRSCOPE_BATCH_SIZE=full. The command line takes precedence over it, and it over a configuration file. A "
              "switch is set by yes or no. A variable that is empty sets nothing.") +
         item(bold("LRSCOPE_CONFIG"), "the configuration file, as if it were given to --config.") +
         item(bold("NO_COLOR"), "turns the colours of tables off, unless --color says otherwise.") +
         item(bold("TERM"),
              "dumb: neither colours nor a progress line that rewrites itself, unless --color always or "
              "--progress always asks for them.") +
         ".SH FILES\n" +
         item(italic("FILE") + " of " + bold("--config"),
              "TOML. A key is the name of an option without its dashes, and data stands for DATA. Keys at the top "
              "level are for every command; those in a table such as [sweep] are for that command and take precedence. "
              "Values are strings, numbers, true or false for switches, and lists. --print-config writes such a file.");
}

std::string man_page(const Program& program) {
  std::string text = ".TH LRSCOPE 1 \"\" \"lrscope " + std::string(version) + "\" \"User Commands\"\n";
  text += ".SH NAME\nlrscope \\- learning\\-rate divergence explorer\n";
  text += ".SH SYNOPSIS\n" + bold("lrscope") + " " + italic("COMMAND") + " [" + italic("DATA") + "] [" +
          italic("OPTIONS") + "]\n.br\n" + bold("lrscope") + " [" + italic("COMMAND") + "] " + bold("--help") +
          "\n.br\n" + bold("lrscope --version") + "\n";
  text += ".SH DESCRIPTION\n" +
          roff(
              "Trains a small dense network on a CSV file at many learning rates, from the same initial weights and "
              "over the same batches, and reports at which of them training blows up, where, when and why.") +
          "\n" +
          paragraph(
              "Records go to standard output, everything else to standard error. The same command prints the same "
              "bytes, for any number of threads.");
  text += ".SH COMMANDS\n";
  std::map<std::string, std::string> described;
  for (const Command& command : program.commands) text += section_of(command, described);
  text += ".SH EXIT STATUS\n";
  for (const auto& [status, meaning] : exit_meanings) text += item(bold(status), std::string(meaning) + ".");
  text += environment_and_files();
  text += ".SH EXAMPLES\n" + examples_of(program);
  return text;
}

}  // namespace

Command man_command(const Program& program) {
  return {.name = "man",
          .doc = "print the manual page lrscope(1) as roff",
          .examples =
              "  lrscope man | man -l -\n"
              "  lrscope man > ~/.local/share/man/man1/lrscope.1\n",
          .run = [&program](const Command&) {
            print(man_page(program));
            return exit_ok;
          }};
}

}  // namespace lrscope::cli
