// What a data file holds: plain data. One DataRecord, and lists of columns, of nearly collinear pairs, of
// classes, of remarks and of defects.
//
// What each field means stands in the tables of record/data_fields.cpp. An absent optional does not exist
// there, or could not be computed because of the defects.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lrscope/data/facts.h"
#include "lrscope/record/records.h"
#include "lrscope/record/remark.h"

namespace lrscope {

struct DataRecord {
  char delimiter = ',';
  bool header = false;
  std::int64_t rows = 0;
  std::int64_t ragged_rows = 0;
  std::int64_t rows_used = 0;
  std::int64_t columns = 0;
  std::int64_t features = 0;
  std::optional<std::int64_t> inputs;
  Task task = Task::regression;
  std::string target;
  std::int64_t missing = 0;
  std::int64_t constant = 0;
  std::int64_t collinear_pairs = 0;
  std::int64_t compared_columns = 0;
  std::int64_t compared_rows = 0;
  std::int64_t defects = 0;
  std::string loss;
  std::optional<double> baseline_loss;
  std::optional<Eigenvalue> sharpness;
  std::optional<double> limit;
  std::string limit_formula;
  std::string limit_note;
  std::optional<Eigenvalue> standard_sharpness;
  std::optional<double> standard_limit;
  std::optional<double> gain;
};

struct ColumnRecord {
  std::int64_t column = 1;
  std::string name;
  Part role = Part::feature;
  ColumnKind kind = ColumnKind::number;
  std::int64_t missing = 0;
  std::int64_t unique = 0;
  std::optional<double> min;
  std::optional<double> max;
  std::optional<double> mean;
  std::optional<double> std;
  std::optional<double> rms;
  std::optional<bool> constant;
  std::optional<bool> whole;
  std::optional<std::int64_t> outliers;
  std::vector<double> outlier_lines;
  std::optional<double> target_correlation;
  std::optional<double> square_share;
};

struct ClassRecord {
  std::string label;
  std::int64_t rows = 0;
  double share = 0;
};

struct DefectRecord {
  DefectKind kind = DefectKind::file;
  std::optional<std::int64_t> line;
  std::optional<std::int64_t> column;
  std::string name;
  std::string cell;
  std::string message;
};

struct DataResult {
  bool is_table = false;  // else only the defects are known
  DataRecord data;
  std::vector<ColumnRecord> columns;
  std::vector<PairRecord> pairs;  // descending |correlation|, at most 1000
  std::vector<ClassRecord> classes;
  std::vector<Remark> remarks;
  std::vector<DefectRecord> defects;  // in the order in which reading for training meets them
  std::vector<std::string> inputs;    // of a network on these data, in order; none if there are defects
  std::vector<std::string> outputs;
};

/// What outputs call these records and their fields.
const RecordKind<DataRecord>& kind_of(const DataRecord*);
const RecordKind<ColumnRecord>& kind_of(const ColumnRecord*);
const RecordKind<PairRecord>& kind_of(const PairRecord*);
const RecordKind<ClassRecord>& kind_of(const ClassRecord*);
const RecordKind<Remark>& kind_of(const Remark*);
const RecordKind<DefectRecord>& kind_of(const DefectRecord*);
/// Those that --rows may name, the default first.
std::vector<const Kind*> data_kinds();

}  // namespace lrscope
