#include "load.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "lrscope/core/text.h"
#include "lrscope/data/dataset.h"
#include "lrscope/data/parameter_file.h"
#include "lrscope/model/functions.h"
#include "lrscope/optim/optimizer.h"
#include "report/output.h"
#include "lrscope/spec/axis.h"
#include "lrscope/spec/knobs.h"
#include "memory_guard.h"
#include "say.h"
#include "session.h"

namespace lrscope::cli {
namespace {

/// Throws: UsageError if an option about data files was given: a function has no data.
void refuse_data_options(const Options& options) {
  for (const auto& knob : knobs<DataSpec>())
    if (knob.get(options.dataset) != knob.get(DataSpec{}))
      throw UsageError(About{"--" + std::string(knob.name), {"DATA"}},
                       ": " + options.data + " is a function, it has no data; leave this option out.");
}

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
Dataset read_dataset(const Options& options, const Intent& intent) {
  const auto threads = static_cast<std::size_t>(threads_of(options));
  Workload load;
  load.runs = static_cast<Index>(std::min(threads, intent.runs));
  load.cells = intent.cells;
  // Along a run it is measured beside that of the start.
  const bool is_along = intent.traces || options.run.curvature.sharpness_every.value_or(0) > 0;
  const std::size_t hessians =
      is_along ? 2 * std::min(threads, intent.runs) : std::min(threads, intent.hessians);
  load.hessians = static_cast<Index>(hessians);
  load.is_traced = intent.traces;
  load.is_spectrum = intent.is_spectrum;
  RunSpec run = options.run;
  run.curvature.eigenvalues += intent.eigenvalues;
  MemoryGuard guard(options, load, run);
  const CsvTable table = read_table(options, guard);
  return encode(table, options.dataset, refuse, [&](const Shape& shape) { guard.check(shape); });
}

}  // namespace

const NamedFunction* find_function(const std::string& data) {
  if (!data.starts_with("case:")) return nullptr;
  const std::string_view name = std::string_view(data).substr(5);
  std::vector<std::string> names;
  for (const NamedFunction& function : functions()) {
    if (function.name == name) return &function;
    names.emplace_back(function.name);
  }
  for (const BuiltinFile& file : builtin_files()) {
    if (file.name == name) return nullptr;
    names.emplace_back(file.name);
  }
  throw bad_value("DATA", data, "no such built-in case" + did_you_mean_one_of(name, names));
}

namespace {

Loaded load_function(const Options& options, const NamedFunction& function) {
  refuse_data_options(options);
  Loaded loaded;
  loaded.effective = options.run;
  loaded.problem = make_problem(function, options.run);
  loaded.begin.data_path = options.data;
  if (!options.quiet) say(fmt::format("{}: {}\n", options.data, function.formula));
  return loaded;
}

template <class Data>  // const Dataset& or Dataset&&, whose numbers are taken
Loaded load_data(const Options& options, Data&& data) {
  const Index rows = data.rows();
  Loaded loaded;
  loaded.effective = options.run;
  loaded.problem = make_problem(std::forward<Data>(data), options.run);
  loaded.effective.model.loss = std::string(loss_name(options.run.model, data.task));
  loaded.begin.data_path = data.path;
  loaded.begin.data_hash = data.hash;
  loaded.begin.rows = rows;
  loaded.begin.features = data.feature_names;
  loaded.begin.targets = data.target_names;
  loaded.begin.task = name_of(data.task);
  if (options.quiet) return loaded;
  for (const std::string& note : data.notes) say(printable(note) + "\n");
  if (!options.run.batch_size.asked_for && options.run.batch_size.rows > rows)
    say(fmt::format("fewer rows than the default batch of {}: every step takes all {}\n",
                    *options.run.batch_size.rows, rows));
  note_cost_of_curvature(options.run.curvature, rows, loaded.problem->parameters());
  return loaded;
}

/// What data and functions have in common.
Loaded finished(const Options& options, Loaded loaded) {
  loaded.begin.parameters = loaded.problem->parameters();
  loaded.effective.optimizer = with_defaults(options.run.optimizer);
  if (!options.init_from.empty())
    loaded.problem->start_from(
        read_parameters(options.init_from, loaded.problem->parameters(), options.run.precision));
  return loaded;
}

}  // namespace

Loaded load(const Options& options, const Intent& intent) {
  if (const NamedFunction* function = find_function(options.data))
    return finished(options, load_function(options, *function));
  return finished(options, load_data(options, read_dataset(options, intent)));
}

Loaded load(const Options& options, const CsvTable* table) {
  if (const NamedFunction* function = find_function(options.data))
    return finished(options, load_function(options, *function));
  return finished(options, load_data(options, encode(*table, options.dataset)));
}

Loaded load(const Options& options, const Dataset* data) {
  if (const NamedFunction* function = find_function(options.data))
    return finished(options, load_function(options, *function));
  return finished(options, load_data(options, *data));
}

std::optional<Dataset> read_data(const Options& options, const Intent& intent) {
  Workload load;
  load.cells = intent.cells;
  MemoryGuard(options, load, options.run).check_cells();
  if (find_function(options.data)) return std::nullopt;
  return read_dataset(options, intent);
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
  file.write(problem.initial_parameters(seed));
  file.close();
}

}  // namespace lrscope::cli
