// A map: one run for every pair of values of two knobs, or for every value of one.
//
// Many cells of one tiny shape of network are trained by the lockstep engine (lockstep.h), others by the loop
// (training_loop.h). Neither this choice nor the result depends on `threads`.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lrscope/problem.h"
#include "map/map_record.h"
#include "spec/map_spec.h"
#include "train/watch/stop_rule.h"

namespace lrscope {

class MapJournal;

struct MapSpec {
  RunSpec base;
  AxisSpec x;
  std::optional<AxisSpec> y;  // absent: a map of one row
  long long width = 256;
  long long height = 256;
  bool refine = false;      // run only the cells near the boundary; the others are taken from their neighbours
  bool wants_limit = true;  // the curve of the limit at θ_0, which takes further Hessians
  MapEngine engine = MapEngine::automatic;
  int threads = 1;

  MapJournal* memory = nullptr;
  // For a progress display; may be empty. First the number of cells to run next, then each cell as it ends, on any thread.
  std::function<void(std::int64_t cells, bool is_last)> on_pass;
  std::function<void(const CellEnd&)> on_cell;
};

/// Columns × rows.
std::int64_t count_cells(const MapSpec& spec);

/// Adds the axes and how they are run to the configuration of a run. `size`: as typed.
void add_config(const MapSpec& spec, const std::string& size, std::vector<std::pair<std::string, std::string>>& config);
/// Those that are there, again: axes, size, --refine. Throws: UsageError for what no map has.
MapSpec map_of_config(const std::vector<std::pair<std::string, std::string>>& config);

/// The axes with all their values, and no cell known.
MapResult empty_map(const MapSpec& spec);

/// The run of a cell. Throws: UsageError for a value that a knob refuses.
RunSpec cell_spec(const MapSpec& spec, double x, std::optional<double> y);

/// The cells; summarise_map() adds `limit` and `map`. Requires: threads ≥ 1. Throws: UsageError for a cell that does not fit
/// the data, before anything is run if it is the first or the last one.
MapResult run_map(const Problem& problem, const MapSpec& spec);

/// Counts, the dimension of the boundary, and the curve of the limit at θ_0. Throws: Interrupted.
void summarise_map(const Problem& problem, const MapSpec& spec, MapResult& result);

}  // namespace lrscope
