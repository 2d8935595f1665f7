// The search for the divergence boundary where its order of magnitude is what matters.
#include <cmath>
#include <vector>

#include "catch.h"
#include "spec/rate_range.h"
#include "sweep/boundary.h"

using namespace lrscope;

namespace {

/// The rates that a search asks for where all from `boundary` on fail.
std::vector<double> rates_asked(BoundarySearch& search, double boundary) {
  std::vector<double> rates;
  while (const auto rate = search.next()) {
    rates.push_back(*rate);
    search.add(*rate, *rate >= boundary);
    REQUIRE(rates.size() < 1000);
  }
  return rates;
}

}  // namespace

TEST_CASE("a galloping search brackets boundaries up to 1e30 away in few runs") {
  for (int decade = -30; decade <= 30; ++decade)
    for (const double boundary : {std::pow(10.0, decade), 7.3 * std::pow(10.0, decade)}) {
      CAPTURE(boundary);
      BoundarySearch search(0.1, Precision::float64, 1.0, Pace::galloping);
      const std::vector<double> rates = rates_asked(search, boundary);
      // Strides of 2·4·16·256 = 10^4.5 in the first four, then 65536 = 10^4.8 each; a bracket that wide takes
      // log2(ln 65536 / ln 1.1) = 6.9 halvings of its logarithm.
      const double strides = 4 + std::max(0.0, (std::abs(decade) + 1 - 4.5) / 4.8);
      CHECK(static_cast<double>(rates.size()) <= 1 + std::ceil(strides) + 9);
      REQUIRE(search.largest_safe());
      REQUIRE(search.smallest_failed());
      CHECK(*search.largest_safe() < boundary);
      CHECK(boundary <= *search.smallest_failed());
      CHECK(*search.smallest_failed() / *search.largest_safe() <= 1.1);
      CHECK(search.note().empty());
    }
}

TEST_CASE("the strides of a galloping search are 2, 4, 16, 256, 65536 and no longer") {
  BoundarySearch up(1e300, Precision::float64, 1.0, Pace::galloping);
  const double strides[] = {2, 4, 16, 256, 65536, 65536, 65536, 65536};
  const std::vector<double> higher = rates_asked(up, 1e20);
  REQUIRE(higher.size() == 9);
  // Rates have four digits.
  for (std::size_t i = 0; i < 8; ++i) CHECK(higher[i + 1] / higher[i] == Approx(strides[i]).epsilon(0.001));
  BoundarySearch down(1e300, Precision::float64, 1.0, Pace::galloping);
  const std::vector<double> lower = rates_asked(down, 1e-20);
  REQUIRE(lower.size() == 9);
  for (std::size_t i = 0; i < 8; ++i) CHECK(lower[i] / lower[i + 1] == Approx(strides[i]).epsilon(0.001));
}

TEST_CASE("a galloping search without a second end stops at the range of the precision") {
  for (const Precision precision : {Precision::float32, Precision::float64})
    for (const double start : {1e-30, 1.0, 1e30}) {
      CAPTURE(start);
      const RateRange range = representable_rates(precision);
      BoundarySearch never(0.1, precision, start, Pace::galloping);
      for (const double rate : rates_asked(never, HUGE_VAL)) CHECK(rate <= range.largest);
      CHECK(never.largest_safe() == range.largest);
      CHECK_FALSE(never.smallest_failed());
      BoundarySearch always(0.1, precision, start, Pace::galloping);
      for (const double rate : rates_asked(always, 0)) CHECK(rate >= range.smallest);
      CHECK_FALSE(always.largest_safe());
      CHECK(always.smallest_failed() == range.smallest);
    }
}

TEST_CASE("a search doubles unless it is told to gallop") {
  for (const Pace pace : {Pace::doubling, Pace::galloping}) {
    BoundarySearch search(0.1, Precision::float64, 1.0, pace);
    search.add(1, false);
    search.add(1.05, true);  // narrow enough: then only a suggestion needs a look at half of it
    CHECK(search.next().has_value() == (pace == Pace::doubling));
  }
  for (const double boundary : {1e-9, 0.3, 1e9}) {
    BoundarySearch usual(0.01, Precision::float64, 1.0);
    BoundarySearch doubling(0.01, Precision::float64, 1.0, Pace::doubling);
    BoundarySearch galloping(0.01, Precision::float64, 1.0, Pace::galloping);
    const std::vector<double> rates = rates_asked(usual, boundary);
    CHECK(rates == rates_asked(doubling, boundary));
    CHECK(rates != rates_asked(galloping, boundary));
    CHECK(rates[1] == (boundary > 1 ? 2.0 : 0.5));
    CHECK(rates[2] == (boundary > 1 ? 4.0 : 0.25));
  }
}
