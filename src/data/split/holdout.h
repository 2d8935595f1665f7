// --holdout: the rows that are never trained on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/types.h"

namespace lrscope {

/// What --holdout asks for.
struct Holdout {
  double fraction = 0;   // of the rows, above 0 and below 1
  bool is_last = false;  // the last rows of the file, as Keras's validation_split; else random rows

  bool operator==(const Holdout&) const = default;
};

/// "0.2" or "last:0.2"; nothing for other text and for fractions outside (0, 1).
std::optional<Holdout> parse_holdout(std::string_view text);

/// Indices of rows, ascending.
struct Split {
  std::vector<Index> training;
  std::vector<Index> held;
};

/// floor(rows · (1 − fraction)) rows to train on; the others are held out. A function of its arguments alone. A side is
/// empty where the rows are too few for the fraction. Requires: rows ≥ 0, 0 < fraction < 1.
Split split_rows(Index rows, const Holdout& holdout, std::uint64_t seed);

}  // namespace lrscope
