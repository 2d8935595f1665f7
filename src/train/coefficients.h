// What a trained model without hidden layers says of the file: output = intercept + Σ coefficient · column.
//
// It was trained on scaled numbers: input x̃ = (x − shift)/scale of each column x, and a target τ·(y − shift_y)/scale_y with
// τ = RunSpec::target_scale. Hence, of a weight w, the bias b and a target y,
//
//   coefficient = scale_y/τ · w/scale        intercept = shift_y + scale_y/τ · (b − Σ w·shift/scale)
//
// Outputs of classes are logits, those of poisson logarithms of the mean: there shift_y = 0, scale_y = τ = 1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lrscope/dataset.h"
#include "lrscope/records.h"
#include "report/field.h"

namespace lrscope {

struct CoefficientRecord {
  LRSCOPE_RECORD(CoefficientRecord, "coefficient", "coefficients");
  LRSCOPE_FIELD(std::int64_t, run, "index", "number of the run, from 0");
  LRSCOPE_FIELD(double, lr, "", "the learning rate η of the run, before its schedule");
  LRSCOPE_FIELD(std::uint64_t, seed, "", "seed of initial weights and batch order");
  LRSCOPE_FIELD(std::string, output, "", "the class, or the target column, of several; absent where there is one");
  LRSCOPE_FIELD(std::string, column, "", "as flags name it; column=level of a categorical one; (intercept)");
  LRSCOPE_FIELD(std::optional<double>, weight, "",
                "as trained, on scaled numbers; absent for an intercept without bias");
  LRSCOPE_FIELD(
      std::optional<double>, coefficient, "",
      "change of the target, or of the class's logit, for 1 more in the column, both as in the file (of dates: for "
      "a day); with --scale-target log of the target's logarithm; absent where the column has one value in all "
      "training rows");
};

/// Knows how the weights of a linear model belong to the columns of a file. Refers to the data.
class LinearModel {
 public:
  /// Nothing for a model with hidden layers or an output activation, nor for scaled targets of a loss that has a link.
  static std::optional<LinearModel> of(const Dataset& data, const RunSpec& spec);

  /// Of each output first the intercept, then each column in order; nothing for a run that failed. What the data do not
  /// determine stays as it began: of a categorical column only the differences between levels mean something. A column with
  /// one value is part of the intercept. Requires: RunSpec::keeps_end.
  std::vector<CoefficientRecord> coefficients(const RunRecord& run) const;

  /// The target is a logarithm of the file's, and so are the units of coefficients.
  bool is_of_logarithms() const { return is_of_logarithms_; }

 private:
  struct Unit {
    double shift = 0;
    double scale = 1;
  };
  LinearModel(const Dataset& data, const RunSpec& spec);
  void add_output(std::size_t output, const RunRecord& run, std::vector<CoefficientRecord>& records) const;

  const Dataset* data_;
  bool has_bias_;
  bool is_last_class_ = false;  // the only output is the logit of the second of two classes
  bool is_of_logarithms_ = false;
  std::vector<Unit> inputs_, outputs_;
};

}  // namespace lrscope
