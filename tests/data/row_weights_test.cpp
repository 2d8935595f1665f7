// --class-weight and --sample-weight: the weights of the rows, and what is refused.
#include "data/encode.h"
#include "spec/change.h"
#include "test.h"

namespace {

const std::string table = "x,w,y\n1,2,no\n2,0,no\n3,1,no\n4,.5,yes\n5,1,no\n6,3,yes\n";

Dataset dataset_of(const std::string& text, const Change& change) {
  const DataSpec spec = with(DataSpec{}, change);
  return encode(CsvTable({"f.csv", text}, spec), spec);
}

template <class E = DataError>
std::string refusal(const std::string& text, const Change& change) {
  try {
    dataset_of(text, change);
  } catch (const E& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

bool are(const Vector<double>& weights, const std::vector<double>& expected) {
  if (weights.size() != std::ssize(expected)) return false;
  for (Index i = 0; i < weights.size(); ++i)
    if (!is_close(weights[i], expected[static_cast<std::size_t>(i)], 1e-15)) return false;
  return true;
}

}  // namespace

TEST_CASE("the column of sample weights is no feature, by name or by index") {
  for (const std::string column : {"w", "2"}) {
    const Dataset data = dataset_of(table, {{"sample-weight", column}});
    CHECK(are(data.weights, {2, 0, 1, .5, 1, 3}));
    CHECK(data.feature_names == std::vector<std::string>{"x"});
  }
  CHECK(dataset_of(table, {}).weights.size() == 0);
  CHECK(dataset_of(table, {}).feature_names.size() == 2);
}

TEST_CASE("balanced weights are those of scikit-learn: rows over classes times the rows of the class") {
  CHECK(are(dataset_of(table, {{"class-weight", "balanced"}}).weights, {.75, .75, .75, 1.5, .75, 1.5}));
  const std::string three = "x,y\n1,a\n2,a\n3,b\n4,c\n5,a\n6,c\n";
  CHECK(are(dataset_of(three, {{"class-weight", "balanced"}}).weights, {2. / 3, 2. / 3, 2, 1, 2. / 3, 1}));
}

TEST_CASE("classes are weighted by name, others by 1, and weights of rows multiply") {
  CHECK(are(dataset_of(table, {{"class-weight", "yes=4"}}).weights, {1, 1, 1, 4, 1, 4}));
  CHECK(are(dataset_of(table, {{"class-weight", " yes = 4 ,no=0"}}).weights, {0, 0, 0, 4, 0, 4}));
  CHECK(are(dataset_of(table, {{"class-weight", "yes=4"}, {"sample-weight", "w"}}).weights, {2, 0, 1, 2, 1, 12}));
  const std::string numbers = "x,y\n1,0\n2,1.0\n3,0\n4,1\n";
  CHECK(are(dataset_of(numbers, {{"task", "classification"}, {"class-weight", "1=3"}}).weights, {1, 3, 1, 3}));
}

TEST_CASE("held rows have weights of their own, and balanced ones are those of the rows to train on") {
  const Dataset data = dataset_of(table, {{"holdout", "last:.33"}, {"sample-weight", "w"}});
  CHECK_EACH(are(data.weights, {2, 0, 1, .5}), are(data.held.weights, {1, 3}));
  // 3 of no and 1 of yes: 4/(2·3) and 4/(2·1).
  const Dataset balanced = dataset_of(table, {{"holdout", "last:.33"}, {"class-weight", "balanced"}});
  CHECK_EACH(are(balanced.weights, {2. / 3, 2. / 3, 2. / 3, 2}), are(balanced.held.weights, {2. / 3, 2}));
}

TEST_CASE("a cell that is no weight is an error with its place, its column, its text and a remedy") {
  const auto message = [](const std::string& cell) {
    return refusal("x,w,y\n1,2,3\n2," + cell + ",4\n3,1,7\n", {{"sample-weight", "w"}});
  };
  for (const auto& [cell, what] : std::vector<std::pair<std::string, std::string>>{{"-1", "'-1' is negative"},
                                                                                   {"", "'' is missing"},
                                                                                   {"many", "'many' is not a number"},
                                                                                   {"inf", "not finite"}}) {
    CAPTURE(cell);
    CHECK_EACH(message(cell).starts_with("f.csv:3:2: column 'w' (--sample-weight): "), has(message(cell), what),
               has(message(cell), cell.empty() ? "--na drop" : "--drop-lines 3"));
  }
  const std::string gap = "x,w,y\n1,2,3\n2,,4\n3,1,7\n";
  CHECK(are(dataset_of(gap, {{"sample-weight", "w"}, {"na", "drop"}}).weights, {2, 1}));
  CHECK(are(dataset_of("x,w,y\n1,2,3\n2,x,4\n3,1,7\n", {{"sample-weight", "w"}, {"drop-lines", "3"}}).weights, {2, 1}));
  const std::string all = refusal("x,w,y\n1,0,3\n2,0,4\n", {{"sample-weight", "w"}});
  CHECK_EACH(has(all, "column 'w'"), has(all, "weight 0"));
  CHECK(has(refusal("x,w,y\n1,1e300,3\n2,0,4\n", {{"sample-weight", "w"}}), "above 3.4e38"));
  CHECK(has(refusal(table, {{"sample-weight", "y"}}), "this is the target"));
  CHECK(has(refusal(table, {{"sample-weight", "z"}}), "--sample-weight 'z': the file has no such column"));
}

TEST_CASE("weights of classes that the target does not have are refused") {
  const auto message = [](const Change& change) { return refusal<UsageError>(table, change); };
  CHECK(has(message({{"class-weight", "yess=2"}}), "did you mean 'yes'?"));
  CHECK(has(message({{"class-weight", "yes=2,yes=3"}}), "appears twice"));
  CHECK(has(refusal<UsageError>("x,y\n1,3\n2,4\n3,9\n", {{"class-weight", "balanced"}}), "--task classification"));
  CHECK(has(refusal(table, {{"class-weight", "yes=0,no=0"}}), "weight 0"));
  for (const std::string text : {"", "yes", "yes=", "=1", "yes=-1", "yes=x", "yes=1,", "balance"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(with(DataSpec{}, {{"class-weight", text}}), UsageError);
  }
}
