// How to read a data file, and how the numbers of its columns came about: plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lrscope {

enum class Task { regression, classification };

constexpr std::string_view name_of(Task task) { return task == Task::regression ? "regression" : "classification"; }

enum class MissingPolicy { error, drop, mean, median, zero };
enum class Scaling { none, standard, minmax, max, robust, log };  // log: of a target alone

/// How the cells of a file are written.
struct CellFormat {
  char decimal = '.';
  std::optional<char> thousands;     // between groups of three digits; currency and percent signs go with it
  std::vector<std::string> missing;  // cells that stand for a missing value, beside the usual ones; numbers by value
  std::string date_format;           // fields d m Y y H M S p and text between them; empty: recognised

  bool operator==(const CellFormat&) const = default;
};

/// Rows that are never trained on: runs are judged by them.
struct Holdout {
  double fraction = 0;   // of the rows, above 0 and below 1
  bool is_last = false;  // the last rows of the file, as Keras's validation_split; else random rows

  bool operator==(const Holdout&) const = default;
};

struct DataSpec {
  std::vector<std::string> targets = {};  // names or 1-based indices, −1 is the last column; empty: the last column
  std::string features = {};      // columns to use: names, indices, ranges (2..5, age..bp), comma-separated; empty: all
  std::string drop = {};          // columns to leave out, in the same form
  std::string categorical = {};   // columns to take as categories even if they hold numbers
  std::string class_weight = {};  // balanced, or CLASS=WEIGHT, comma-separated; empty: all 1
  std::string sample_weight = {};  // the column that holds the weight of each row; empty: all 1
  std::vector<std::pair<long long, long long>> drop_lines = {};  // first and last line of the file, from 1
  std::optional<Task> task = {};                                 // absent: regression if the target is numeric
  std::optional<char> delimiter = {};                            // absent: sniffed; ' ' stands for any run of blanks
  std::optional<bool> header = {};                               // absent: decided from the first row
  std::optional<Holdout> holdout = {};
  std::optional<std::uint64_t> holdout_seed = {};  // of random held-out rows; absent: 0, in the program the first run's
  MissingPolicy missing = MissingPolicy::error;
  Scaling scale = Scaling::none;
  Scaling scale_target = Scaling::none;
  long long skip_lines = 0;          // first lines of the file to pass over
  std::optional<char> comment = {};  // lines that begin with it are passed over
  CellFormat cells = {};
};

/// How the numbers of one column came about: (number − shift) / scale, `fill` before that where a cell is missing, and
/// before all the natural logarithm where `is_log`.
struct ColumnCoding {
  std::string column;
  bool is_target = false;
  double shift = 0;
  double scale = 1;
  std::optional<double> fill = {};      // absent: no cell was missing
  std::optional<double> earliest = {};  // of dates: the day that is number 0, in days since 1970-01-01
  std::int64_t place = 0;               // of the column in the file, from 0
  bool is_log = false;
};

}  // namespace lrscope
