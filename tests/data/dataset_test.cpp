#include "data/encode.h"

#include "spec/knobs.h"
#include "test.h"

namespace {
std::vector<long long> lines_of(const Dataset& data) {
  std::vector<long long> lines;
  for (std::size_t row = 0; row < data.lines.size(); ++row) lines.push_back(data.lines[row]);
  return lines;
}

using Names = std::vector<std::string>;
using Flags = std::vector<std::pair<std::string, std::string>>;

Dataset load(const std::string& bytes, const Flags& flags = {}) {
  DataSpec spec;
  for (const auto& [name, value] : flags)
    for (const auto& knob : knobs<DataSpec>())
      if (knob.name == name) knob.set(spec, value);
  return load_dataset({"f.csv", bytes}, spec);
}

template <class Error = DataError>
std::string refusal_of(const std::string& bytes, const Flags& flags = {}) {
  try {
    load(bytes, flags);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

std::vector<double> row_of(const Matrix<double>& matrix, Index row) {
  std::vector<double> values;
  for (Index i = 0; i < matrix.cols(); ++i) values.push_back(matrix(row, i));
  return values;
}

using Values = std::vector<double>;
const std::string numbers = "a,b,c,d\n1,2,3,4\n5,6,7,8\n9,10,11,13\n";
}  // namespace

TEST_CASE("the last column is the target and the others are the features") {
  const Dataset data = load(numbers);
  CHECK(data.feature_names == Names{"a", "b", "c"});
  CHECK_EACH(data.target_names == Names{"d"}, data.task == Task::regression);
  CHECK(row_of(data.inputs, 1) == Values{2, 6, 10});
  CHECK(row_of(data.targets, 0) == Values{4, 8, 13});
  CHECK(lines_of(data) == std::vector<long long>{2, 3, 4});
  CHECK(data.notes == Names{"f.csv: 3 rows, 3 features, target 'd' (regression); delimiter ',', header yes"});
}

TEST_CASE("targets go by name, by index and from the end, and several of them keep their order") {
  CHECK(load(numbers, {{"target", "b"}}).target_names == Names{"b"});
  CHECK(load(numbers, {{"target", "1"}}).target_names == Names{"a"});
  CHECK(load(numbers, {{"target", "-2"}}).target_names == Names{"c"});
  const Dataset data = load(numbers, {{"target", "d"}, {"target", "1"}, {"target", "-1"}});
  CHECK(data.target_names == Names{"d", "a"});
  CHECK(data.feature_names == Names{"b", "c"});
  CHECK(row_of(data.targets, 1) == Values{1, 5, 9});
}

TEST_CASE("features and drop take names, indices and ranges, and a name that looks like an index is a name") {
  CHECK(load(numbers, {{"features", "a..b"}}).feature_names == Names{"a", "b"});
  CHECK(load(numbers, {{"features", "2-3"}}).feature_names == Names{"b", "c"});
  CHECK(load(numbers, {{"features", "1, c"}}).feature_names == Names{"a", "c"});
  CHECK(load(numbers, {{"features", "-3..-2"}}).feature_names == Names{"b", "c"});
  CHECK(load(numbers, {{"drop", "2..3"}}).feature_names == Names{"a"});
  CHECK(load(numbers, {{"drop", "a"}, {"drop", "c"}}).feature_names == Names{"b"});
  CHECK(load(numbers, {{"features", "1..3"}, {"drop", "b"}}).feature_names == Names{"a", "c"});
  CHECK(load(numbers, {{"features", "1..4"}}).feature_names == Names{"a", "b", "c"});  // not the target
  CHECK(load("\"a,b\",x-y,z\n1,2,3\n4,5,6\n", {{"drop", "a,b"}}).feature_names == Names{"x-y"});
  CHECK(load("\"a,b\",x-y,z\n1,2,3\n4,5,6\n", {{"drop", "x-y"}}).feature_names == Names{"a,b"});
  CHECK(load("2,1,y\n1,2,3\n4,5,6\n", {{"header", "yes"}, {"target", "1"}}).feature_names == Names{"2", "y"});
}

TEST_CASE("columns that the file does not have are refused with those it has") {
  CHECK(refusal_of(numbers, {{"target", "e"}}).starts_with("f.csv: --target 'e': "));
  CHECK(refusal_of(numbers, {{"features", "3..1"}}).starts_with("f.csv: --features '3..1': "));
  CHECK(refusal_of(numbers, {{"drop", "5"}}).starts_with("f.csv: --drop '5': "));
  CHECK(refusal_of(numbers, {{"drop", "d"}}).starts_with("f.csv: --drop 'd': "));
  CHECK(refusal_of("a,a,b\n1,2,3\n4,5,6\n", {{"target", "a"}}).starts_with("f.csv: --target 'a': "));
}

TEST_CASE("words become one column per level, in the order of the labels") {
  const Dataset data = load("size,x,y\nsmall,1,1\nlarge,2,2\nsmall,3,3\nmedium,4,4\n");
  CHECK(data.feature_names == Names{"size=large", "size=medium", "size=small", "x"});
  CHECK(data.feature_columns == std::vector<Index>{0, 0, 0, 1});
  CHECK(row_of(data.inputs, 0) == Values{0, 1, 0, 0});
  CHECK(row_of(data.inputs, 1) == Values{0, 0, 0, 1});
  CHECK(row_of(data.inputs, 2) == Values{1, 0, 1, 0});
  CHECK(
      data.notes.front() ==
      "f.csv: 4 rows, 4 features from 2 columns (one-hot: 'size'), target 'y' (regression); delimiter ',', header yes");
}

TEST_CASE("numbers are categories on request, ordered by value") {
  const Dataset data = load("k,x,y\n10,1,1\n9,2,2\n10,3,3\n-1,4,4\n", {{"categorical", "k"}});
  CHECK(data.feature_names == Names{"k=-1", "k=9", "k=10", "x"});
}

TEST_CASE("a target of words is classified, two classes have two outputs") {
  const Dataset data = load("x,y\n1,no\n2,yes\n3,no\n");
  CHECK(data.task == Task::classification);
  CHECK(data.target_names == Names{"no", "yes"});
  CHECK(row_of(data.targets, 0) == Values{1, 0, 1});
  CHECK(row_of(data.targets, 1) == Values{0, 1, 0});
  CHECK(data.notes.front() ==
        "f.csv: 3 rows, 1 feature, target 'y' (classification, 2 classes); delimiter ',', header yes");
}

TEST_CASE("the task can be decided by the user, numeric classes are ordered by value") {
  const Dataset data = load("x,y\n1,10\n2,9\n3,10\n", {{"task", "classification"}});
  CHECK(data.target_names == Names{"9", "10"});
  const Dataset spelled = load("x,y\n1,1.0\n2,0\n3,1\n4,00\n", {{"task", "classification"}});
  CHECK(spelled.target_names == Names{"0", "1"});  // 1 and 1.0 are one class
  CHECK(row_of(spelled.targets, 1) == Values{1, 0, 1, 0});
  CHECK(refusal_of("x,y\n1,no\n2,yes\n3,no\n", {{"task", "regression"}}).starts_with("f.csv:2:2: "));
}

TEST_CASE("classes that teach nothing are refused") {
  CHECK(refusal_of("x,y\n1,no\n2,no\n").starts_with("f.csv:2:2: "));
  CHECK(refusal_of("x,y\n1,p\n2,q\n").starts_with("f.csv:2:2: "));
  CHECK(refusal_of<UsageError>("x,y,z\n1,p,q\n2,p,q\n3,r,s\n", {{"target", "y"}, {"target", "z"}})
            .starts_with("--target: "));
  CHECK(refusal_of<UsageError>("x,y\n1,p\n2,p\n3,r\n", {{"scale-target", "standard"}}).starts_with("--scale-target: "));
}

TEST_CASE("a column of numbers written for people is not taken for categories") {
  CHECK(refusal_of("a;y\n1,5;1\n1,5;2\n2;3\n").starts_with("f.csv:2:1: "));
  CHECK(load("a;y\n1,5;1\n1,5;2\n2,5;3\n", {{"categorical", "a"}}).feature_names == Names{"a=1,5", "a=2,5"});
}

TEST_CASE("a row with a missing cell is dropped only on request, and counted") {
  const std::string holes = "a,b,y\n1,2,3\n,5,6\n7,?,9\n10,11,12\n13,14,NA\n";
  CHECK(refusal_of(holes).starts_with("f.csv:6:3: "));
  const Dataset data = load(holes, {{"na", "drop"}});
  CHECK(data.rows() == 2);
  CHECK(lines_of(data) == std::vector<long long>{2, 5});
  CHECK(data.notes.front() ==
        "f.csv: 2 rows (3 dropped: missing cells), 2 features, target 'y' (regression); delimiter ',', header yes");
  CHECK(load(holes, {{"na", "drop"}, {"drop", "b"}}).rows() == 3);  // a column left out does not count
}

TEST_CASE("rows are left out by the lines of the file on which they begin") {
  const std::string text = "a,y\n1,1\n\"2\n\",2\n3,3\n4,4\n";  // the second row begins on line 3, the third on 5
  CHECK(lines_of(load(text, {{"drop-lines", "5"}})) == std::vector<long long>{2, 3, 6});
  CHECK(lines_of(load(text, {{"drop-lines", "2..3"}})) == std::vector<long long>{5, 6});
  CHECK(load(text, {{"drop-lines", "2"}, {"drop-lines", "6"}}).inputs.row(0).sum() == 5);
  CHECK(load(text, {{"drop-lines", "5"}}).notes.front() ==
        "f.csv: 3 rows (1 dropped), 1 feature, target 'y' (regression); delimiter ',', header yes");
  for (const char* none : {"1", "4", "7..9"})
    CHECK(refusal_of(text, {{"drop-lines", none}}) ==
          "f.csv: --drop-lines " + std::string(none) + ": no row begins there; rows begin on lines 2 to 6.");
  CHECK(refusal_of(text, {{"drop-lines", "2..5"}}).starts_with("f.csv: "));
}

TEST_CASE("missing cells are filled with mean, median or zero of the cells that are there, and counted") {
  const std::string holes = "a,y\n1,1\n,2\n2,3\n9,4\nNaN,5\n100,6\n";
  CHECK(refusal_of(holes).starts_with("f.csv:3:1: "));
  CHECK(row_of(load(holes, {{"na", "mean"}}).inputs, 0) == Values{1, 28, 2, 9, 28, 100});
  CHECK(row_of(load(holes, {{"na", "median"}}).inputs, 0) == Values{1, 5.5, 2, 9, 5.5, 100});
  const Dataset zero = load(holes, {{"na", "zero"}});
  CHECK(row_of(zero.inputs, 0) == Values{1, 0, 2, 9, 0, 100});
  CHECK(zero.notes.back() == "f.csv: column 'a': 2 missing cells filled with zero");
  for (const char* by : {"mean", "median"})
    CHECK(load(holes, {{"na", by}}).notes.back() ==
          "f.csv: column 'a': 2 missing cells filled with the " + std::string(by));
}

TEST_CASE("a target that is missing everywhere points at a delimiter at the end of each line") {
  CHECK(refusal_of("a,b,y,\n1,2,3,\n4,5,6,\n").starts_with("f.csv:2:4: "));
  CHECK(load("a,b,y,\n1,2,3,\n4,5,6,\n", {{"target", "y"}, {"drop", "4"}}).rows() == 2);
}

TEST_CASE("a value that the precision cannot hold is refused at its cell, and so is a scaling that overflows") {
  const Dataset data = load("a,b,y\n1,2,3\n4,1e39,6\n");
  CHECK_NOTHROW(require_representable(data, Precision::float64));
  CHECK_THROWS_WITH(
      require_representable(data, Precision::float32),
      "f.csv:3:2: column 'b': '1e+39' does not fit float32 (largest 3.4e38); use --precision float64, or --scale.");
  CHECK_NOTHROW(require_representable(load("a,y\n3.4028235e38,3\n4,6\n"), Precision::float32));
  Dataset made = data;  // not from a file: there a number that is not finite is refused before
  made.targets(0, 1) = -std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(
      require_representable(made, Precision::float64),
      "f.csv:3:3: column 'y': '-inf' does not fit float64 (largest 1.8e308); correct the cells of this column.");
  CHECK(refusal_of("a,y\n1e308,1\n-1e308,2\n0,3\n", {{"scale", "minmax"}}).starts_with("f.csv: "));
}
