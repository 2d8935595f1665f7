// sweep --dry-run: what would be run, for those who start it elsewhere.
#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "lrscope/core/text.h"
#include "lrscope/sink/plan.h"
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

}  // namespace

void write_plan(const Options& options, const std::vector<std::string>& words) {
  if (options.data == "-")
    throw UsageError(
        "--dry-run: the commands could not read standard input again; name a file instead of -.");
  const SweepSpec spec = sweep_spec(options);
  if (spec.boundary_tolerance)
    throw UsageError(
        "--dry-run: the runs of a search depend on those before them; give a list of learning "
        "rates (--lr dec:1e-6:1:4).");
  check_files_to_write(options, spec.seeds.size());
  load(options, Intent{});  // for the errors that the commands would end with
  std::string common;
  for (const std::string& word : words) common += (common.empty() ? "" : " ") + shell_word(word);
  const auto all = static_cast<std::int64_t>(spec.learning_rates.size() * spec.seeds.size());
  std::vector<PlanRecord> plan;
  for (const PlannedRun& run : planned_runs(spec)) {
    std::string command = common + fmt::format(" --shard {}/{}", run.number + 1, all);
    for (const auto& [flag, path] :
         {std::pair{" --trajectories ", options.trajectories}, {" --journal ", options.journal}})
      if (!path.empty()) command += flag + shell_word(numbered(path, run.number + 1));
    plan.push_back({run.number, run.lr, run.seed, std::move(command)});
  }
  const auto write = [&](Output& output, Format format) {
    output.write(plan_text(format, plan));
    output.close();
  };
  for (const std::string& path : options.outputs) {
    Output file(path);
    write(file, format_of_path(path));
  }
  Output standard;
  write(standard, options.format);
}

}  // namespace lrscope::cli
