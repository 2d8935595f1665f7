// Work on several threads, handed over in order: every result once, none too far ahead, errors come out.
#include <atomic>
#include <ctime>

#include "base/threads.h"
#include "test.h"

namespace {
void nap(std::size_t place) { std::this_thread::sleep_for(std::chrono::microseconds(place * 7919 % 400)); }
}  // namespace

TEST_CASE("whatever takes how long, results are handed over in order, each once, by one thread at a time") {
  for (const int threads : {1, 2, 5})
    for (const std::size_t window : {1u, 2u, 8u}) {
      std::vector<std::size_t> order;
      std::atomic<int> handing_over = 0;
      std::atomic<std::size_t> handed_over = 0;
      std::atomic<bool> is_too_far = false, is_shared = false, is_wrong = false;
      in_order(
          threads, 300, window,
          [&](std::size_t place) {
            if (place >= handed_over + window) is_too_far = true;
            nap(place);
            return 2 * place;
          },
          [&](std::size_t place, std::size_t twice) {
            if (++handing_over > 1) is_shared = true;
            if (twice != 2 * place) is_wrong = true;
            nap(place / 3);
            order.push_back(place);
            ++handed_over;
            --handing_over;
          });
      CAPTURE(threads, window);
      REQUIRE(order.size() == 300);
      CHECK_EACH(std::is_sorted(order.begin(), order.end()), !is_too_far.load(), !is_shared.load(), !is_wrong.load());
    }
}

TEST_CASE("the first error of either step ends the work and comes out") {
  const auto fail_at_50 = [](std::size_t place) {
    if (place == 50) throw std::runtime_error("the fiftieth");
    return place;
  };
  for (const int threads : {1, 2, 5}) {
    std::atomic<std::size_t> made = 0, handed_over = 0;
    const auto make = [&](std::size_t place) { return ++made, fail_at_50(place); };
    CHECK_THROWS_WITH(in_order(threads, 10'000, 4, make, [&](std::size_t, std::size_t) { ++handed_over; }),
                      "the fiftieth");
    CHECK_EACH(made < 60, handed_over <= 50);
    const auto hand_over = [&](std::size_t place, std::size_t) { fail_at_50(place); };
    CHECK_THROWS_WITH(in_order(
                          threads, 10'000, 4, [](std::size_t place) { return place; }, hand_over),
                      "the fiftieth");
  }
}

TEST_CASE("while a result is handed over slowly the other threads sleep") {
  const std::clock_t before = std::clock();
  in_order(
      3, 20, 4, [](std::size_t place) { return place; },
      [](std::size_t place, std::size_t) {
        if (place == 2) std::this_thread::sleep_for(std::chrono::milliseconds(500));
      });
  CHECK(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC < 0.1);
}

TEST_CASE("nothing to do is done at once") {
  in_order(
      0, 0, 4, [](std::size_t place) { return place; }, [](std::size_t, std::size_t) { FAIL(); });
}
