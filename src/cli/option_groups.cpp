#include "option_groups.h"

#include "cli11.h"
#include "lrscope/data/source.h"
#include "lrscope/model/functions.h"
#include "resources.h"

namespace lrscope::cli {

void add_data(CLI::App& command, Options& options) {
  std::string forms = "FILE";
  for (const BuiltinFile& file : builtin_files()) forms += "|case:" + std::string(file.name);
  for (const NamedFunction& function : functions()) forms += "|case:" + std::string(function.name);
  command
      .add_option("DATA", options.data,
                  "CSV file, - for standard input, or case:NAME (diabetes, alpha, line, chebyshev, normal, "
                  "square, half-square, quartic, canyon, catapult, ripple)")
      ->type_name(forms);
  const auto set_memory = [&options](const std::string& text) {
    options.max_memory = parse_bytes(text);
    if (!options.max_memory)
      throw UsageError("--max-memory " + in_quotes(text) +
                       ": expected a size such as 500M, 4G or 2GiB (M is 1000000, Mi 1048576).");
  };
  command
      .add_option_function<std::string>("--max-memory", set_memory,
                                        "take no more memory than SIZE: 500M, 4G, 2GiB "
                                        "(default: 85 % of what this process may use)")
      ->type_name("SIZE")
      ->group("Data")
      ->take_last();
}

void add_start_options(CLI::App& command, Options& options, const std::string& group) {
  add_file_option(command, "--init-from", options.init_from,
                  "start every run from the parameters in FILE, one number a line", group);
  add_file_option(command, "--save-init", options.save_init, "write the initial parameters to FILE", group);
}

void add_format_options(CLI::App& command, Options& options, const std::string& group) {
  const auto set_format = [&options](const std::string& text) { options.format = parse_format(text); };
  command.add_option_function<std::string>("--format", set_format, "what standard output holds [table]")
      ->type_name("table|csv|tsv|jsonl|markdown")
      ->group(group)
      ->take_last()
      ->default_str("table");
  command
      .add_option("-o,--output", options.outputs,
                  "also write to FILE; .csv .tsv .jsonl .md .txt decides the format; repeatable")
      ->type_name("FILE")
      ->group(group)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_seeds(CLI::App& command, Options& options, const std::string& group) {
  command.add_option("--seeds", options.seeds, "several seeds: 0..4 or 1,5,9")
      ->type_name("LIST")
      ->group(group)
      ->take_last();
}

void add_threads(CLI::App& command, Options& options, const std::string& group) {
  const auto set_threads = [&options](const std::string& text) {
    const auto threads = parse_integer(text);
    if (!threads || *threads < 1 || *threads > 1024)
      throw UsageError("--threads " + in_quotes(text) + ": expected a whole number from 1 to 1024.");
    options.threads = static_cast<int>(*threads);
  };
  command
      .add_option_function<std::string>(
          "--threads", set_threads,
          "runs at the same time (default: the processors that this process may use)")
      ->type_name("N")
      ->group(group)
      ->take_last();
}

std::vector<std::pair<std::string, When>> when_values() {
  return {{"auto", When::automatic}, {"always", When::always}, {"never", When::never}};
}

void add_quiet_and_progress(CLI::App& command, Options& options, const std::string& group) {
  command.add_flag("-q,--quiet", options.quiet, "only records and errors")->group(group);
  add_choice<When>(command, "--progress", options.progress, when_values(),
                   "progress on standard error [auto]", group);
}

void add_color(CLI::App& command, Options& options, const std::string& group) {
  add_choice<When>(command, "--color", options.color, when_values(),
                   "colours in the table [auto]; NO_COLOR turns them off", group);
}

}  // namespace lrscope::cli
