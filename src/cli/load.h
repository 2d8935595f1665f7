// From DATA to a problem that can run: a CSV file, standard input, or a built-in case.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lrscope/data/csv_table.h"
#include "lrscope/model/functions.h"
#include "lrscope/record/records.h"
#include "lrscope/run/problem.h"
#include "lrscope/spec/axis.h"
#include "options.h"

namespace lrscope::cli {

/// The problem that DATA names, and what the `begin` record says of it.
struct Loaded {
  std::unique_ptr<Problem> problem;
  BeginRecord begin;
  RunSpec effective;  // the request with every default filled in that depends on another choice
};

/// Says on standard error what the data hold, unless --quiet. Throws: UsageError, DataError, IoError.
/// `table`: the data file, if it has been read already. `runs`: at the same time, at most; absent: as many as
/// --threads allows.
Loaded load(const Options& options, const CsvTable* table = nullptr, std::optional<Index> runs = {});

/// The function that DATA names; null if it is a file. Throws: UsageError for an unknown case.
const NamedFunction* find_function(const std::string& data);

/// What --lr asks for. Throws: UsageError for a rate that float32 takes for 0 or inf, or that is none.
LearningRates learning_rates_of(const Options& options);

/// Flag → value of the whole request, the defaults included, for the `begin` record.
std::vector<std::pair<std::string, std::string>> configuration(const Options& options,
                                                               const RunSpec& effective);

/// To --save-init. Throws: IoError.
void save_initial_parameters(const Options& options, const Problem& problem, std::uint64_t seed);

}  // namespace lrscope::cli
