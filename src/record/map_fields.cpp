#include "lrscope/record/map.h"

#include <vector>

#include "report/members.h"

namespace lrscope {

CellRecord cell_record(const MapResult& result, std::size_t cell) {
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

const RecordKind<CellRecord>& kind_of(const CellRecord*) {
  using R = CellRecord;
  static const std::vector<Field<R>> table = {
      field("column", "", &R::column, "of the cell, from 0 at the left"),
      field("row", "", &R::row, "of the cell, from 0 at the bottom"),
      field("x", "", &R::x, "value of the knob of --x"),
      field("y", "", &R::y, "value of the knob of --y; absent in a map of one row"),
      field("outcome", "", &R::outcome, "trained, spiked, stalled, diverged or nonfinite"),
      field(
          "mean_loss", "", &R::mean_loss,
          "mean over the steps of min(L_t/L_0, 10⁶): 0 trains at once, 1 not at all; absent where it failed"),
      field("onset", "step", &R::onset,
            "Σ_t min(1, L_0/L_t): the steps before it blew up; absent where it did not"),
      field("is_inferred", "", &R::is_inferred, "taken from its neighbours (--refine), not run"),
  };
  static const RecordKind<R> kind("cell", "cells", table);
  return kind;
}

const RecordKind<MapRecord>& kind_of(const MapRecord*) {
  using R = MapRecord;
  static const std::vector<Field<R>> table = {
      field("x", "", &R::x, "knob of the columns"),
      field("y", "", &R::y, "knob of the rows; absent in a map of one row"),
      field("width", "cell", &R::width, "columns"),
      field("height", "cell", &R::height, "rows"),
      field("cells_run", "cell", &R::cells_run,
            "cells that were run; the others were taken from their neighbours"),
      field("trained", "cell", &R::trained, "cells of this outcome"),
      field("spiked", "cell", &R::spiked, "cells of this outcome"),
      field("stalled", "cell", &R::stalled, "cells of this outcome"),
      field("diverged", "cell", &R::diverged, "cells of this outcome"),
      field("nonfinite", "cell", &R::nonfinite, "cells of this outcome"),
      field("failed_fraction", "", &R::failed_fraction, "share of the cells that are diverged or nonfinite"),
      field("box_sizes", "cell", &R::box_sizes, "sides s of the boxes that were counted"),
      field("box_counts", "", &R::box_counts, "N(s): boxes of that side that hold boundary"),
      field("dimension_fitted", "", &R::dimension_fitted,
            "box-counting dimension: slope of the least-squares line of ln N over −ln s"),
  };
  static const RecordKind<R> kind("map", "map", table);
  return kind;
}

std::vector<const Kind*> map_kinds() {
  return {&kind_of<CellRecord>(), &kind_of<MapRecord>()};
}

}  // namespace lrscope
