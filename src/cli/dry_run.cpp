// sweep --dry-run: what would be run, for those who start it elsewhere.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "command_line.h"
#include "lrscope/core/text.h"
#include "lrscope/record/plan.h"
#include "output_files.h"
#include "scale_out.h"
#include "session.h"

namespace lrscope::cli {
namespace {

/// "runs.jsonl" → "runs.3.jsonl": a file for each command.
std::string numbered(const std::string& path, std::int64_t number) {
  const std::filesystem::path whole(path);
  std::filesystem::path name = whole.stem();
  name += "." + std::to_string(number);
  name += whole.extension();
  return (whole.parent_path() / name).string();
}

/// The words of the commands: what decides their results, and the limit that the machines are to keep. The
/// values of files behind --lr stand for themselves: the plan is not to change when a file does.
std::string common_words(const Options& options, std::vector<std::string> words, const SweepSpec& spec) {
  if (options.learning_rates.find('@') != std::string::npos) {
    std::vector<std::string> rates;
    for (const double rate : spec.learning_rates) rates.push_back(number_text(rate));
    *std::ranges::find(words, options.learning_rates) = join(rates, ",");
  }
  if (options.max_memory) words.insert(words.end(), {"--max-memory", std::to_string(*options.max_memory)});
  return shell_line(words);
}

}  // namespace

void write_plan(const Options& options, const std::vector<std::string>& words) {
  if (options.data == "-")
    throw UsageError(About{"--dry-run"},
                     ": the commands could not read standard input again; name a file instead of -.");
  const SweepSpec spec = sweep_spec(options);
  if (spec.boundary_tolerance)
    throw UsageError(About{"--dry-run", {"--lr"}},
                     ": the runs of a search depend on those before them; give a list of learning "
                     "rates (--lr dec:1e-6:1:4).");
  check_files_to_write(options, spec.seeds.size());
  load(options, data_source(options.data));  // for the errors that the commands would end with
  const std::string common = common_words(options, words, spec);
  const auto all = static_cast<std::int64_t>(spec.learning_rates.size() * spec.seeds.size());
  std::vector<PlanRecord> plan;
  for (const PlannedRun& run : planned_runs(spec)) {
    std::string command = common + fmt::format(" --shard {}/{}", run.number + 1, all);
    for (const auto& [flag, path] :
         {std::pair{" --trajectories ", options.trajectories}, {" --journal ", options.journal}})
      if (!path.empty()) command += flag + shell_word(numbered(path, run.number + 1));
    plan.push_back({run.number, run.lr, run.seed, std::move(command)});
  }
  write_in_turn(all_targets(options, kind_of<PlanRecord>()), [&](Outputs& outputs) {
    for (const PlanRecord& run : plan) {
      outputs.write(run);
      outputs.text([&] { return run.command + '\n'; });  // bare commands, for programs that run lines
    }
  });
}

}  // namespace lrscope::cli
