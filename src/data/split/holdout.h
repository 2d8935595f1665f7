// --holdout: which rows are never trained on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lrscope/data_spec.h"
#include "lrscope/dataset.h"
#include "lrscope/types.h"

namespace lrscope {

/// Indices of rows, ascending.
struct Split {
  std::vector<Index> training;
  std::vector<Index> held;
};

/// ⌈rows · F⌉ rows are held out, F as it is written in decimals: as many as in Keras and scikit-learn, rounding apart. A
/// function of its arguments alone. None is left to train on where the rows are too few. Requires: rows ≥ 0, 0 < F < 1.
Split split_rows(Index rows, const Holdout& holdout, std::uint64_t seed);

/// The same as `spec` asks for; without --holdout all rows are trained on. Throws: UsageError if no row is.
Split split_for(Index rows, const DataSpec& spec);

/// Moves the held rows of a whole encoding from inputs and targets to data.held.
void hold_out(const Split& split, Dataset& data);

/// "f.csv: 50 of 200 rows are held out (random rows, by seed 0), 150 are trained on"
std::string holdout_text(const std::string& path, const Split& split, const DataSpec& spec);

/// Classes that no row to train on has: a warning for each.
std::vector<std::string> unseen_class_texts(const std::string& path, const Dataset& data, const DataSpec& spec);

}  // namespace lrscope
