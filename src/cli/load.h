// From DATA to a problem that can run: a CSV file, standard input, or a built-in case.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data_source.h"
#include "lrscope/data/csv_table.h"
#include "lrscope/record/records.h"
#include "lrscope/run/problem.h"
#include "lrscope/spec/axis.h"
#include "memory_guard.h"
#include "options.h"

namespace lrscope::cli {

/// The problem that DATA names, and what the `begin` record says of it.
struct Loaded {
  Problem problem;  // checked for options.run
  BeginRecord begin;
  RunSpec effective;  // the request with every default filled in that depends on another choice
};

/// Says on standard error what the data hold, unless --quiet. Throws: UsageError, also for what does not fit into
/// memory; DataError; IoError.
Loaded load(const Options& options, const DataSource& source);

/// Throws: UsageError if an option about data files was given: a function has no data.
void refuse_data_options(const Options& options);

/// The table of a source, read within the limit. Throws: UsageError, DataError, IoError. Requires: no function.
CsvTable read_table(const Options& options, const DataSource& source, const MemoryGuard& guard,
                    const DefectSink& report = refuse);

/// What the `begin` record says of a problem's data. Command and configuration are left to the caller.
BeginRecord begin_of(const Options& options, const Problem& problem);

/// options.run with the defaults that depend on the data or on another choice.
RunSpec effective_spec(const Options& options, const Problem& problem);

/// On standard error, unless --quiet: what was done to the data, and what will take long.
void print_notes(const Options& options, const DataSource& source, const Problem& problem);

/// What --lr asks for. Throws: UsageError for a rate that float32 takes for 0 or inf, or that is none.
LearningRates learning_rates_of(const Options& options);

/// Flag → value of the whole request, the defaults included, for the `begin` record.
std::vector<std::pair<std::string, std::string>> configuration(const Options& options,
                                                               const RunSpec& effective);

/// To --save-init. Throws: IoError.
void save_initial_parameters(const Options& options, const Problem& problem, std::uint64_t seed);

}  // namespace lrscope::cli
