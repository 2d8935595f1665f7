#include "data/split/holdout.h"

#include "test.h"

TEST_CASE("last: holds out the last rows, floor(n(1 - F)) are trained on") {
  const Split split = split_rows(7, {.fraction = 0.25, .is_last = true}, 3);
  CHECK(split.training == std::vector<Index>{0, 1, 2, 3, 4});
  CHECK(split.held == std::vector<Index>{5, 6});
}

TEST_CASE("a random split takes each row once, by the seed") {
  const Split split = split_rows(100, {.fraction = 0.25}, 3);
  CHECK_EACH(split.training.size() == 75, split.held.size() == 25);
  std::vector<Index> all = split.training;
  all.insert(all.end(), split.held.begin(), split.held.end());
  std::sort(all.begin(), all.end());
  for (Index i = 0; i < 100; ++i) CHECK(all[static_cast<std::size_t>(i)] == i);
  CHECK(split.held == split_rows(100, {.fraction = 0.25}, 3).held);
  CHECK(split.held != split_rows(100, {.fraction = 0.25}, 4).held);
  CHECK(split.held != split_rows(100, {.fraction = 0.25, .is_last = true}, 3).held);
}

TEST_CASE("the fraction lies between 0 and 1") {
  CHECK(parse_holdout("0.2") == Holdout{0.2, false});
  CHECK(parse_holdout("last:0.2") == Holdout{0.2, true});
  for (const char* text : {"", "0", "1", "-0.1", "1.5", "nan", "inf", "last:", "last:1", "first:0.2", "20%"})
    CHECK(!parse_holdout(text));
}
