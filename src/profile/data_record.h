// The profile of a data file: plain data. An absent optional does not exist there, or defects were in the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/column_profile.h"
#include "data/data_facts.h"
#include "lrscope/records.h"
#include "report/field.h"

namespace lrscope {

struct DataRecord {
  LRSCOPE_RECORD(DataRecord, "data", "data");
  char delimiter = ',';
  LRSCOPE_COMPUTED("delimiter", "", "as sniffed, or as given",
                   r.delimiter == '\t' ? std::string("tab") : std::string(1, r.delimiter));
  LRSCOPE_FIELD(bool, header, "", "whether the first row holds names");
  LRSCOPE_FIELD(std::int64_t, rows, "rows", "rows of data of one width");
  LRSCOPE_FIELD(std::int64_t, ragged_rows, "rows", "all other rows and lines, which are ignored here");
  LRSCOPE_FIELD(std::int64_t, rows_used, "rows", "rows that training would use: --na drop leaves some out");
  LRSCOPE_FIELD(std::optional<std::int64_t>, held_rows, "rows",
                "of these, held out by --holdout: baseline_loss and the limits are those of the others");
  LRSCOPE_FIELD(std::int64_t, columns, "columns", "columns of the file");
  LRSCOPE_FIELD(std::int64_t, features, "columns", "columns trained on");
  LRSCOPE_FIELD(std::optional<std::int64_t>, inputs, "",
                "inputs of a network: numeric features and a 0/1 input for each level");
  LRSCOPE_FIELD(Task, task, "", "regression or classification");
  LRSCOPE_FIELD(std::string, target, "", "name of the target column");
  LRSCOPE_FIELD(std::int64_t, missing, "cells",
                "missing cells of numeric features and targets, in categories a level like any other");
  LRSCOPE_FIELD(std::int64_t, constant, "columns", "features with one value only");
  LRSCOPE_FIELD(std::int64_t, collinear_pairs, "", "pairs of numeric features with |correlation| ≥ 0.99");
  LRSCOPE_FIELD(std::int64_t, compared_columns, "columns", "numeric features compared, at most the first 4000");
  LRSCOPE_FIELD(std::int64_t, compared_rows, "rows", "rows compared: evenly spaced ones where all would take too long");
  LRSCOPE_FIELD(std::int64_t, defects, "",
                "defects of the file, a reason and a column each: it cannot be trained on unless there are none");
  std::int64_t first_row_line = 1;  // of the file, on which the first row begins
  LRSCOPE_FIELD(std::string, loss, "", "the loss used for the following fields");
  LRSCOPE_FIELD(std::optional<double>, baseline_loss, "loss",
                "loss over all rows of predicting the mean of the target, or the class frequencies");
  StartCurvature raw, standard;  // of the linear model: features as given, and standardised
  LRSCOPE_COMPUTED(
      "sharpness", "loss/θ²",
      "λmax of the Hessian of a linear model's loss over all rows at θ = 0, float64, with --scale as given",
      part_of(r.raw.sharpness, &Eigenvalue::value));
  LRSCOPE_COMPUTED("sharpness_residual", "loss/θ²",
                   "‖Hv − λv‖₂ of that estimate: an eigenvalue lies within this distance",
                   part_of(r.raw.sharpness, &Eigenvalue::residual));
  LRSCOPE_COMPUTED("sharpness_converged", "", "whether the residual reached the tolerance",
                   part_of(r.raw.sharpness, &Eigenvalue::converged));
  LRSCOPE_COMPUTED("limit", "", "the η at which gradient descent on it becomes unstable", r.raw.limit);
  LRSCOPE_COMPUTED("limit_formula", "", "the formula of limit", r.raw.formula);
  LRSCOPE_COMPUTED("limit_note", "", "why there is no limit", r.raw.note);
  LRSCOPE_COMPUTED("standard_sharpness", "loss/θ²", "the same sharpness with --scale standard",
                   part_of(r.standard.sharpness, &Eigenvalue::value));
  LRSCOPE_COMPUTED("standard_limit", "", "the same limit with --scale standard", r.standard.limit);
  LRSCOPE_FIELD(std::optional<double>, gain, "factor", "standard_limit / limit");
};

struct ColumnRecord {
  LRSCOPE_RECORD(ColumnRecord, "column", "columns");
  LRSCOPE_FIELD(std::int64_t, column, "index", "from 1, as in the file");
  LRSCOPE_FIELD(std::string, name, "", "from the header, else column1, column2, …");
  ColumnProfile profile;
  LRSCOPE_COMPUTED("role", "", "feature, target or dropped", r.profile.part);
  LRSCOPE_COMPUTED("kind", "", "number, date (as days since the earliest) or category", r.profile.kind);
  LRSCOPE_COMPUTED("missing", "cells", "cells with a marker of a missing value", r.profile.missing);
  LRSCOPE_COMPUTED("unique", "", "different numbers, or levels of a category", r.profile.unique);
  LRSCOPE_COMPUTED("min", "x", "smallest of the numbers that are there, unscaled; so are those below",
                   r.figure(&ColumnStatistics::min));
  LRSCOPE_COMPUTED("max", "x", "largest", r.figure(&ColumnStatistics::max));
  LRSCOPE_COMPUTED("mean", "x", "mean", r.figure(&ColumnStatistics::mean));
  LRSCOPE_COMPUTED("std", "x", "standard deviation of the population", r.figure(&ColumnStatistics::std));
  LRSCOPE_COMPUTED("rms", "x", "√(Σx²/n)", r.figure(&ColumnStatistics::rms));
  LRSCOPE_COMPUTED("constant", "", "whether there is one value only", r.constant());
  LRSCOPE_COMPUTED("whole", "", "whether all are whole numbers", r.figure(&ColumnStatistics::is_whole));
  LRSCOPE_COMPUTED("outliers", "cells", "numbers more than 3 interquartile ranges outside the quartiles",
                   r.profile.statistics ? std::optional(r.profile.outliers.size()) : std::nullopt);
  LRSCOPE_COMPUTED("outlier_lines", "line", "lines of the file they stand on", r.profile.outlier_lines);
  LRSCOPE_COMPUTED("target_correlation", "",
                   "Pearson's with the first target; with classes, the largest in modulus of those with the indicators "
                   "of the first ten",
                   r.profile.target_correlation);
  LRSCOPE_FIELD(std::optional<double>, square_share, "share",
                "of the mean squares of all inputs, as encoded and scaled, and of the bias's 1: what the column adds "
                "to the trace of the linear model's Hessian");

