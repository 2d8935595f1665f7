// The shortest warm-up that lets a learning rate train, by runs over seeds (after Kalra & Barkeshli 2024, who say what it
// is for): a length is the answer only if every seed trains with it, and so do twice as many others that chose nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "find/warmup_record.h"
#include "lrscope/problem.h"
#include "lrscope/sweep.h"
#include "report/screen.h"

namespace lrscope {

struct WarmupRequest {
  RunSpec base;                      // its learning rate is the one to be reached
  std::vector<std::uint64_t> seeds;  // at least one
  int threads = 1;
};

/// Twice as many as `seeds`, from the one behind the largest; none for a single seed, which was asked for.
std::vector<std::uint64_t> confirming_seeds(const std::vector<std::uint64_t>& seeds);

/// The result does not depend on `threads`. Of `progress` on_progress() and on_plan() are called.
WarmupResult find_warmup(const Problem& problem, const WarmupRequest& request, SweepObserver& progress);

/// What the sharpness did on the way to the edge: within 10 % it was constant.
Regime regime_of(double start, double before_edge);

/// Sets what was measured at the start and on the way in `record` and its regime, by tracing a warm-up over `steps` with a few of the seeds.
void measure_regime(const Problem& problem, const WarmupRequest& request, std::int64_t steps, WarmupRecord& record);

/// For people to read.
std::string warmup_table(const WarmupResult& result, const Screen& screen = {});

}  // namespace lrscope
