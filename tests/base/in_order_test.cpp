// Work on several threads, handed over in order: every result once, none too far ahead, errors come out.
#include "base/in_order.h"

#include <atomic>
#include <ctime>

#include "test.h"

namespace {
void run(InOrder& order, int threads) {
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) all.emplace_back([&] { order.work(); });
  for (std::thread& thread : all) thread.join();
}

void nap(std::size_t place) { std::this_thread::sleep_for(std::chrono::microseconds(place * 7919 % 400)); }
}  // namespace

TEST_CASE("whatever takes how long, results are handed over in order, each once, by one thread at a time") {
  for (const int threads : {1, 2, 5})
    for (const std::size_t window : {1u, 2u, 8u}) {
      std::vector<std::size_t> order;
      std::atomic<int> handing_over = 0;
      std::atomic<std::size_t> handed_over = 0;
      std::atomic<bool> is_too_far = false, is_shared = false;
      InOrder work(
          300, window,
          [&](std::size_t place) {
            if (place >= handed_over + window) is_too_far = true;
            nap(place);
          },
          [&](std::size_t place) {
            if (++handing_over > 1) is_shared = true;
            nap(place / 3);
            order.push_back(place);
            ++handed_over;
            --handing_over;
          });
      run(work, threads);
      work.finish();
      CAPTURE(threads, window);
      REQUIRE(order.size() == 300);
      CHECK_EACH(std::is_sorted(order.begin(), order.end()), !is_too_far.load(), !is_shared.load());
    }
}

TEST_CASE("the first error of either step ends the work and comes out") {
  for (const int threads : {1, 2, 5}) {
    std::atomic<std::size_t> made = 0, handed_over = 0;
    InOrder making(
        10'000, 4,
        [&](std::size_t place) {
          ++made;
          if (place == 50) throw std::runtime_error("made");
        },
        [&](std::size_t) { ++handed_over; });
    run(making, threads);
    CHECK_THROWS_WITH(making.finish(), "made");
    CHECK_EACH(made < 60, handed_over <= 50);
    InOrder handing(
        10'000, 4, [](std::size_t) {},
        [](std::size_t place) {
          if (place == 50) throw std::runtime_error("handed over");
        });
    run(handing, threads);
    CHECK_THROWS_WITH(handing.finish(), "handed over");
  }
}

TEST_CASE("while a result is handed over slowly the other threads sleep") {
  InOrder slow(
      20, 4, [](std::size_t) {},
      [](std::size_t place) {
        if (place == 2) std::this_thread::sleep_for(std::chrono::milliseconds(500));
      });
  const std::clock_t before = std::clock();
  run(slow, 3);
  CHECK(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC < 0.1);
}

TEST_CASE("nothing to do is done at once") {
  InOrder nothing(
      0, 4, [](std::size_t) { FAIL(); }, [](std::size_t) { FAIL(); });
  run(nothing, 2);
  nothing.finish();
}
