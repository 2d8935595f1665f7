#include "data/table_reading.h"

namespace lrscope {

Defect end_of_reading(const DataError& error) { return {.kind = DefectKind::file, .message = error.what()}; }

const CsvTable& TableReading::sound() const {
  if (!defects.empty()) refuse(defects.front());
  return *table;
}

TableReading try_to_read(const std::function<CsvTable(const DefectSink&)>& read) {
  TableReading reading;
  try {
    reading.table = read([&](const Defect& defect) { reading.defects.push_back(defect); });
  } catch (const DataError& error) {
    reading.defects.push_back(end_of_reading(error));
  }
  return reading;
}

Encoding try_to_encode(const TableReading& reading, const DataSpec& spec, const ShapeObserver& watch) {
  Encoding encoding;
  encoding.defects = reading.defects;
  if (!reading.table || !encoding.defects.empty()) return encoding;
  try {
    encoding.data = encode(
        *reading.table, spec, [&](const Defect& defect) { encoding.defects.push_back(defect); }, watch);
  } catch (const DataError& error) {
    encoding.defects.push_back(end_of_reading(error));
  }
  return encoding;
}

}  // namespace lrscope
