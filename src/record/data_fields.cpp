#include "lrscope/record/data_profile.h"

#include <optional>
#include <vector>

#include "report/members.h"

namespace lrscope {
const RecordKind<DataRecord>& kind_of(const DataRecord*) {
  using R = DataRecord;
  using E = Eigenvalue;
  static const std::vector<Field<R>> table = {
      {"delimiter", "", "as sniffed, or as given",
       [](const R& r) { return Value{r.delimiter == '\t' ? "tab" : std::string(1, r.delimiter)}; }},
      field("header", "", &R::header, "whether the first row holds names"),
      field("rows", "rows", &R::rows, "rows of data as wide as the first row"),
      field("ragged_rows", "rows", &R::ragged_rows, "the others, which nothing here looks at"),
      field("rows_used", "rows", &R::rows_used, "rows that training would use: --na drop leaves some out"),
      field("columns", "columns", &R::columns, "columns of the file"),
      field("features", "columns", &R::features, "of them, those trained on"),
      field("inputs", "", &R::inputs, "inputs of a network: numeric features and a 0/1 input for each level"),
      field("task", "", &R::task, "regression or classification"),
      field("target", "", &R::target, "name of the target column"),
      field("missing", "cells", &R::missing,
            "missing cells of numeric features and targets, in categories a level like any other"),
      field("constant", "columns", &R::constant, "features with one value only"),
      field("collinear_pairs", "", &R::collinear_pairs,
            "pairs of numeric features with |correlation| ≥ 0.99"),
      field("compared_columns", "columns", &R::compared_columns,
            "numeric features that were compared for this, the first 4000 at most"),
      field("compared_rows", "rows", &R::compared_rows,
            "rows on which: evenly spaced ones, where all would take too long"),
      field("defects", "", &R::defects, "defects of the file: it cannot be trained on unless there are none"),
      field("loss", "", &R::loss, "the loss that the following rests on"),
      field("baseline_loss", "loss", &R::baseline_loss,
            "loss over all rows of predicting the mean of the target, or the class frequencies"),
      part("sharpness", "loss/θ²", "λmax of the Hessian of a linear model's loss over all rows at θ = 0, float64, with --scale as "
              "given", &R::sharpness, &E::value),
      part("sharpness_residual", "loss/θ²", "‖Hv − λv‖₂ of that estimate: an eigenvalue lies this near to it", &R::sharpness, &E::residual),
      part("sharpness_converged", "", "whether the residual became as small as it should", &R::sharpness, &E::converged),
      field("limit", "", &R::limit, "the η at which gradient descent on it becomes unstable"),
      field("limit_formula", "", &R::limit_formula, "the formula of limit"),
      field("limit_note", "", &R::limit_note, "why there is no limit"),
      part("standard_sharpness", "loss/θ²", "the same sharpness with --scale standard", &R::standard_sharpness, &E::value),
      field("standard_limit", "", &R::standard_limit, "the same limit with --scale standard"),
      field("gain", "factor", &R::gain, "standard_limit / limit"),
  };
  static const RecordKind<R> kind("data", "data", table);
  return kind;
}

const RecordKind<ColumnRecord>& kind_of(const ColumnRecord*) {
  using R = ColumnRecord;
  static const std::vector<Field<R>> table = {
      field("column", "index", &R::column, "from 1, as in the file"),
      field("name", "", &R::name, "from the header, else column1, column2, …"),
      field("role", "", &R::role, "feature, target or dropped"),
      field("kind", "", &R::kind, "number or category"),
      field("missing", "cells", &R::missing, "cells with a marker of a missing value"),
      field("unique", "", &R::unique, "different numbers, or levels of a category"),
      field("min", "x", &R::min, "smallest of the numbers that are there, unscaled; so are those below"),
      field("max", "x", &R::max, "largest"),
      field("mean", "x", &R::mean, "mean"),
      field("std", "x", &R::std, "standard deviation of the population"),
      field("rms", "x", &R::rms, "√(Σx²/n)"),
      field("constant", "", &R::constant, "whether there is one value only"),
      field("whole", "", &R::whole, "whether all are whole numbers"),
      field("outliers", "cells", &R::outliers,
            "numbers more than 3 interquartile ranges outside the quartiles"),
      field("outlier_lines", "line", &R::outlier_lines, "lines of the file they stand on"),
      field("target_correlation", "", &R::target_correlation,
            "Pearson's with the first target; with classes, the largest in modulus of those with the "
            "indicators "
            "of the first ten"),
      field("square_share", "share", &R::square_share,
            "of the mean squares of all inputs, as encoded and scaled, and of the bias's 1: what the column "
            "adds "
            "to the trace of the linear model's Hessian"),
  };
  static const RecordKind<R> kind("column", "columns", table);
  return kind;
}

const RecordKind<PairRecord>& kind_of(const PairRecord*) {
  using R = PairRecord;
  static const std::vector<Field<R>> table = {
      field("first_column", "index", &R::first_column, "from 1, as in the file"),
      field("first", "", &R::first, "its name"),
      field("second_column", "index", &R::second_column, "from 1"),
      field("second", "", &R::second, "its name"),
      field("correlation", "", &R::correlation, "Pearson's; a missing cell counts as its column's mean"),
  };
  static const RecordKind<R> kind("pair", "pairs", table);
  return kind;
}

const RecordKind<ClassRecord>& kind_of(const ClassRecord*) {
  using R = ClassRecord;
  static const std::vector<Field<R>> table = {
      field("class", "", &R::label, "its label"),
      field("rows", "rows", &R::rows, "rows of it, of those that training would use"),
      field("share", "share", &R::share, "of these rows"),
  };
  static const RecordKind<R> kind("class", "classes", table);
  return kind;
}

const RecordKind<Remark>& kind_of(const Remark*) {
  using R = Remark;
  static const std::vector<Field<R>> table = {
      {"about", "",
       "scale, target, missing, constant, mostly one, outliers, collinear, row number, names or precision",
       [](const Remark& remark) { return Value{std::string(name_of(remark))}; }},
      {"text", "", "what was found, and what to do",
       [](const Remark& remark) { return Value{remark_text(remark)}; }},
  };
  static const RecordKind<R> kind("remark", "remarks", table);
  return kind;
}

const RecordKind<DefectRecord>& kind_of(const DefectRecord*) {
  using R = DefectRecord;
  static const std::vector<Field<R>> table = {
      field("kind", "", &R::kind,
            "missing, number, localised, range, ragged, target, identifier, classes, scale, rows or file"),
      field("line", "line", &R::line, "of the file, from 1"),
      field("column", "index", &R::column, "from 1"),
      field("name", "", &R::name, "name of the column"),
      field("cell", "", &R::cell, "the raw text"),
      field("message", "", &R::message, "what is wrong, and the remedy"),
  };
  static const RecordKind<R> kind("defect", "defects", table);
  return kind;
}

std::vector<const Kind*> data_kinds() {
  return {&kind_of<ColumnRecord>(), &kind_of<PairRecord>(), &kind_of<ClassRecord>(), &kind_of<Remark>(), &kind_of<DefectRecord>(), &kind_of<DataRecord>()};
}

}  // namespace lrscope
