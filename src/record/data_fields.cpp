#include <optional>
#include <vector>

#include "field_rows.h"

namespace lrscope {
namespace {

using namespace field_rows;

template <class Part>
Field<DataRecord> part_of(std::string_view name, std::string_view unit,
                          std::optional<Eigenvalue> DataRecord::*pair, Part Eigenvalue::*part,
                          std::string_view doc) {
  return {name, unit, doc, [=](const DataRecord& record) {
            const auto& eigenvalue = record.*pair;
            return eigenvalue ? to_value((*eigenvalue).*part) : Value{Absent{}};
          }};
}

}  // namespace

template <>
std::span<const Field<DataRecord>> fields<DataRecord>() {
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
      part_of("sharpness", "loss/θ²", &R::sharpness, &E::value,
              "λmax of the Hessian of a linear model's loss over all rows at θ = 0, float64, with --scale as "
              "given"),
      part_of("sharpness_residual", "loss/θ²", &R::sharpness, &E::residual,
              "‖Hv − λv‖₂ of that estimate: an eigenvalue lies this near to it"),
      part_of("sharpness_converged", "", &R::sharpness, &E::converged,
              "whether the residual became as small as it should"),
      field("limit", "", &R::limit, "the η at which gradient descent on it becomes unstable"),
      field("limit_formula", "", &R::limit_formula, "the formula of limit"),
      field("limit_note", "", &R::limit_note, "why there is no limit"),
      part_of("standard_sharpness", "loss/θ²", &R::standard_sharpness, &E::value,
              "the same sharpness with --scale standard"),
      field("standard_limit", "", &R::standard_limit, "the same limit with --scale standard"),
      field("gain", "factor", &R::gain, "standard_limit / limit"),
  };
  return table;
}

template <>
std::span<const Field<ColumnRecord>> fields<ColumnRecord>() {
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
  return table;
}

template <>
std::span<const Field<PairRecord>> fields<PairRecord>() {
  using R = PairRecord;
  static const std::vector<Field<R>> table = {
      field("first_column", "index", &R::first_column, "from 1, as in the file"),
      field("first", "", &R::first, "its name"),
      field("second_column", "index", &R::second_column, "from 1"),
      field("second", "", &R::second, "its name"),
      field("correlation", "", &R::correlation, "Pearson's; a missing cell counts as its column's mean"),
  };
  return table;
}

template <>
std::span<const Field<ClassRecord>> fields<ClassRecord>() {
  using R = ClassRecord;
  static const std::vector<Field<R>> table = {
      field("class", "", &R::label, "its label"),
      field("rows", "rows", &R::rows, "rows of it, of those that training would use"),
      field("share", "share", &R::share, "of these rows"),
  };
  return table;
}

template <>
std::span<const Field<Remark>> fields<Remark>() {
  static const std::vector<Field<Remark>> table = {
      {"about", "",
       "scale, target, missing, constant, mostly one, outliers, collinear, row number, names or precision",
       [](const Remark& remark) { return Value{std::string(name_of(remark))}; }},
      {"text", "", "what was found, and what to do",
       [](const Remark& remark) { return Value{remark_text(remark)}; }},
  };
  return table;
}

template <>
std::span<const Field<DefectRecord>> fields<DefectRecord>() {
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
  return table;
}

}  // namespace lrscope
