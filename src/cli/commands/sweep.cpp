#include <fmt/format.h>

#include <map>
#include <memory>

#include "cli/advice.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "cli/session.h"
#include "options/command_words.h"
#include "sweep/plan.h"

namespace lrscope::cli {
namespace {

/// "runs.jsonl" → "runs.3.jsonl": a file for each command.
std::string numbered(const std::string& path, std::int64_t number) {
  const std::size_t name = path.rfind('/') + 1, dot = path.rfind('.');
  const bool has_ending = dot != std::string::npos && dot > name;
  const std::size_t end = has_ending ? dot : path.size();
  return path.substr(0, end) + "." + std::to_string(number) + path.substr(end);
}

/// The words of all commands. The values of files behind --lr are spelled out: the plan is not to change with a file.
std::string common_words(const SweepPlan& plan, std::optional<std::uint64_t> max_memory, const Command& typed) {
  std::map<std::string, std::string> instead;
  if (!plan.rate_files.empty()) {
    std::vector<std::string> rates;
    for (const double rate : plan.spec.learning_rates) rates.push_back(number_text(rate));
    instead["lr"] = join(rates, ",");
  }
  std::vector<std::string> words = result_words(typed, instead);
  if (max_memory) words.insert(words.end(), {"--max-memory", std::to_string(*max_memory)});
  return shell_line(words);
}

/// --dry-run: prints the runs as commands, to be started elsewhere, and runs none.
void write_plan(SweepOptions options, const Command& typed) {
  if (options.data == "-")
    throw UsageError(About{"--dry-run"},
                     ": the commands could not read standard input again; name a file instead of -.");
  settle_holdout(options.dataset, options);
  settle_batches(options.run, options);
  const SweepPlan plan = plan_of(options);
  const SweepSpec& spec = plan.spec;
  if (spec.boundary_tolerance)
    throw UsageError(
        About{"--dry-run", {"--lr"}},
        ": the runs of a search depend on those before them; give a list of learning rates (--lr dec:1e-6:1:4).");
  const MemoryGuard guard(options);
  guard.check_runs(count_planned(spec));
  // For the errors that the commands would end with, too.
  const OpenProblem opened =
      open_problem(data_source(options.data), options.dataset, options.run, guard, options.init_from, options);
  const std::string common = common_words(plan, options.max_memory, typed);
  const auto all = spec.learning_rates.size() * spec.seeds.size();
  std::vector<PlanRecord> records;
  for (const PlannedRun& run : planned_runs(spec)) {
    std::string command = common + fmt::format(" --shard {}/{}", run.number + 1, all);
    for (const auto& [flag, path] : {std::pair{"trajectories", options.trajectories}, {"journal", options.journal}})
      if (!path.empty()) command += " " + flags_text({{flag, numbered(path, run.number + 1)}});
    records.push_back({run.number, run.lr, run.seed, std::move(command)});
  }
  options.rows = &kind_of<PlanRecord>();
  write_in_turn(all_targets(options, opened.begin), [&](Outputs& outputs) {
    for (const PlanRecord& run : records) {
      outputs.write(run);
      outputs.text([&] { return run.command + '\n'; });  // bare commands, for programs that run lines
    }
  });
}

void add_scale_out_options(Command& command, SweepOptions& options) {
  const std::string group = "Long sweeps and many machines";
  add_journal(command, options, "run", group);
  const auto set_shard = [&options](const std::string& text) {
    if (text != "auto") parse_shard(text);
    options.shard = text;
  };
  command.add("--shard", "I/N|auto",
              "run only every N-th run, from the I-th on; auto: as set by a Slurm array or a Kubernetes indexed job",
              group, set_shard, {.values = {"auto"}, .affects_results = false});
  add_time_limit(command, options, group);
  command.add_switch("--dry-run", options.dry_run, "print the runs as commands and run none", group,
                     {.affects_results = false});
}

}  // namespace

Command sweep_command() {
  auto options = std::make_shared<SweepOptions>();
  options->learning_rates = "dec:1e-6:1:2";
  Command command{.name = "sweep", .doc = "train at many learning rates and report which of them fail"};
  add_sweep_options(command, *options);
  add_rows(command, *options, sweep_kinds());
  add_report_options(command, *options, {"--trajectories"});
  add_trial_option(command, *options);
  add_scale_out_options(command, *options);
  command.option("print-every").traits.add_no_effect([&options = *options] {
    const bool has_steps = !options.trajectories.empty() || options.rows == &kind_of<StepRecord>();
    return std::string(has_steps ? "" : "without --trajectories");
  });
  for (const char* key : {"fields", "label"})
    command.option(key).traits.check = [&options = *options] {
      static_cast<void>(selection_of(options, options.dry_run ? kind_of<PlanRecord>() : *options.rows));
    };
  command.examples =
      "  lrscope sweep data.csv --target price --scale standard\n"
      "  lrscope sweep data.csv --lr log:1e-5:1e-1:25 --seeds 0..4 --optimizer adam\n"
      "  lrscope sweep data.csv --scale standard --lr auto --holdout .25\n"
      "  lrscope sweep data.csv --format csv | awk -F, '$4 == \"nonfinite\" { print $2 }'\n"
      "  lrscope sweep data.csv --lr dec:1e-6:1:8 --seeds 0..9 --journal runs.jsonl\n";
  command.run = [options](const Command& typed) {
    if (!options->dry_run)
      return exit_status_of(run_session(*options, {.command = result_words(typed), .advises = true}), options->fail_on);
    write_plan(*options, typed);
    return exit_ok;
  };
  return command;
}

}  // namespace lrscope::cli
