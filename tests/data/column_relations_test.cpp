#include "data/column_relations.h"

#include "test.h"

namespace {
Vector<double> vector_of(std::initializer_list<double> values) {
  return Eigen::Map<const Vector<double>>(values.begin(), static_cast<Index>(values.size()));
}
}  // namespace

TEST_CASE("one extreme value, again and again, farther from the others than they are apart, may be a code") {
  const auto low = far_value_of(vector_of({-999, 3, 5, -999, 9, 4, -999, 7}));
  REQUIRE(low);
  CHECK_EACH(low->value == -999, low->cells == 3, low->low == 3, low->high == 9);
  const auto high = far_value_of(vector_of({9999, 3, 5, 9999, 9, 4, 9999, 7}));
  REQUIRE(high);
  CHECK_EACH(high->value == 9999, high->low == 3, high->high == 9);
  CHECK(!far_value_of(vector_of({-999, 3, 5, -999, 9, 4})));         // twice
  CHECK(!far_value_of(vector_of({0, 0, 0, 3000, 99999, 5000, 7})));  // 0 and amounts
  CHECK(!far_value_of(vector_of({-1, -1, -1, 0, 1, 0, 1, 1})));      // an indicator with a third value
  CHECK(!far_value_of(vector_of({7, 7, 7, 7})));
  CHECK(!far_value_of(vector_of({-9, -9, -9, -9, 1, 2, 3})));  // most of the cells
}

TEST_CASE("the rank correlation with the place is 1 for what rises, -1 for what falls, however skewed") {
  CHECK(rank_correlation_with_place(vector_of({1, 2, 40, 5000, 5e9})) == 1);
  CHECK(rank_correlation_with_place(vector_of({9, 8, 1, -70})) == -1);
  CHECK(is_close(rank_correlation_with_place(vector_of({2, 1, 4, 3})), 0.6, 1e-15));  // Σd² = 4: 1 − 24/60
}

TEST_CASE("equal spacing is even, skewed and crowded values are not") {
  CHECK(are_evenly_spread(Vector<double>::LinSpaced(101, 3, 7)));
  CHECK(!are_evenly_spread(Vector<double>::LinSpaced(101, 0, 8).array().exp().matrix()));
  CHECK(!are_evenly_spread(vector_of({0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 10})));
  CHECK(!are_evenly_spread(vector_of({4, 4, 4})));
}

TEST_CASE("columns that divide the rows alike are the same under other names") {
  CHECK(are_same_groups({0, 1, 0, 2}, {7, 3, 7, 1}));
  CHECK(!are_same_groups({0, 1, 0, 2}, {7, 3, 7, 3}));
  CHECK(!are_same_groups({0, 1, 0, 1}, {7, 3, 7, 1}));
}

TEST_CASE("few whole numbers, each often, may be classes") {
  CHECK(few_whole_values(vector_of({1, 0, 1, 1, 0, 0})) == std::vector<double>{0, 1});
  CHECK(few_whole_values(vector_of({1, 0, 1, 1, 0})).empty());
  CHECK(few_whole_values(vector_of({1, 0, 1, 1, 0, 0.5})).empty());
  CHECK(few_whole_values(Vector<double>::Zero(9)).empty());
  Vector<double> many = Vector<double>::LinSpaced(11, 0, 10).replicate(5, 1);
  CHECK(few_whole_values(many).empty());
  CHECK(few_whole_values(many.cwiseMin(9)).size() == 10);
}

TEST_CASE("levels that differ in capitals and blanks only are alike") {
  using Groups = std::vector<std::vector<std::string>>;
  CHECK(alike_levels({"Female", "MALE", "Male", "male ", "other"}) == Groups{{"MALE", "Male", "male "}});
  CHECK(alike_levels({"a", "b", "ab", "a b"}) == Groups{{"ab", "a b"}});
  CHECK(alike_levels({"1", "10", "01"}).empty());
}
