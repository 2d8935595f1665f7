// A map: one run for every pair of values of two knobs, or for every value of one.
//
// Cells of one shape of network that are many and tiny go through the lockstep engine (lockstep.h), the others through the
// loop (trainer.h); which of them depends on the map alone, never on threads. The result does
// not depend on `threads`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "lrscope/problem.h"
#include "map/map_record.h"
#include "spec/map_spec.h"
#include "train/run_end.h"

namespace lrscope {

class MapJournal;

struct MapSpec {
  RunSpec base;
  AxisSpec x;
  std::optional<AxisSpec> y;  // absent: a map of one row
  long long width = 256;
  long long height = 256;
  bool refine = false;      // only what lies near the boundary; the rest is taken from its neighbours
  bool wants_limit = true;  // the curve of the limit at θ_0, which takes Hessians of its own
  MapEngine engine = MapEngine::automatic;
  int threads = 1;

  MapJournal* memory = nullptr;  // asked before the first cell, told after each
  /// For a progress display; may be empty. So many cells are run next, after which more may come (`refine`); then each
  /// of them as it ends, from any thread.
  std::function<void(std::int64_t cells, bool is_last)> on_pass;
  std::function<void(const CellEnd&)> on_cell;
};

/// The axes of the result, before anything is run.
MapAxis map_axis(const AxisSpec& axis, long long count);

/// Columns × rows.
std::int64_t count_cells(const MapSpec& spec);

/// The run of a cell. Throws: UsageError for a value that a knob refuses.
RunSpec cell_spec(const MapSpec& spec, double x, std::optional<double> y);

/// The cells; `limit` and `map` of the result are left to summarise_map(). Requires: threads ≥ 1. Throws: UsageError for
/// a cell that does not fit the data, before anything is run where it is the first or the last one.
MapResult run_map(const Problem& problem, const MapSpec& spec);

/// Counts, the dimension of the boundary (box_counting.h), and the curve on which the network at θ_0 is at the edge of
/// stability. Throws: Interrupted.
void summarise_map(const Problem& problem, const MapSpec& spec, MapResult& result);

}  // namespace lrscope
