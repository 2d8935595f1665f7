// From what was typed to what it means: runs, and the problem that DATA names.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cli/data_source.h"
#include "cli/memory_guard.h"
#include "data/csv/csv_table.h"
#include "lrscope/problem.h"
#include "lrscope/records.h"
#include "options/option_values.h"
#include "spec/axis.h"
#include "spec/knobs.h"

namespace lrscope::cli {

/// What RunOptions mean.
struct Runs {
  LearningRates rates;  // empty where --lr was left out
  std::vector<std::uint64_t> seeds;
  int threads;  // as many runs at once
};

/// Throws: UsageError, also for a rate that the precision of `base` takes for 0 or inf.
Runs runs_of(const RunOptions& typed, const RunSpec& base);

/// Flag → value, for the `begin` record.
using Configuration = std::vector<std::pair<std::string, std::string>>;

/// The rows of a table of knobs that have a value, as far as `wants` takes them.
template <class Spec, class Wants>
void append_knobs(Configuration& config, const Spec& spec, const Wants& wants) {
  for (const Knob<Spec>& knob : knobs<Spec>())
    if (std::string value = knob.get(spec); !value.empty() && wants(knob))
      config.emplace_back(knob.name, std::move(value));
}
template <class Spec>
void append_knobs(Configuration& config, const Spec& spec) {
  append_knobs(config, spec, [](const Knob<Spec>&) { return true; });
}

/// The whole request, the defaults included; a command adds the options that only it has.
Configuration configuration(const RunOptions& typed, const std::string& init_from, const DataSpec& dataset,
                            const RunSpec& effective);

/// The problem that DATA names, and what the `begin` record says of it.
struct Loaded {
  Problem problem;
  BeginRecord begin;  // configuration and words are the caller's: begin_work()
  RunSpec effective;  // the request with every default filled in that depends on another choice
};

/// Says on standard error what the data hold, unless `quiet`. The problem is checked for `run` and starts where the file
/// `init_from` says. Throws: UsageError, also for what does not fit into memory; DataError; IoError.
Loaded load(const DataOptions& options, const DataSource& source, const RunSpec& run, const std::string& init_from,
            const MemoryGuard& guard, bool quiet);

/// Completes the `begin` record.
void begin_work(Loaded& loaded, Work work, const std::vector<std::string>& words, Configuration config);

/// Throws: UsageError if an option about data files was given: a function has no data.
void refuse_data_options(const DataOptions& options);

/// The table of a source, read within the limit. Throws: UsageError, DataError, IoError. Requires: no function.
CsvTable read_table(const DataSpec& spec, const DataSource& source, const MemoryGuard& guard,
                    const DefectSink& report = refuse);

/// What the `begin` record says of a problem's data.
BeginRecord begin_of(const std::string& data, const RunSpec& run, const Problem& problem);

/// `run` with the defaults that depend on the data or on another choice.
RunSpec effective_spec(RunSpec run, const Problem& problem);

/// On standard error: what was done to the data, and what will take long.
void print_notes(const std::string& data, const DataSource& source, const RunSpec& run, const Problem& problem);

/// To the file of --save-init; nothing if it is empty. Throws: IoError.
void save_initial_parameters(const std::string& path, const Problem& problem, RunSpec run, std::uint64_t seed);

}  // namespace lrscope::cli
