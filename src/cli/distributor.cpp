#include "distributor.h"

#include <optional>
#include <string>
#include <utility>

#include "session.h"

namespace lrscope::cli {
namespace {

/// How many runs there will be to compute; a search does not know.
std::optional<std::int64_t> runs_to_do(const SweepSpec& spec, std::size_t known_runs) {
  if (spec.boundary_tolerance) return std::nullopt;
  const auto planned = static_cast<std::int64_t>(planned_runs(spec).size());
  return std::max<std::int64_t>(planned - static_cast<std::int64_t>(known_runs), 0);
}

}  // namespace

Distributor::Distributor(const Options& options, Rows rows, bool is_silent, const SweepSpec& spec,
                         std::size_t known_runs)
    : progress_(progress_style(options), runs_to_do(spec, known_runs)), print_every_(options.print_every) {
  SinkOptions style{rows, spec.seeds.size() > 1, wants_color(options.color)};
  std::vector<std::pair<std::string, Rows>> files;
  for (const std::string& path : options.outputs) files.emplace_back(path, rows);
  if (!options.trajectories.empty()) files.emplace_back(options.trajectories, Rows::steps);
  if (!is_silent) sinks_.push_back(make_sink(options.format, std::make_unique<Output>(), style));
  style.color = false;
  for (const auto& [path, shown] : files) {
    style.rows = shown;
    sinks_.push_back(make_sink(format_of_path(path), std::make_unique<Output>(path), style));
    if (shown == Rows::steps && rows == Rows::runs) trajectories_ = sinks_.back().get();
  }
}

void Distributor::begin(const BeginRecord& record) {
  for (auto& sink : sinks_) sink->begin(record);
}

void Distributor::on_step(const StepRecord& step) {
  if (keeps_steps) steps.push_back(step);
  if (step.step % print_every_ != 0) return;
  if (trajectories_) return trajectories_->step(step);  // `sweep` itself reports runs, not steps
  for (auto& sink : sinks_) sink->step(step);
}

void Distributor::on_run(const RunRecord& run) {
  progress_.clear();
  for (auto& sink : sinks_) sink->run(run);
}

void Distributor::finish(const Summary* summary) {
  progress_.clear();
  if (summary)
    for (auto& sink : sinks_) sink->summary(*summary);
  for (auto& sink : sinks_) sink->finish();
}

}  // namespace lrscope::cli
