// What a map observed: plain data. There may be millions of cells: one is five bytes, a CellRecord when it is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lrscope/records.h"
#include "report/field.h"

namespace lrscope {

/// One axis: what its knob is called and the value in each column (x) or row (y), ascending.
struct MapAxis {
  std::string name;  // "lr", "lr[2]", "init-scale", …
  bool is_log = false;
  bool is_whole = false;       // whole numbers: width, depth, seed, batch size
  std::vector<double> values;  // at least two
};

/// How every cell ended and how fast. Row 0 has the smallest y: the bottom of the picture.
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
  bool is_failed(std::size_t cell) const { return is_known(cell) && has_failed(static_cast<Outcome>(outcome[cell])); }
};

/// A point in the plane of the two axes, in their values.
using MapPoint = std::pair<double, double>;

/// The curve on which the network at θ_0 is on the edge of stability, in pieces.
using MapCurve = std::vector<std::vector<MapPoint>>;

/// One cell as csv and jsonl show it.
struct CellRecord {
  LRSCOPE_RECORD(CellRecord, "cell", "cells");
  LRSCOPE_FIELD(std::int64_t, column, "", "of the cell, from 0 at the left");
  LRSCOPE_FIELD(std::int64_t, row, "", "of the cell, from 0 at the bottom");
  LRSCOPE_FIELD(double, x, "", "value of the knob of --x");
  LRSCOPE_FIELD(std::optional<double>, y, "", "value of the knob of --y; absent in a map of one row");
  LRSCOPE_FIELD(Outcome, outcome, "", "trained, spiked, no-skill, stalled, diverged or nonfinite");
  LRSCOPE_FIELD(std::optional<double>, mean_loss, "",
                "mean over the steps of min(L_t/L_0, 10⁶): 0 trains at once, 1 not at all; absent where it failed");
  LRSCOPE_FIELD(std::optional<double>, onset, "step",
                "Σ_t min(1, L_0/L_t): the steps before it blew up; absent where it did not");
  LRSCOPE_FIELD(bool, is_inferred, "", "taken from its neighbours (--refine), not run");
};

/// A whole map.
struct MapRecord {
  LRSCOPE_RECORD(MapRecord, "map", "map");
  LRSCOPE_FIELD(std::string, x, "", "knob of the columns");
  LRSCOPE_FIELD(std::string, y, "", "knob of the rows; absent in a map of one row");
  LRSCOPE_FIELD(std::int64_t, width, "cell", "columns");
  LRSCOPE_FIELD(std::int64_t, height, "cell", "rows");
  LRSCOPE_FIELD(std::int64_t, cells_run, "cell", "cells that were run; the others were taken from their neighbours");
  LRSCOPE_FIELD(std::int64_t, trained, "cell", "cells of this outcome");
  LRSCOPE_FIELD(std::int64_t, spiked, "cell", "cells of this outcome");
  LRSCOPE_FIELD(std::int64_t, no_skill, "cell", "cells of this outcome");
  LRSCOPE_FIELD(std::int64_t, stalled, "cell", "cells of this outcome");
  LRSCOPE_FIELD(std::int64_t, diverged, "cell", "cells of this outcome");
  LRSCOPE_FIELD(std::int64_t, nonfinite, "cell", "cells of this outcome");
  LRSCOPE_FIELD(double, failed_fraction, "", "share of the cells that are diverged or nonfinite");
  LRSCOPE_FIELD(std::vector<double>, box_sizes, "cell", "sides s of the boxes that were counted");
  LRSCOPE_FIELD(std::vector<double>, box_counts, "", "N(s): boxes of that side that hold boundary");
  LRSCOPE_FIELD(std::optional<double>, dimension_fitted, "",
                "box-counting dimension: slope of the least-squares line of ln N over −ln s");
};

/// The count of each Outcome.
inline constexpr std::int64_t MapRecord::*count_of[] = {&MapRecord::trained,  &MapRecord::spiked,
                                                        &MapRecord::no_skill, &MapRecord::stalled,
                                                        &MapRecord::diverged, &MapRecord::nonfinite};

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
inline CellRecord cell_record(const MapResult& result, std::size_t cell) {
  CellRecord record;
  record.column = static_cast<std::int64_t>(cell) % result.cells.width;
  record.row = static_cast<std::int64_t>(cell) / result.cells.width;
  record.x = result.x.values[static_cast<std::size_t>(record.column)];
  if (!result.y.name.empty()) record.y = result.y.values[static_cast<std::size_t>(record.row)];
  record.outcome = static_cast<Outcome>(result.cells.outcome[cell]);
  const auto score = static_cast<double>(result.cells.score[cell]);
  (has_failed(record.outcome) ? record.onset : record.mean_loss) = score;
  record.is_inferred = !result.inferred.empty() && result.inferred[cell];
  return record;
}

/// Those that --rows may name, the default first.
inline std::vector<const Kind*> map_kinds() { return {&kind_of<CellRecord>(), &kind_of<MapRecord>()}; }

}  // namespace lrscope
