// Training data in memory: bytes → cells → columns as numbers or categories → rows dropped or filled → scaled → here.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lrscope/data_spec.h"
#include "lrscope/matrix.h"

namespace lrscope {

/// The line of the file on which each row begins, ascending. Takes almost no memory where one row follows the other.
class LineNumbers {
 public:
  /// Requires: above the last line.
  void push_back(long long line);
  long long operator[](std::size_t row) const;
  std::size_t size() const { return size_; }

 private:
  /// Rows from `row` on stand on `line`, line + 1, …
  struct Stretch {
    std::size_t row;
    long long line;
  };
  std::vector<Stretch> stretches_;
  std::size_t size_ = 0;
};

/// Missing cells of one column that --na filled.
struct Filling {
  std::string column;
  std::size_t cells = 0;
  MissingPolicy policy = MissingPolicy::zero;
};

/// Rows of a dataset that nothing is trained on, encoded as the others.
struct HeldRows {
  Matrix<double> inputs = {};   // features × rows
  Matrix<double> targets = {};  // outputs × rows
  LineNumbers lines = {};       // line of the file of each row
  Vector<double> weights = {};  // of each row in the loss; empty: all 1
};

struct Dataset {
  Matrix<double> inputs;   // features × rows
  Matrix<double> targets;  // outputs × rows; one-hot for classification
  Vector<double> weights;  // of each row in the loss; empty: all 1
  HeldRows held;           // none without DataSpec::holdout
  std::vector<std::string> feature_names;
  std::vector<std::string> target_names;   // column names, or the class labels in order
  std::vector<Index> feature_columns;      // column of the file, from 0, that each feature comes from
  std::vector<Index> target_columns;       // the same for each target
  std::vector<std::string> feature_words;  // how flags name the column; of a level "column=level"
  std::map<Index, double> constants;       // features with one number in all rows to train on, and that number
  std::set<Index> categorical;             // columns whose levels are features
  Task task = Task::regression;
  LineNumbers lines;                  // line of the file of each row
  std::vector<Filling> fillings;      // missing cells of features, column by column
  std::vector<ColumnCoding> codings;  // of columns whose numbers are not those of the file
  std::vector<std::string> notes;     // decisions and changes, in words, for the user
  std::string path;
  std::string hash;

  Index rows() const { return inputs.cols(); }
};

/// Reads `path` ("-": standard input, "case:NAME": a built-in file), encodes and scales. Fillings and scales are fitted on
/// the rows to train on alone. A categorical column becomes a
/// 0/1 row for each level in order ("column=level"), which is not scaled. Throws: DataError that names file, line,
/// column, its name, the raw text and the remedy; UsageError for options that contradict each other; IoError.
Dataset read_dataset(const std::string& path, const DataSpec& spec);

}  // namespace lrscope
