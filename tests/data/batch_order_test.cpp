#include "data/batch_order.h"

#include "test.h"

namespace {
std::vector<int> rows_of_epoch(BatchOrder& order, Index epoch) {
  std::vector<int> rows;
  for (Index i = 0; i < order.steps_per_epoch(); ++i) {
    const auto batch = order.batch(epoch * order.steps_per_epoch() + i);
    rows.insert(rows.end(), batch.begin(), batch.end());
  }
  return rows;
}

std::vector<int> sorted(std::vector<int> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<int> counting_to(int n) {
  std::vector<int> rows(static_cast<std::size_t>(n));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}
}  // namespace

TEST_CASE("every epoch visits each row once, and each epoch in another order") {
  BatchOrder order(23, 5, true, 1);
  const auto first = rows_of_epoch(order, 0), second = rows_of_epoch(order, 1);
  CHECK_EACH(sorted(first) == counting_to(23), sorted(second) == counting_to(23));
  CHECK_EACH(first != second, first != counting_to(23));
}

TEST_CASE("the last batch of an epoch holds what is left") {
  BatchOrder order(23, 5, true, 1);
  CHECK(order.steps_per_epoch() == 5);
  for (const Index step : {0, 1, 3, 5, 8}) CHECK(order.batch(step).size() == 5);
  for (const Index step : {4, 9, 49}) CHECK(order.batch(step).size() == 3);
  BatchOrder even(20, 5, true, 1);
  CHECK_EACH(even.steps_per_epoch() == 4, even.batch(3).size() == 5);
}

TEST_CASE("a last batch that is smaller can be dropped: then every step has as many rows") {
  BatchOrder order(23, 5, true, 1, false, true), kept(23, 5, true, 1);
  CHECK(order.steps_per_epoch() == 4);
  for (Index step = 0; step < 12; ++step) {
    const auto rows = order.batch(step);
    CHECK(rows.size() == 5);
    const auto same = kept.batch(step / 4 * 5 + step % 4);  // of the same epoch
    CHECK(std::equal(rows.begin(), rows.end(), same.begin(), same.end()));
  }
  CHECK_EACH(BatchOrder(20, 5, true, 1, false, true).steps_per_epoch() == 4,
             BatchOrder(4, 4, true, 1, false, true).steps_per_epoch() == 1,
             BatchOrder(23, 5, true, 1, true, true).steps_per_epoch() == 5);
}

TEST_CASE("the steps of an epoch follow from the settings alone") {
  const auto steps = [](const std::string& flags, Index rows) { return steps_of_epoch(run_spec(flags), rows); };
  CHECK_EACH(steps("", 100) == 4, steps("", 20) == 1, steps("--batch-size full", 100) == 1,
             steps("--batch-size 7 --last-batch drop", 20) == 2, steps("--batch-size 7", 20) == 3,
             steps("--batch-size up-to:7", 5) == 1, steps("--last-batch drop", 20) == 1,
             steps("--batch-size 7 --last-batch drop --sampling replacement", 20) == 3);
}

TEST_CASE("given batches come in their order, again and again") {
  GivenBatches given{.path = "order", .hash = ""};
  given.rows = {4, 4, 0, 2, 1, 3};
  given.begins = {0, 3, 4, 6};
  RunSpec spec = run_spec("--batch-size 2");
  spec.batches = std::make_shared<const GivenBatches>(given);
  BatchOrder order = BatchOrder::of(spec, 5, 2);
  CHECK_EACH(order.steps_per_epoch() == 3, steps_of_epoch(spec, 5) == 3, order.largest() == 3, !order.is_full_batch());
  for (const Index epoch : {0, 1, 7}) {
    const auto rows = rows_of_epoch(order, epoch);
    CHECK(rows == given.rows);
    CHECK(order.batch(3 * epoch + 1).size() == 1);
  }
}

TEST_CASE("the order depends on the seed alone, not on the epochs seen before") {
  BatchOrder forward(50, 7, true, 9), backward(50, 7, true, 9), other(50, 7, true, 10);
  const auto zero = rows_of_epoch(forward, 0), three = rows_of_epoch(forward, 3);
  CHECK_EACH(rows_of_epoch(backward, 3) == three, rows_of_epoch(backward, 0) == zero, rows_of_epoch(other, 0) != zero);
  BatchOrder larger_batches(50, 20, true, 9);
  CHECK(rows_of_epoch(larger_batches, 0) == zero);
}

TEST_CASE("without shuffling, and with all rows in a batch, rows come in the order of the file") {
  BatchOrder plain(10, 4, false, 3);
  CHECK_EACH(rows_of_epoch(plain, 0) == counting_to(10), rows_of_epoch(plain, 5) == counting_to(10));
  BatchOrder full(10, 10, true, 3);
  CHECK_EACH(full.is_full_batch(), full.steps_per_epoch() == 1, rows_of_epoch(full, 2) == counting_to(10));
}

TEST_CASE("every row is equally likely to come first") {
  constexpr int rows = 5, seeds = 5000;
  int times[rows] = {};
  for (int seed = 0; seed < seeds; ++seed)
    ++times[BatchOrder(rows, 1, true, static_cast<std::uint64_t>(seed)).batch(0)[0]];
  for (const int count : times) CHECK(std::abs(count - seeds / rows) < 5 * 28.3);  // five standard deviations
}

TEST_CASE("with replacement every row of a step is drawn from all, a function of seed and step alone") {
  BatchOrder order(20, 4, true, 5, true), again(20, 4, true, 5, true), other(20, 4, true, 6, true);
  std::vector<int> counts(20, 0), first;
  int repeats = 0, differing = 0;
  for (Index step = 0; step < 5000; ++step) {
    const auto batch = order.batch(step);
    REQUIRE(batch.size() == 4);
    const std::vector<int> rows(batch.begin(), batch.end());
    if (step == 0) first = rows;
    for (const int row : rows) ++counts.at(static_cast<std::size_t>(row));
    repeats += std::set<int>(rows.begin(), rows.end()).size() < 4;
    const auto theirs = other.batch(step);
    differing += !std::ranges::equal(rows, theirs);
  }
  for (const int count : counts) CHECK(std::abs(count - 1000) < 150);  // 5 standard deviations
  CHECK(std::abs(repeats / 5000.0 - (1 - 20 * 19 * 18 * 17 / 160000.0)) < 0.04);
  CHECK(differing > 4900);
  again.batch(77);
  CHECK(std::ranges::equal(again.batch(0), first));
  CHECK(BatchOrder(4, 4, true, 1, true).is_full_batch());
}