  bool is_feature() const { return profile.part == Part::feature; }
  bool is_target() const { return profile.part == Part::target; }
  /// Absent where no cell is a number.
  template <class T>
  std::optional<T> figure(T ColumnStatistics::*member) const {
    return part_of(profile.statistics, member);
  }
  std::optional<bool> constant() const {
    return profile.kind == ColumnKind::category ? profile.unique <= 1 : figure(&ColumnStatistics::is_constant);
  }
  bool is_constant() const { return constant().value_or(false); }
  /// False for categories, where a missing cell is a level like any other.
  bool takes_numbers() const { return is_target() || (is_feature() && profile.kind != ColumnKind::category); }
};

/// Two features with a correlation near ±1.
struct PairRecord {
  LRSCOPE_RECORD(PairRecord, "pair", "pairs");
  LRSCOPE_FIELD(std::int64_t, first_column, "index", "from 1, as in the file");
  LRSCOPE_FIELD(std::string, first, "", "its name");
  LRSCOPE_FIELD(std::int64_t, second_column, "index", "from 1");
  LRSCOPE_FIELD(std::string, second, "", "its name");
  LRSCOPE_FIELD(double, correlation, "", "Pearson's; a missing cell counts as its column's mean");
};

struct ClassRecord {
  LRSCOPE_RECORD(ClassRecord, "class", "classes");
  std::string label;
  LRSCOPE_COMPUTED("class", "", "its label", r.label);
  LRSCOPE_FIELD(std::int64_t, rows, "rows", "rows of it, of those that training would use");
  LRSCOPE_FIELD(double, share, "share", "of these rows");
};

/// The linear model's limits by batch size, with --scale as given.
struct BatchLimitRecord {
  LRSCOPE_RECORD(BatchLimitRecord, "batch_limit", "batches");
  LRSCOPE_FIELD(std::int64_t, batch_size, "rows", "rows drawn for a step");
  LRSCOPE_FIELD(double, batch_limit, "", "the η up to which the mean square of an error shrinks, exact");
  LRSCOPE_FIELD(std::optional<double>, almost_sure_limit, "", "the η up to which single runs shrink errors");
  LRSCOPE_FIELD(std::optional<double>, almost_sure_error, "", "its standard error");
};

/// What a person should know: one or two sentences that name the first few of the columns.
struct Remark {
  LRSCOPE_RECORD(Remark, "remark", "remarks");
  LRSCOPE_FIELD(
      std::string, about, "",
      "scale, task, target, precision, missing, code, constant, mostly one, outliers, collinear, leak, classes, row "
      "number, header or names");
  LRSCOPE_FIELD(std::string, text, "", "what was found, and what to do");
};

struct DataResult {
  bool is_table = false;  // else only the defects are known
  DataRecord data;
  std::vector<ColumnRecord> columns;
  std::vector<PairRecord> pairs;  // descending |correlation|, at most 1000
  std::vector<ClassRecord> classes;
  std::vector<BatchLimitRecord> batches;  // of a linear model with a squared loss, where that is cheap
  std::vector<std::pair<std::string, std::string>> same_categories;  // names of columns that divide the rows alike
  std::vector<Remark> remarks;
  std::optional<Change> mending;    // of all defects together, by options
  std::vector<Defect> defects;      // in the order in which reading for training meets them
  std::vector<std::string> inputs;  // of a network on these data, in order; none if there are defects
  std::vector<std::string> outputs;
  std::vector<ColumnCoding> codings;
};

/// Those that --rows may name, the default first.
inline std::vector<const Kind*> data_kinds() {
  return {&kind_of<ColumnRecord>(), &kind_of<PairRecord>(), &kind_of<ClassRecord>(),     &kind_of<Remark>(),
          &kind_of<Defect>(),       &kind_of<DataRecord>(), &kind_of<BatchLimitRecord>()};
}

}  // namespace lrscope
