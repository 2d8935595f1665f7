// From typed options to their meaning: runs, what DATA names, and the problem that it poses.
#pragma once

#include "cli/resources.h"
#include "data/csv/csv_table.h"
#include "lrscope/functions.h"
#include "lrscope/problem.h"
#include "lrscope/records.h"
#include "options/option_groups.h"
#include "spec/axis.h"

namespace lrscope::cli {

struct Runs {
  LearningRates rates;  // empty where --lr was left out
  std::vector<std::uint64_t> seeds;
  int threads;  // as many runs at once
};

/// Throws: UsageError, also for a learning rate that the run's precision takes for 0 or inf. Prints that the system refuses
/// threads, unless `quiet`.
Runs runs_of(const RunOptions& options, bool quiet);
inline Runs runs_of(const ProblemOptions& options) { return runs_of(options, options.quiet); }

/// The seed of the first run chooses the random rows of --holdout, unless --holdout-seed does. Throws: UsageError.
void settle_holdout(DataSpec& data, const RunOptions& options);

// What DATA names is decided once.

struct DataFile {
  std::string path;
};
struct StandardInput {};

/// A pointer is never null.
using DataSource = std::variant<DataFile, StandardInput, const BuiltinFile*, const NamedFunction*>;

/// Throws: UsageError for "case:NAME" of no such name.
DataSource data_source(const std::string& data);

/// Null: a table.
const NamedFunction* function_of(const DataSource& source);

/// Flag → value, for the `begin` record.
using Configuration = std::vector<std::pair<std::string, std::string>>;

/// The rows of a table of knobs that have a value and that `wants` takes.
template <class Spec, class Wants = decltype(every_knob)>
void append_knobs(Configuration& config, const Spec& spec, const Wants& wants = every_knob) {
  for (const Knob<Spec>& knob : knobs<Spec>())
    if (std::string value = knob.get(spec); !value.empty() && wants(knob))
      config.emplace_back(knob.name, std::move(value));
}

/// Throws: UsageError if an option about data files was given: a function has no data.
void refuse_data_options(const NamedFunction& function, const DataSpec& spec);

/// Reads DATA within the limit, and shows how far it is. Throws: UsageError, DataError, IoError. Requires: no function.
CsvTable read_table(const DataSource& source, const DataSpec& spec, const MemoryGuard& guard, const ShowOptions& show);

struct OpenProblem {
  Problem problem;
  BeginRecord begin;
  std::shared_ptr<const CsvTable> table = {};  // kept of standard input, if that was asked for
};

/// Reads the file of --batches, if there is one.
void settle_batches(RunSpec& run, const StartOptions& options);

/// "W₁ 64 × 10, b₁ 64, …": the tensors of --init-from; empty for a function.
std::string shapes_text(const BeginRecord& begin);

/// Opens, checks and introduces it. `init_from`: file of its initial parameters; empty: none. `keeps_stream`: the table of
/// standard input, which cannot be read again. Throws: UsageError, also for what does not fit into memory; DataError; IoError.
OpenProblem open_problem(const DataSource& source, const DataSpec& spec, const RunSpec& run, const MemoryGuard& guard,
                         const std::string& init_from, const ShowOptions& show, bool keeps_stream = false);

/// Returns the `begin` record, with all defaults filled in. Prints notes on data and costs unless `quiet`.
BeginRecord introduce(const DataSource& source, const RunSpec& run, const Problem& problem, bool quiet);

/// Adds kind, command line (result_words()) and configuration, which contains the options of data and runs, and begin.run.
void describe_work(BeginRecord& begin, Work work, const std::vector<std::string>& command, const DataSpec& data,
                   const RunOptions& options, const std::string& init_from = {});

/// The steps of a run on so many rows, 0 of a function, that does not end early. Requires: its batch is filled in, or all rows.
std::int64_t steps_of_run(const RunSpec& run, std::int64_t rows);

/// Prints how many runs or cells (`noun`) a journal holds, and, if its last line `was_torn`, `consequence`.
void note_journal(const std::string& path, std::string_view noun, std::size_t count, bool was_torn,
                  std::string_view consequence);

/// θ_0 of this seed to the file of --save-init, if `path` is not empty. Throws: IoError.
void save_initial_parameters(const std::string& path, RunSpec run, const Problem& problem, std::uint64_t seed);

}  // namespace lrscope::cli
