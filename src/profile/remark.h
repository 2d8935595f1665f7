// What a person should know about a data file: facts, of which remark_text() makes words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lrscope/data_spec.h"
#include "report/field.h"

namespace lrscope {

/// Two features with a correlation near ±1. Columns are counted from 1.
struct PairRecord {
  LRSCOPE_RECORD(PairRecord, "pair", "pairs");
  LRSCOPE_FIELD(std::int64_t, first_column, "index", "from 1, as in the file");
  LRSCOPE_FIELD(std::string, first, "", "its name");
  LRSCOPE_FIELD(std::int64_t, second_column, "index", "from 1");
  LRSCOPE_FIELD(std::string, second, "", "its name");
  LRSCOPE_FIELD(double, correlation, "", "Pearson's; a missing cell counts as its column's mean");
};

namespace remark {

using Names = std::vector<std::string>;

/// Standardised features would allow a higher learning rate.
struct Scale {
  std::string sharpest;       // the column with the largest share of all mean squares
  double square_share = 0;    // that share
  std::optional<double> rms;  // of this column
  double limit = 0;
  double standard_limit = 0;
  double gain = 1;
};
struct ConstantTarget {
  Names columns;
};
struct LargeTarget {
  Names columns;
  double rms = 0;  // the largest
};
/// Numbers beyond float32.
struct Precision {
  Names columns;
};
struct Missing {
  Names columns;
  std::int64_t cells = 0;
  MissingPolicy policy = MissingPolicy::drop;
  std::int64_t rows_left_out = 0;
  std::int64_t rows = 0;
};
struct Constant {
  Names columns;
};
/// The interquartile range is 0, under --scale robust.
struct MostlyOne {
  Names columns;
};
struct Outlier {
  std::string column;
  double value = 0;
  double deviations = -1;  // standard deviations from the mean
  long long line = 0;
};
struct Outliers {
  std::size_t cells = 0;
  std::vector<Outlier> farthest;  // of each column, the farthest first
};
struct Collinear {
  std::int64_t count = 0;
  std::vector<PairRecord> strongest;
  std::int64_t compared_columns = 0;
  std::int64_t columns = 0;  // that could be compared
  std::int64_t compared_rows = 0;
  std::int64_t rows = 0;
};
/// Columns that may number the rows.
struct RowNumbers {
  Names columns;
};
struct SharedName {
  std::string name;
  std::vector<std::int64_t> columns;  // from 1
};
struct SharedNames {
  std::vector<SharedName> names;
};

}  // namespace remark

struct Remark;

/// What the remark is about, in a word or two.
std::string_view name_of(const Remark& remark);

/// One or two sentences that name the first few columns of those concerned.
std::string remark_text(const Remark& remark);

struct Remark : std::variant<remark::Scale, remark::ConstantTarget, remark::LargeTarget, remark::Precision,
                             remark::Missing, remark::Constant, remark::MostlyOne, remark::Outliers, remark::Collinear,
                             remark::RowNumbers, remark::SharedNames> {
  using variant::variant;

  LRSCOPE_RECORD(Remark, "remark", "remarks");
  LRSCOPE_COMPUTED("about", "",
                   "scale, target, missing, constant, mostly one, outliers, collinear, row number, names or precision",
                   std::string(name_of(r)));
  LRSCOPE_COMPUTED("text", "", "what was found, and what to do", remark_text(r));
};

}  // namespace lrscope
