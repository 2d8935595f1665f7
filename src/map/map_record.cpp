#include "map/map_record.h"

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

}  // namespace lrscope
