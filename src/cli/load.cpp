#include "cli/load.h"

#include <fmt/format.h>

#include <limits>
#include <new>
#include <stdexcept>

#include "base/streams.h"
#include "base/text.h"
#include "cli/progress.h"
#include "data/csv/byte_stream.h"
#include "data/order/batch_file.h"
#include "data/parameter_file.h"
#include "nn/layout.h"
#include "nn/loss.h"
#include "optim/optimizer.h"
#include "report/lists.h"
#include "report/outputs.h"
#include "report/paragraphs.h"
#include "train/watch/stop_rule.h"

namespace lrscope::cli {
namespace {

/// Before a wait that nothing on the screen would explain.
void note_cost_of_curvature(const CurvatureSpec& curvature, Index rows, Index parameters) {
  constexpr double noticeable = 1e8;  // rows × parameters: about a tenth of a second for each product
  const double size = static_cast<double>(rows) * static_cast<double>(parameters);
  if (size < noticeable || curvature.rows || curvature.sharpness_every == 0) return;
  print_remark(
      fmt::format("{} parameters and a Hessian over all {} rows: this may be slow; --sharpness-rows {} measures it on "
                  "a random subset\n",
                  parameters, rows, std::max<Index>(100, rows / 20)));
}

void print_notes(const DataSource& source, const RunSpec& run, const Problem& problem) {
  const Dataset* dataset = problem.data();
  if (const NamedFunction* function = function_of(source))
    return print_remark(fmt::format("case:{}: {}\n", function->name, function->formula));
  for (const std::string& note : first_few(dataset->notes)) print_remark(printable(note) + "\n");
  if (!run.batch_size.asked_for && run.batch_size.rows > problem.rows() && !run.batches)
    print_remark(fmt::format("fewer rows than the {} of {}: every step takes all {}\n",
                             run.batch_size == BatchSize{} ? "default batch" : "--batch-size",
                             run.batch_size == BatchSize{} ? "32" : "up-to:" + std::to_string(*run.batch_size.rows),
                             problem.rows()));
  note_cost_of_curvature(run.curvature, problem.rows(), problem.parameters(run));
}

/// The table is freed before anything is trained on its numbers, unless it is `kept`.
Problem read_problem(const DataSource& source, const DataSpec& spec, const RunSpec& run, const MemoryGuard& guard,
                     const ShowOptions& show, std::shared_ptr<const CsvTable>* kept) {
  if (const NamedFunction* function = function_of(source)) {
    refuse_data_options(*function, spec);
    return Problem(*function, run.precision);
  }
  auto table = std::make_shared<const CsvTable>(read_table(source, spec, guard, show));
  Dataset data = encode(*table, spec, refuse, [&](const Shape& shape) { guard.check(shape); });
  if (kept) *kept = table;
  table.reset();
  guard.check_network(run, data.inputs.rows(), data.targets.rows());
  return Problem(std::move(data), run.precision);
}

/// Its bytes. Throws: UsageError for the empty path; IoError. Requires: no function.
ByteStream open(const DataSource& source) {
  if (const auto* file = std::get_if<DataFile>(&source)) return ByteStream(file->path);
  if (const auto* file = std::get_if<const BuiltinFile*>(&source))
    return ByteStream("case:" + std::string((*file)->name), (*file)->bytes);
  if (std::holds_alternative<StandardInput>(source)) return ByteStream("-");
  throw std::logic_error("a function has no bytes");
}

}  // namespace

DataSource data_source(const std::string& data) {
  if (data == "-") return StandardInput{};
  if (!data.starts_with("case:")) return DataFile{data};
  const std::string_view name = std::string_view(data).substr(5);
  std::vector<std::string> names;
  for (const NamedFunction& function : functions()) {
    if (function.name == name) return &function;
    names.emplace_back(function.name);
  }
  for (const BuiltinFile& file : builtin_files()) {
    if (file.name == name) return &file;
    names.emplace_back(file.name);
  }
  throw bad_value("DATA", data, "no such built-in case" + did_you_mean_one_of(name, names));
}

const NamedFunction* function_of(const DataSource& source) {
  const auto* function = std::get_if<const NamedFunction*>(&source);
  return function ? *function : nullptr;
}

Runs runs_of(const RunOptions& options, bool quiet) {
  Runs runs;
  if (!options.learning_rates.empty()) runs.rates = parse_learning_rates(options.learning_rates);
  if (options.run.precision == Precision::float32)
    for (const double rate : runs.rates.values)
      if (!(static_cast<float>(rate) > 0 && rate <= std::numeric_limits<float>::max()))
        throw UsageError(
            About{"--lr", {"--precision"}},
            " " + number_text(rate) + ": does not fit float32 (1.4e-45 to 3.4e38); use --precision float64.");
  runs.seeds = options.seeds.empty() ? std::vector{options.run.seed} : parse_seeds(options.seeds);
  // Results do not depend on the number of threads: fewer than were asked for are better than none.
  const UsableThreads threads = usable_threads(options.threads);
  if (threads.usable < threads.wanted && !quiet)
    print_remark(fmt::format("warning: the system allows {0} of {1} threads; going on with {0}.\n", threads.usable,
                             threads.wanted));
  runs.threads = threads.usable;
  return runs;
}

void settle_holdout(DataSpec& data, const RunOptions& options) {
  if (!data.holdout || data.holdout->is_last || data.holdout_seed) return;
  data.holdout_seed = options.seeds.empty() ? options.run.seed : parse_seeds(options.seeds).front();
}

void settle_batches(RunSpec& run, const StartOptions& options) {
  if (!options.batches.empty()) run.batches = read_batches(options.batches);
}

std::string shapes_text(const BeginRecord& begin) {
  if (begin.features.empty()) return "";
  const ModelSpec& model = begin.run.model;
  const Task task = begin.task == name_of(Task::regression) ? Task::regression : Task::classification;
  const Index outputs = find_named(losses(), *model.loss, "loss").outputs_for(task, std::ssize(begin.targets));
  std::vector<std::string> parts;
  for (const ParameterBlock& block : layout_of(model, std::ssize(begin.features), outputs).blocks())
    parts.push_back(block.name == "bias" ? fmt::format("b{} {}", block.layer, block.rows)
                                         : fmt::format("W{} {} × {}", block.layer, block.rows, block.cols));
  return join(first_few(parts), ", ");
}

void refuse_data_options(const NamedFunction& function, const DataSpec& spec) {
  for (const auto& knob : knobs<DataSpec>())
    if (knob.get(spec) != knob.get(DataSpec{}))
      throw UsageError(
          About{"--" + std::string(knob.name), {"DATA"}},
          ": case:" + std::string(function.name) + " is a function, it has no data; leave this option out.");
}

CsvTable read_table(const DataSource& source, const DataSpec& spec, const MemoryGuard& guard, const ShowOptions& show) {
  Reading last;
  Progress progress(show, std::nullopt, Unit::byte);
  try {
    return CsvTable(open(source), spec, [&](const Reading& reading) {
      guard.check(last = reading);
      progress.read(reading.taken, reading.size);
    });
  } catch (const std::bad_alloc&) {
    if (last.taken > 0) guard.refuse(last);
    throw;
  }
}

OpenProblem open_problem(const DataSource& source, const DataSpec& spec, const RunSpec& run, const MemoryGuard& guard,
                         const std::string& init_from, const ShowOptions& show, bool keeps_stream) {
  std::shared_ptr<const CsvTable> table;
  const bool keeps = keeps_stream && std::holds_alternative<StandardInput>(source);
  Problem problem = read_problem(source, spec, run, guard, show, keeps ? &table : nullptr);
  problem.check(run);
  BeginRecord begin = introduce(source, run, problem, show.quiet);
  if (!init_from.empty())
    problem = problem.starting_at(read_parameters(init_from, begin.parameters, run.precision, shapes_text(begin)));
  return {.problem = std::move(problem), .begin = std::move(begin), .table = std::move(table)};
}

BeginRecord introduce(const DataSource& source, const RunSpec& run, const Problem& problem, bool quiet) {
  if (!quiet) print_notes(source, run, problem);
  BeginRecord begin;
  if (const NamedFunction* function = function_of(source)) begin.data_path = "case:" + std::string(function->name);
  begin.parameters = problem.parameters(run);
  begin.run = run;
  begin.run.optimizer = with_defaults(run.optimizer);
  if (const Dataset* dataset = problem.data()) {
    begin.data_path = dataset->path;
    begin.data_hash = dataset->hash;
    begin.rows = problem.rows();
    if (dataset->held.lines.size() > 0) begin.held_rows = static_cast<std::int64_t>(dataset->held.lines.size());
    begin.features = dataset->feature_names;
    begin.targets = dataset->target_names;
    begin.task = name_of(dataset->task);
    begin.codings = dataset->codings;
    begin.run.model.loss = std::string(loss_name(run.model, *dataset));
  }
  return begin;
}

void describe_work(BeginRecord& begin, Work work, const std::vector<std::string>& command, const DataSpec& data,
                   const RunOptions& options, const std::string& init_from) {
  begin.work = work;
  begin.command = command;
  for (const auto& [flag, value] : {std::pair{"lr", options.learning_rates},
                                    {"seeds", options.seeds},
                                    {"init-from", init_from},
                                    {"like", begin.run.like}})
    if (!value.empty()) begin.config.emplace_back(flag, value);
  if (const auto& given = begin.run.batches)
    begin.config.emplace_back("batches", given->path + " (XXH3 " + given->hash + ")");
  append_knobs(begin.config, data);
  append_knobs(begin.config, begin.run);
}

void note_journal(const std::string& path, std::string_view noun, std::size_t count, bool was_torn,
                  std::string_view consequence) {
  const std::string journal = printable(path) + ": ";
  if (was_torn) print_remark(journal + "the last line was incomplete; " + std::string(consequence) + "\n");
  if (count > 0) print_remark(journal + counted(count, noun) + " finished before\n");
}

void save_initial_parameters(const std::string& path, RunSpec run, const Problem& problem, std::uint64_t seed) {
  if (path.empty()) return;
  run.seed = seed;
  Output file(path);
  file.write(problem.initial_parameters(run));
  file.close();
}

std::int64_t steps_of_run(const RunSpec& run, std::int64_t rows) { return total_steps_on(run, rows); }

}  // namespace lrscope::cli
