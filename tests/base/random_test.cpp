#include "base/random.h"

#include <numbers>

#include "test.h"

using lrscope::Random;
using lrscope::Stream;

// Counter (index, stream, substream) and key (seed) of 32-bit words, the low word first.
TEST_CASE("the generator is philox 4x32-10: the answers that Random123 publishes") {
  const std::uint32_t ones = 0xffffffff;
  CHECK(Random(0, Stream{0}, 0).bits(0) == 0xe169c58d6627e8d5);
  CHECK(Random(~0ull, Stream{ones}, ones).bits(~0ull) == 0x41c83b0e408f276d);
  CHECK(Random(0x299f31d0a4093822, Stream{0x13198a2e}, 0x03707344).bits(0x85a308d3243f6a88) == 0x94fdccebd16cfe09);
}

TEST_CASE("uniform and normal numbers are made of the words of one block as documented") {
  const double first = static_cast<double>(0xe169c58d6627e8d5 >> 11) * 0x1p-53;
  const double second = static_cast<double>(0x9b00dbd8bc57ac4c >> 11) * 0x1p-53;
  const Random random(0, Stream{0}, 0);
  CHECK(random.uniform(0) == first);
  CHECK(random.normal(0) == std::sqrt(-2 * std::log(1 - first)) * std::cos(2 * std::numbers::pi * second));
}

TEST_CASE("a number depends on seed, stream, substream and index, and on nothing else") {
  const Random random(5, Stream::initial_weights);
  const auto late = random.bits(1000), early = random.bits(0);
  CHECK(Random(5, Stream::initial_weights).bits(1000) == late);
  CHECK(Random(5, Stream::initial_weights).bits(0) == early);
  const std::set<std::uint64_t> different = {
      early,
      late,
      Random(6, Stream::initial_weights).bits(0),
      Random(5 + (1ull << 32), Stream::initial_weights).bits(0),
      Random(5, Stream::initial_biases).bits(0),
      Random(5, Stream::initial_weights, 1).bits(0),
      Random(5, Stream::initial_weights).bits(1ull << 32),
  };
  CHECK(different.size() == 7);
}

TEST_CASE("uniform numbers lie from 0 to below 1 with the moments of the uniform distribution") {
  const Random random(1, Stream::initial_weights);
  constexpr int n = 200'000;
  double sum = 0, squares = 0, low = 1, high = 0;
  for (int i = 0; i < n; ++i) {
    const double u = random.uniform(static_cast<std::uint64_t>(i));
    sum += u;
    squares += u * u;
    low = std::min(low, u);
    high = std::max(high, u);
  }
  CHECK_EACH(low >= 0, high < 1, low<1e-4, high> 1 - 1e-4);
  // Five standard errors: σ of u is 1/√12, of u² is √(4/45).
  CHECK(std::abs(sum / n - 1.0 / 2) < 5 * std::sqrt(1.0 / 12 / n));
  CHECK(std::abs(squares / n - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / n));
}

TEST_CASE("normal numbers have the first four moments of the standard normal distribution") {
  const Random random(2, Stream::initial_biases);
  constexpr int n = 200'000;
  double moments[5] = {};
  int beyond_two = 0;
  for (int i = 0; i < n; ++i) {
    const double z = random.normal(static_cast<std::uint64_t>(i));
    double power = 1;
    for (double& moment : moments) {
      moment += power / n;
      power *= z;
    }
    beyond_two += std::abs(z) > 2;
  }
  // Five standard errors; the variances of z, z², z³, z⁴ are 1, 2, 15, 96.
  CHECK_EACH(std::abs(moments[1]) < 5 * std::sqrt(1.0 / n), std::abs(moments[2] - 1) < 5 * std::sqrt(2.0 / n),
             std::abs(moments[3]) < 5 * std::sqrt(15.0 / n), std::abs(moments[4] - 3) < 5 * std::sqrt(96.0 / n));
  CHECK(std::abs(beyond_two / double{n} - std::erfc(std::sqrt(2.0))) < 5 * std::sqrt(0.0455 / n));
}

TEST_CASE("below(bound) is uniform on 0 to bound − 1, also for bounds beyond 32 bits") {
  const Random random(3, Stream::batch_order);
  constexpr int n = 60'000, bound = 6;
  int times[bound] = {};
  for (std::uint64_t i = 0; i < n; ++i) {
    const auto drawn = random.below(bound, i);
    REQUIRE(drawn < bound);
    ++times[drawn];
  }
  for (const int count : times) CHECK(std::abs(count - n / bound) < 5 * std::sqrt(n / bound));
  CHECK(random.below(1, 0) == 0);
  // floor(bits · bound / 2⁶⁴): a power of two as bound takes the top bits.
  CHECK(random.below(1ull << 40, 9) == random.bits(9) >> 24);
}
