// The settings on which limits and warnings are judged: a table, a network, a batch size and a seed each.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lrscope/problem.h"

namespace lrscope::bench {

struct Setting {
  std::shared_ptr<const Problem> problem;
  RunSpec run;
};

/// One of 5 tables (diabetes, raw and standardised target; made: a regression, small and large target, and three classes),
/// of 5 networks (no hidden layer; 32 and 64,64, relu and tanh), batch 32 over 30 epochs or all rows over 300 steps, and a
/// seed: of weights and batches, and of the made tables.
std::vector<Setting> settings(std::uint64_t first_seed, std::uint64_t seeds, const std::string& optimizer);

bool fails(const Setting& setting, double rate);

struct Edge {
  double safe;
  double failed;
};

/// To 5 %, from `start` or 2/λmax on. Absent where nothing fails, or everything.
std::optional<Edge> measure_boundary(const Setting& setting, std::optional<double> start);

}  // namespace lrscope::bench
