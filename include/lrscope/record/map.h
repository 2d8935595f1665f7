// What a map observed: one cell for every pair of values of two hyperparameters. Plain data.
//
// A map may hold millions of cells, so that a cell is five bytes here; a CellRecord is made when it is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lrscope/record/records.h"

namespace lrscope {

/// One axis: what its knob is called and the value in each column (x) or row (y), ascending.
struct MapAxis {
  std::string name;  // "lr", "lr[2]", "init-scale", …
  bool is_log = false;
  bool is_whole = false;       // whole numbers: width, depth, seed, batch size
  std::vector<double> values;  // at least two
};

/// How a cell ended and how fast. Row 0 is that of the smallest y: the bottom of the picture.
struct MapCells {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::vector<std::uint8_t> outcome;  // an Outcome, or `unknown`; cell (i, j) at j·width + i
  std::vector<float> score;           // see CellRecord: mean_loss, or onset of the failed

  static constexpr std::uint8_t unknown = 255;  // not run

  void set(std::size_t cell, Outcome end, float its_score) {
    outcome[cell] = static_cast<std::uint8_t>(end);
    score[cell] = its_score;
  }
  bool is_known(std::size_t cell) const { return outcome[cell] != unknown; }
  bool is_failed(std::size_t cell) const {
    return is_known(cell) && has_failed(static_cast<Outcome>(outcome[cell]));
  }
};

/// A point in the plane of the two axes, in their values.
using MapPoint = std::pair<double, double>;

/// The curve on which the network at θ_0 is on the edge of stability, in pieces.
using MapCurve = std::vector<std::vector<MapPoint>>;

/// One cell as csv and jsonl show it.
struct CellRecord {
  std::int64_t column = 0;
  std::int64_t row = 0;
  double x = 0;
  std::optional<double> y;  // absent in a map of one row
  Outcome outcome = Outcome::trained;
  std::optional<double> mean_loss;  // mean over the steps of min(L_t/L_0, 10⁶), of a cell that did not fail
  std::optional<double> onset;      // Σ_t min(1, L_0/L_t), of a cell that failed: steps until it blew up
  bool is_inferred = false;         // taken from its neighbours (--refine), not run
};

/// What a whole map says.
struct MapRecord {
  std::string x;
  std::string y;  // empty: a map of one row
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t cells_run = 0;  // the others were taken from their neighbours
  std::int64_t trained = 0;
  std::int64_t spiked = 0;
  std::int64_t stalled = 0;
  std::int64_t diverged = 0;
  std::int64_t nonfinite = 0;
  double failed_fraction = 0;
  std::vector<double> box_sizes;   // cells
  std::vector<double> box_counts;  // boxes of that size that hold boundary
  std::optional<double> dimension_fitted;
};

struct MapResult {
  MapAxis x;
  MapAxis y;  // without a second knob: no name, one value
  MapCells cells;
  std::vector<bool> inferred;  // cells that were not run (--refine); empty if all were
  MapCurve limit;
  MapRecord map;
  bool is_complete = true;  // false: interrupted
};

/// Cell number `cell` as it is written. Requires: it is known.
CellRecord cell_record(const MapResult& result, std::size_t cell);

/// What outputs call these records and their fields.
const RecordKind<CellRecord>& kind_of(const CellRecord*);
const RecordKind<MapRecord>& kind_of(const MapRecord*);
/// Those that --rows may name, the default first.
std::vector<const Kind*> map_kinds();

}  // namespace lrscope
