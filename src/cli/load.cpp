#include "cli/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.h"
#include "cli/resources.h"
#include "cli/say.h"
#include "data/encode.h"
#include "data/parameter_file.h"
#include "optim/optimizer.h"
#include "report/output.h"
#include "spec/axis.h"

namespace lrscope::cli {
namespace {

/// Throws: UsageError for a rate that float32 takes for 0 or inf.
void require_representable(const std::vector<double>& rates, Precision precision) {
  if (precision == Precision::float64) return;
  for (const double rate : rates)
    if (!(static_cast<float>(rate) > 0 && rate <= std::numeric_limits<float>::max()))
      throw UsageError(
          About{"--lr", {"--precision"}},
          " " + number_text(rate) + ": does not fit float32 (1.4e-45 to 3.4e38); use --precision float64.");
}

/// Before a wait that nothing on the screen would explain.
void note_cost_of_curvature(const CurvatureSpec& curvature, Index rows, Index parameters) {
  constexpr double noticeable = 1e8;  // rows × parameters: about a tenth of a second for each product
  const double size = static_cast<double>(rows) * static_cast<double>(parameters);
  if (size < noticeable || curvature.rows || curvature.sharpness_every == 0) return;
  say(
      fmt::format("{} parameters, and the Hessian is that of all {} rows: this takes its time; --sharpness-rows {} "
                  "measures it on a random subset\n",
                  parameters, rows, std::max<Index>(100, rows / 20)));
}

Problem read_problem(const DataOptions& options, const DataSource& source, const RunSpec& run,
                     const MemoryGuard& guard) {
  if (const auto* function = std::get_if<const NamedFunction*>(&source)) {
    refuse_data_options(options);
    return Problem(**function, run.precision);
  }
  // The table is freed before anything is trained on what it holds.
  Dataset data = encode(read_table(options.dataset, source, guard), options.dataset, refuse,
                        [&](const Shape& shape) { guard.check(shape); });
  guard.check_network(run, data.inputs.rows(), data.targets.rows());
  return Problem(std::move(data), run.precision);
}

}  // namespace

Runs runs_of(const RunOptions& typed, const RunSpec& base) {
  Runs runs;
  if (!typed.learning_rates.empty()) runs.rates = parse_learning_rates(typed.learning_rates);
  require_representable(runs.rates.values, base.precision);
  runs.seeds = typed.seeds.empty() ? std::vector{base.seed} : parse_seeds(typed.seeds);
  // Results do not depend on it, so that fewer than were asked for are better than none.
  runs.threads = std::min(typed.threads > 0 ? typed.threads : usable_processors(), threads_within_limits());
  return runs;
}

Configuration configuration(const RunOptions& typed, const std::string& init_from, const DataSpec& dataset,
                            const RunSpec& effective) {
  Configuration config;
  for (const auto& [flag, value] :
       {std::pair{"lr", typed.learning_rates}, {"seeds", typed.seeds}, {"init-from", init_from}})
    if (!value.empty()) config.emplace_back(flag, value);
  append_knobs(config, dataset);
  append_knobs(config, effective);
  return config;
}

void refuse_data_options(const DataOptions& options) {
  for (const auto& knob : knobs<DataSpec>())
    if (knob.get(options.dataset) != knob.get(DataSpec{}))
      throw UsageError(About{"--" + std::string(knob.name), {"DATA"}},
                       ": " + options.data + " is a function, it has no data; leave this option out.");
}

CsvTable read_table(const DataSpec& spec, const DataSource& source, const MemoryGuard& guard,
                    const DefectSink& report) {
  ByteStream stream = open(source);
  return CsvTable(stream, spec.delimiter, spec.header, report, [&](const Reading& reading) { guard.check(reading); });
}

BeginRecord begin_of(const std::string& data, const RunSpec& run, const Problem& problem) {
  BeginRecord begin;
  begin.data_path = data;
  begin.parameters = problem.parameters(run);
  if (const Dataset* dataset = problem.data()) {
    begin.data_path = dataset->path;
    begin.data_hash = dataset->hash;
    begin.rows = problem.rows();
    begin.features = dataset->feature_names;
    begin.targets = dataset->target_names;
    begin.task = name_of(dataset->task);
  }
  return begin;
}

RunSpec effective_spec(RunSpec run, const Problem& problem) {
  if (const Dataset* data = problem.data()) run.model.loss = std::string(loss_name(run.model, data->task));
  run.optimizer = with_defaults(run.optimizer);
  return run;
}

void print_notes(const std::string& data, const DataSource& source, const RunSpec& run, const Problem& problem) {
  if (const auto* function = std::get_if<const NamedFunction*>(&source))
    say(fmt::format("{}: {}\n", data, (*function)->formula));
  if (!problem.data()) return;
  for (const std::string& note : problem.data()->notes) say(printable(note) + "\n");
  if (!run.batch_size.asked_for && run.batch_size.rows > problem.rows())
    say(fmt::format("fewer rows than the default batch of {}: every step takes all {}\n", *run.batch_size.rows,
                    problem.rows()));
  note_cost_of_curvature(run.curvature, problem.rows(), problem.parameters(run));
}

Loaded load(const DataOptions& options, const DataSource& source, const RunSpec& run, const std::string& init_from,
            const MemoryGuard& guard, bool quiet) {
  Problem problem = read_problem(options, source, run, guard);
  problem.check(run);
  if (!quiet) print_notes(options.data, source, run, problem);
  BeginRecord begin = begin_of(options.data, run, problem);
  RunSpec effective = effective_spec(run, problem);
  if (!init_from.empty())
    problem = problem.starting_at(read_parameters(init_from, problem.parameters(run), run.precision));
  return {.problem = std::move(problem), .begin = std::move(begin), .effective = std::move(effective)};
}

void begin_work(Loaded& loaded, Work work, const std::vector<std::string>& words, Configuration config) {
  loaded.begin.work = work;
  loaded.begin.command = words;
  loaded.begin.config = std::move(config);
  loaded.begin.run = loaded.effective;
}

void save_initial_parameters(const std::string& path, const Problem& problem, RunSpec run, std::uint64_t seed) {
  if (path.empty()) return;
  Output file(path);
  run.seed = seed;
  file.write(problem.initial_parameters(run));
  file.close();
}

}  // namespace lrscope::cli
