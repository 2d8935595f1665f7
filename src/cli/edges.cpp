#include "cli/edges.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/interruption.h"
#include "base/text.h"
#include "lrscope/errors.h"
#include "options/option_groups.h"

namespace lrscope::cli {

void add_edge_option(Command& command, SweepOptions& options) {
  add_text_option(command, "--edge-at", "STEPS", options.edge_at,
                  "of plain descent at the edge of stability: how much of the loss near these steps (3000,3500) is "
                  "oscillation, by theory, as measured, and when the learning rate is halved",
                  "Sweep");
}

std::vector<std::int64_t> edge_steps(const std::string& text, const RunSpec& run, const Problem& problem,
                                     std::int64_t last) {
  std::vector<std::int64_t> steps;
  if (text.empty()) return steps;
  constexpr std::int64_t first = first_edge_step;
  if (last < first)
    throw UsageError(
        About{"--edge-at"},
        fmt::format(" {}: the run has {}, and the first that can be looked at is {}: make it longer, as with "
                    "--max-steps 3000.",
                    text, counted(last, "step"), first));
  for (const std::string& part : split(text, ',')) {
    const auto step = parse_integer(part);
    if (!step || *step < first || *step > last)
      throw UsageError(
          About{"--edge-at"},
          fmt::format(" {}: expected steps from {} to {}, the last of the run, such as {}.", text, first, last, last));
    steps.push_back(*step);
  }
  std::ranges::sort(steps);
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  problem.check_edges(run);
  return steps;
}

std::optional<std::vector<EdgeRecord>> edges_of(const Problem& problem, const RunSpec& base,
                                                const std::vector<RunRecord>& runs,
                                                const std::vector<std::int64_t>& steps) try {
  std::vector<EdgeRecord> all;
  if (steps.empty()) return all;
  for (const RunRecord& run : runs) {
    RunSpec spec = base;
    spec.learning_rate = run.lr;
    spec.seed = run.seed;
    for (EdgeRecord& edge : problem.edges(spec, steps)) {
      edge.run = run.run;
      all.push_back(edge);
    }
  }
  return all;
} catch (const Interrupted&) {
  return std::nullopt;
}

}  // namespace lrscope::cli
