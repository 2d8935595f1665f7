#include "option_groups.h"

#include "lrscope/data/source.h"
#include "lrscope/model/functions.h"
#include "resources.h"

namespace lrscope::cli {

void add_text_option(Command& command, const std::string& flag, const std::string& metavar,
                     std::string& member, const std::string& doc, const std::string& group) {
  command.add(flag, metavar, doc, group, [&member](const std::string& text) { member = text; },
             {.by_default = member});
}

void add_file_option(Command& command, const std::string& flag, std::string& member, const std::string& doc,
                     const std::string& group, bool affects_results) {
  const auto set = [flag, &member](const std::string& path) {
    if (path.empty())
      throw bad_value(flag, "", "the name of a file is empty (a shell variable that is not set?).");
    member = path;
  };
  command.add(flag, "FILE", doc, group, set,
             {.files = Files::any, .affects_results = affects_results});
}

void add_data(Command& command, DataOptions& options) {
  std::vector<std::string> cases;
  for (const BuiltinFile& file : builtin_files()) cases.push_back("case:" + std::string(file.name));
  for (const NamedFunction& function : functions()) cases.push_back("case:" + std::string(function.name));
  command.add("DATA", "FILE",
             "CSV file, - for standard input, or case:NAME (diabetes, alpha, line, chebyshev, normal, "
             "square, half-square, quartic, canyon, catapult, ripple)",
             "", [&options](const std::string& text) { options.data = text; },
             {.values = cases, .files = Files::csv});
  const auto set_memory = [&options](const std::string& text) {
    options.max_memory = parse_bytes(text);
    if (!options.max_memory)
      throw bad_value("--max-memory", text,
                      "expected a size such as 500M, 4G or 2GiB (M is 1000000, Mi 1048576).");
  };
  command.add("--max-memory", "SIZE",
             "take no more memory than SIZE: 500M, 4G, 2GiB "
             "(default: 85 % of what this process may use)",
             "Data", set_memory, {.affects_results = false});
}

void add_start_options(Command& command, StartOptions& options, const std::string& group) {
  add_file_option(command, "--init-from", options.init_from,
                  "start every run from the parameters in FILE, one number a line", group);
  add_file_option(command, "--save-init", options.save_init, "write the initial parameters to FILE", group,
                  false);
}

void add_format_options(Command& command, OutputOptions& options, const std::string& group) {
  command.add("--format", "", "what standard output holds [table]", group,
             [&options](const std::string& text) { options.format = parse_format(text); },
             {.values = {"table", "csv", "tsv", "jsonl", "markdown"},
              .affects_results = false,
              .by_default = "table"});
  command.add("-o,--output", "FILE",
             "also write to FILE; .csv .tsv .jsonl .md .txt decides the format; repeatable", group,
             [&options](const std::string& path) { options.outputs.push_back(path); },
             {.files = Files::any, .affects_results = false, .is_repeatable = true});
}

void add_rows(Command& command, OutputOptions& options, const std::vector<const Kind*>& kinds) {
  struct NamedKind {
    std::string_view name;
    const Kind* kind;
  };
  std::vector<NamedKind> choices;
  std::vector<std::string> names;
  for (const Kind* kind : kinds) {
    choices.push_back({kind->rows, kind});
    names.emplace_back(kind->rows);
  }
  options.rows = kinds.front();
  const auto set = [&options, choices](const std::string& text) {
    options.rows = find_named(std::span<const NamedKind>(choices), text, "--rows").kind;
  };
  command.add("--rows", "", "which records csv, tsv and markdown hold [" + names.front() + "]",
             "Output", set, {.values = names, .affects_results = false, .by_default = names.front()});
}

void add_seeds(Command& command, RunOptions& options, const std::string& group) {
  command.add("--seeds", "LIST", "several seeds: 0..4 or 1,5,9", group,
             [&options](const std::string& text) { options.seeds = text; }, {.alternative_to = "seed"});
}

void add_threads(Command& command, RunOptions& options, const std::string& group) {
  const auto set_threads = [&options](const std::string& text) {
    const auto threads = parse_integer(text);
    if (!threads || *threads < 1 || *threads > 1024)
      throw bad_value("--threads", text, "expected a whole number from 1 to 1024.");
    options.threads = static_cast<int>(*threads);
  };
  command.add("--threads", "N",
             "runs at the same time (default: the processors that this process may use)", group, set_threads,
             {.affects_results = false});
}

std::vector<std::pair<std::string, When>> when_values() {
  return {{"auto", When::automatic}, {"always", When::always}, {"never", When::never}};
}

void add_quiet(Command& command, ShowOptions& options, const std::string& group) {
  command.add_switch("-q,--quiet", options.quiet, "only records and errors", group, {.affects_results = false});
}

void add_quiet_and_progress(Command& command, ShowOptions& options, const std::string& group) {
  add_quiet(command, options, group);
  add_choice<When>(command, "--progress", options.progress, when_values(),
                   "progress on standard error [auto]", group, false);
}

void add_color(Command& command, ShowOptions& options, const std::string& group) {
  add_choice<When>(command, "--color", options.color, when_values(),
                   "colours in the table [auto]; NO_COLOR turns them off", group, false);
}

}  // namespace lrscope::cli
