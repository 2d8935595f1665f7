// merge: joins the journals of the shards of one sweep; the output is that of one machine.
#include <fmt/format.h>

#include <memory>

#include "cli/advice.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/output_files.h"
#include "cli/session.h"
#include "lrscope/records.h"
#include "options/option_groups.h"
#include "report/lists.h"
#include "report/paragraphs.h"
#include "sweep/journal/journal.h"
#include "sweep/sweep_table.h"

namespace lrscope::cli {
namespace {

struct MergeOptions : ReportOptions {
  std::vector<std::string> journals;
};

int report_missing(const SweepResult& sweep, std::size_t planned) {
  std::string text;
  if (sweep.search_ended)
    text = fmt::format("lrscope: merge: {} of {} {} missing, nothing was written:\n", sweep.unfinished.size(),
                       counted(planned, "run"), sweep.unfinished.size() == 1 ? "is" : "are");
  else
    text = "lrscope: merge: the search for the boundary has not ended, nothing was written:\n";
  std::vector<std::string> missing;
  for (const PlannedRun& run : sweep.unfinished)
    missing.push_back(fmt::format("run {}: lr {}, seed {}", run.number, number_text(run.lr), run.seed));
  for (const std::string& line : first_few(std::move(missing))) text += "  " + line + "\n";
  print_remark(text + (sweep.search_ended
                           ? "Run the shards that hold them again, with their journals, then merge again.\n"
                           : "Run the same sweep again, with its journal, then merge again.\n"));
  return exit_incomplete;
}

/// As the sweep itself does where it is not sharded; the data are read again for it.
void advise_merged(const BeginRecord& begin, const SweepSpec& spec, std::span<const RunRecord> runs, Summary& summary) {
  const SweepOptions options = sweep_options_of(begin.command);
  const MemoryGuard guard(options);
  const AdviceSource source{options, guard, begin};
  SweepObserver ignored;
  add_safe_limit(source, nullptr, spec, runs, summary);
  advise(source, spec, summary, ignored);
}

int run_merge(const MergeOptions& options) {
  const std::vector<std::string>& paths = options.journals;
  if (paths.empty())
    throw UsageError("merge needs FILES, the journals of a sweep: lrscope merge part1.jsonl part2.jsonl.");
  if (std::ranges::find(paths, "") != paths.end())
    throw UsageError("merge '': the name of the file is empty (an unset shell variable?).");
  if (std::ranges::find(paths, "-") != paths.end())
    throw UsageError("merge '-': a journal is read more than once, which a stream cannot do; name a file.");
  check_files({.read = paths, .outputs = options.files, .trajectories = options.trajectories}, 1);
  Journal journals(paths);
  if (!options.quiet)
    for (const std::string& note : first_few(journals.notes())) print_remark(printable(note) + "\n");
  const JournalHeader& header = journals.header();
  if (!options.trajectories.empty() && !header.holds_steps)
    throw bad_value("--trajectories", options.trajectories,
                    "these journals hold no steps; run the sweep with --trajectories.");
  SweepSpec spec;
  spec.learning_rates = header.learning_rates;
  spec.boundary_tolerance = header.begin.boundary_tolerance;
  spec.seeds = header.seeds;
  spec.base.precision = header.begin.run.precision;
  spec.memory = &journals;
  SweepObserver ignored;  // the sweep may be incomplete
  if (const SweepResult sweep = replay_sweep(spec, ignored); !sweep.is_complete())
    return report_missing(sweep, count_planned(spec));

  spec.observe_steps = header.holds_steps;
  SweepOutputs outputs(options, header.begin, {.table_rows = kind_of<RunRecord>()}, spec, 0);
  outputs.begin();
  const SweepResult sweep = replay_sweep(spec, outputs);
  Summary summary = summarise(sweep.runs, header.begin.run.model.hidden_units());
  summary.search_note = sweep.search_note;
  advise_merged(header.begin, spec, sweep.runs, summary);
  outputs.finish(&summary);
  return exit_status_of(sweep.runs, options.fail_on);
}

}  // namespace

Command merge_command() {
  auto options = std::make_shared<MergeOptions>();
  Command command{.name = "merge", .doc = "join the journals of the shards of one sweep"};
  command.add("FILES", "FILE", "journals, in any order", "",
              [options](const std::string& path) { options->journals.push_back(path); },
              {.files = Files::any, .is_repeatable = true});
  add_report_options(command, *options,
                     {"--format", "--output", "--trajectories", "--print-every", "--fail-on", "--color", "--quiet"});
  add_rows(command, *options, {&kind_of<RunRecord>(), &kind_of<Summary>()});
  command.examples =
      "  lrscope sweep data.csv --shard 1/2 --journal part1.jsonl\n"
      "  lrscope sweep data.csv --shard 2/2 --journal part2.jsonl\n"
      "  lrscope merge part1.jsonl part2.jsonl\n"
      "  lrscope merge part*.jsonl --format csv > runs.csv\n"
      "  lrscope merge part*.jsonl -o runs.jsonl --fail-on untrained\n";
  command.run = [options](const Command&) { return run_merge(*options); };
  return command;
}

}  // namespace lrscope::cli
