// From DATA to a problem that can run: a CSV file, standard input, or a built-in case.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lrscope/data/csv_table.h"
#include "lrscope/data/dataset.h"
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

/// What is going to be done with a problem, as far as its memory depends on it. At most --threads at a time.
struct Intent {
  std::size_t runs = 1;
  std::size_t hessians = 1;   // of starts, each measured once
  bool traces = false;        // reports steps
  long long eigenvalues = 0;  // beside those of the request
  bool is_spectrum = false;   // the Hessian is what is asked for
  std::int64_t cells = 0;     // of a map
};

/// Says on standard error what the data hold, unless --quiet. Throws: UsageError, DataError, IoError.
/// The data are refused if they need more memory than there is for `intent`.
Loaded load(const Options& options, const Intent& intent);
/// The same for a file that has been read already; null for a function.
Loaded load(const Options& options, const CsvTable* table);
/// The same for data that stay; null for a function.
Loaded load(const Options& options, const Dataset* data);

/// The data that DATA names, if they fit into memory for `intent`; none for a function.
std::optional<Dataset> read_data(const Options& options, const Intent& intent);

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
