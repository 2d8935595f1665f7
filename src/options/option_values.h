// Options as they are typed. cli/load.h and cli/session.h decide what they mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lrscope/data_spec.h"
#include "lrscope/run_spec.h"

namespace lrscope {
struct Kind;
enum class Format;
}  // namespace lrscope

namespace lrscope::cli {

enum class When { automatic, always, never };
enum class FailOn { nothing, nonfinite, diverged, untrained };

/// Where records go.
struct OutputOptions {
  Format format{};             // of standard output
  const Kind* rows = nullptr;  // of csv, tsv and markdown
  std::vector<std::string> files = {};
  When color = When::automatic;
};

/// The options that several commands have; every command adds those that it takes. Files: empty for none.
struct CommonOptions {
  std::string data;  // path, "-" or "case:NAME"
  DataSpec dataset;
  std::optional<std::uint64_t> max_memory;  // bytes; absent: as much as this process may use

  RunSpec run;
  std::string learning_rates;
  std::string seeds;      // empty: the one of --seed
  int threads = 0;        // 0: as many as this process may use
  std::string init_from;  // file
  std::string save_init;  // file

  OutputOptions out;
  std::string trajectories;   // file
  long long print_every = 1;  // steps
  bool quiet = false;
  When progress = When::automatic;
  FailOn fail_on = FailOn::nothing;

  std::string journal;               // file
  std::optional<double> time_limit;  // seconds
};

}  // namespace lrscope::cli
