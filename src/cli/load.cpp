#include "load.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "lrscope/core/text.h"
#include "lrscope/data/dataset.h"
#include "lrscope/data/parameter_file.h"
#include "lrscope/optim/optimizer.h"
#include "report/output.h"
#include "lrscope/spec/axis.h"
#include "lrscope/spec/knobs.h"
#include "say.h"

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
  say(fmt::format(
      "{} parameters, and the Hessian is that of all {} rows: this takes its time; --sharpness-rows {} "
      "measures it on a random subset\n",
      parameters, rows, std::max<Index>(100, rows / 20)));
}

/// The table that it is made from is freed before anything is trained on it.
Dataset read_dataset(const Options& options, const DataSource& source, const MemoryGuard& guard) {
  const CsvTable table = read_table(options, source, guard);
  return encode(table, options.dataset, refuse, [&](const Shape& shape) { guard.check(shape); });
}

Problem read_problem(const Options& options, const DataSource& source) {
  const MemoryGuard guard(options);
  if (const auto* function = std::get_if<const NamedFunction*>(&source)) {
    refuse_data_options(options);
    return Problem(**function, options.run.precision);
  }
  Dataset data = read_dataset(options, source, guard);
  guard.check_network(options.run, data.inputs.rows(), data.targets.rows());
  return Problem(std::move(data), options.run.precision);
}

}  // namespace

void refuse_data_options(const Options& options) {
  for (const auto& knob : knobs<DataSpec>())
    if (knob.get(options.dataset) != knob.get(DataSpec{}))
      throw UsageError(About{"--" + std::string(knob.name), {"DATA"}},
                       ": " + options.data + " is a function, it has no data; leave this option out.");
}

CsvTable read_table(const Options& options, const DataSource& source, const MemoryGuard& guard,
                    const DefectSink& report) {
  ByteStream stream = open(source);
  return CsvTable(stream, options.dataset.delimiter, options.dataset.header, report,
                  [&](const Reading& reading) { guard.check(reading); });
}

BeginRecord begin_of(const Options& options, const Problem& problem) {
  BeginRecord begin;
  begin.data_path = options.data;
  begin.parameters = problem.parameters(options.run);
  if (const Dataset* data = problem.data()) {
    begin.data_path = data->path;
    begin.data_hash = data->hash;
    begin.rows = problem.rows();
    begin.features = data->feature_names;
    begin.targets = data->target_names;
    begin.task = name_of(data->task);
  }
  return begin;
}

RunSpec effective_spec(const Options& options, const Problem& problem) {
  RunSpec spec = options.run;
  if (const Dataset* data = problem.data()) spec.model.loss = std::string(loss_name(spec.model, data->task));
  spec.optimizer = with_defaults(spec.optimizer);
  return spec;
}

void print_notes(const Options& options, const DataSource& source, const Problem& problem) {
  if (options.quiet) return;
  if (const auto* function = std::get_if<const NamedFunction*>(&source))
    say(fmt::format("{}: {}\n", options.data, (*function)->formula));
  if (!problem.data()) return;
  for (const std::string& note : problem.data()->notes) say(printable(note) + "\n");
  if (!options.run.batch_size.asked_for && options.run.batch_size.rows > problem.rows())
    say(fmt::format("fewer rows than the default batch of {}: every step takes all {}\n",
                    *options.run.batch_size.rows, problem.rows()));
  note_cost_of_curvature(options.run.curvature, problem.rows(), problem.parameters(options.run));
}

Loaded load(const Options& options, const DataSource& source) {
  Problem problem = read_problem(options, source);
  problem.check(options.run);
  print_notes(options, source, problem);
  BeginRecord begin = begin_of(options, problem);
  RunSpec effective = effective_spec(options, problem);
  if (!options.init_from.empty())
    problem =
        problem.starting_at(read_parameters(options.init_from, problem.parameters(options.run), options.run.precision));
  return {.problem = std::move(problem), .begin = std::move(begin), .effective = std::move(effective)};
}

LearningRates learning_rates_of(const Options& options) {
  LearningRates rates = parse_learning_rates(options.learning_rates);
  require_representable(rates.values, options.run.precision);
  return rates;
}

std::vector<std::pair<std::string, std::string>> configuration(const Options& options,
                                                               const RunSpec& effective) {
  std::vector<std::pair<std::string, std::string>> config;
  if (!options.learning_rates.empty()) config.emplace_back("lr", options.learning_rates);
  if (!options.seeds.empty()) config.emplace_back("seeds", options.seeds);
  if (!options.init_from.empty()) config.emplace_back("init-from", options.init_from);
  const auto append = [&](const auto& table, const auto& spec) {
    for (const auto& knob : table)
      if (const std::string value = knob.get(spec); !value.empty()) config.emplace_back(knob.name, value);
  };
  append(knobs<DataSpec>(), options.dataset);
  append(knobs<RunSpec>(), effective);
  return config;
}

void save_initial_parameters(const Options& options, const Problem& problem, std::uint64_t seed) {
  Output file(options.save_init);
  RunSpec spec = options.run;
  spec.seed = seed;
  file.write(problem.initial_parameters(spec));
  file.close();
}

}  // namespace lrscope::cli
