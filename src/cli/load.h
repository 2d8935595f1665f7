// From DATA to a problem that can run: a CSV file, standard input, or a built-in case.
#pragma once

#include <memory>

#include "lrscope/record/records.h"
#include "lrscope/run/problem.h"
#include "options.h"

namespace lrscope::cli {

/// The problem that DATA names, and what the `begin` record says of it.
struct Loaded {
  std::unique_ptr<Problem> problem;
  BeginRecord begin;
  RunSpec effective;  // the request with every default filled in that depends on another choice
};

/// Says on standard error what the data hold, unless --quiet. Throws: UsageError, DataError, IoError.
Loaded load(const Options& options);

}  // namespace lrscope::cli
