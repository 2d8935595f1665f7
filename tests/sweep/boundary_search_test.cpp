// The rates that a search for the divergence boundary asks for.
#include "lrscope/run_spec.h"
#include "sweep/boundary.h"
#include "test.h"

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
      CHECK_EACH(*search.largest_safe() < boundary, boundary <= *search.smallest_failed());
      CHECK_EACH(*search.smallest_failed() / *search.largest_safe() <= 1.1, search.note().empty());
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
      CHECK_EACH(never.largest_safe() == range.largest, !never.smallest_failed());
      BoundarySearch always(0.1, precision, start, Pace::galloping);
      for (const double rate : rates_asked(always, 0)) CHECK(rate >= range.smallest);
      CHECK_EACH(!always.largest_safe(), always.smallest_failed() == range.smallest);
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
    CHECK_EACH(rates == rates_asked(doubling, boundary), rates != rates_asked(galloping, boundary),
               rates[1] == (boundary > 1 ? 2.0 : 0.5), rates[2] == (boundary > 1 ? 4.0 : 0.25));
  }
}

TEST_CASE("a search begins at the prediction, doubles or halves, and bisects to its width in short numbers") {
  BoundarySearch up(0.01, Precision::float64, 0.1234567);
  CHECK(rates_asked(up, 0.7) ==
        std::vector{0.1235, 0.247, 0.494, 0.988, 0.6986, 0.8308, 0.7618, 0.7295, 0.7139, 0.7062, 0.7024});
  BoundarySearch down(1, Precision::float64, 8);
  CHECK(rates_asked(down, 1.5) == std::vector{8.0, 4.0, 2.0, 1.0});
  CHECK(down.note().empty());
  BoundarySearch narrow(1e-4, Precision::float64, 1.0);
  narrow.add(1.0008, false);
  narrow.add(1.0021, true);
  CHECK(narrow.next() == 1.0014);  // 1.001 is shorter, but lies at the edge
  for (const double tolerance : {1e-6, 1e-4, 0.3})
    for (const double boundary : {3e-44, 1.00000049, 0.999999, 123456.5, 3e38}) {
      CAPTURE(tolerance, boundary);
      BoundarySearch search(tolerance, Precision::float32, boundary * 0.7);
      double low = 0, high = HUGE_VAL;
      for (const double rate : rates_asked(search, boundary)) {
        if (high / low <= 1 + tolerance) {  // found: one look at half of it
          CHECK_EACH(rate <= high / 2, rate > 0.49 * high);
          low = rate;
          break;
        }
        CHECK(low < rate);  // never one that is decided
        CHECK(rate < high);
        (rate < boundary ? low : high) = rate;
        CHECK((number_text(rate).size() <= 13 || rate == std::numeric_limits<float>::max()));
      }
      CHECK((high / low <= 1 + tolerance || low <= high / 2));
    }
}

TEST_CASE("where no rate at half the boundary has run, one is looked at, and if it fails the search goes on") {
  BoundarySearch fine(0.2, Precision::float64, 1.0);
  CHECK(rates_asked(fine, 1.3) == std::vector{1.0, 2.0, 1.414, 1.189, 0.707});
  BoundarySearch gap(0.2, Precision::float64, 1.0);
  for (const auto& [rate, fails] : {std::pair{1.0, false}, {2.0, true}, {1.414, true}, {1.189, false}}) {
    CHECK(gap.next() == rate);
    gap.add(rate, fails);
  }
  CHECK(gap.next() == 0.707);
  gap.add(0.707, true);
  CHECK(gap.next() == 0.3535);
}

TEST_CASE("rates that have run count for the bracket, whatever their order and number of runs") {
  BoundarySearch search(0.5, Precision::float64, 1e-9);
  search.add(8, true);
  search.add(1, false);
  search.add(4, false);
  search.add(4, true);  // another seed
  search.add(16, false);
  CHECK(rates_asked(search, 2.5) == std::vector{2.0, 2.828});
  CHECK(search.note().empty());
  BoundarySearch above(0.5, Precision::float64, 0.001);
  above.add(1, false);
  CHECK(above.next() == 2.0);  // the prediction lies below what is known not to fail
  BoundarySearch below(0.5, Precision::float64, 1000);
  below.add(1, true);
  CHECK(below.next() == 0.5);
}

TEST_CASE("a search that finds no second end stops at the range of the precision or after 200 steps") {
  BoundarySearch nothing_fails(0.01, Precision::float32, std::nullopt);
  CHECK(rates_asked(nothing_fails, HUGE_VAL).back() == std::numeric_limits<float>::max());
  CHECK(nothing_fails.note() ==
        "no prediction to begin with: it began at lr 0.01; no boundary: no lr failed up to 3.403e+38, the largest that "
        "float32 holds");
  BoundarySearch everything_fails(0.01, Precision::float32, 1.0);
  CHECK(rates_asked(everything_fails, 0).back() == std::numeric_limits<float>::denorm_min());
  CHECK(everything_fails.note() == "no boundary: every lr failed down to 1.401e-45, the smallest that float32 holds");
  BoundarySearch up(0.01, Precision::float64, 1.0), down(0.01, Precision::float64, 1.0);
  CHECK(rates_asked(up, HUGE_VAL).size() == 201);
  CHECK_EACH(up.note().starts_with("no boundary: no lr failed up to 1."),
             up.note().ends_with("e+60, after 200 doublings"), rates_asked(down, 0).size() == 201);
  CHECK(down.note().ends_with("e-61, after 200 halvings"));
  BoundarySearch outside(0.01, Precision::float32, 1e300);
  CHECK(outside.next() == std::numeric_limits<float>::max());
}

TEST_CASE("a search tells how many rates it has left: from the prediction to a few, within its bracket to two") {
  for (const double tolerance : {0.1, 0.01, 0.001})
    for (const double boundary : {0.6, 1.1, 1.9}) {
      CAPTURE(tolerance, boundary);
      BoundarySearch search(tolerance, Precision::float64, 1.0);
      std::vector<std::pair<std::size_t, bool>> told;  // and whether the bracket was known
      CHECK(search.rates_left() == BoundarySearch::usual_rates(tolerance));
      while (const auto rate = search.next()) {
        told.emplace_back(search.rates_left(), search.largest_safe() && search.smallest_failed());
        search.add(*rate, *rate >= boundary);
      }
      for (std::size_t i = 0; i < told.size(); ++i) {
        CAPTURE(i);
        const double off = static_cast<double>(told[i].first) - static_cast<double>(told.size() - i);
        CHECK(std::abs(off) <= (told[i].second ? 2 : 4));
      }
    }
}

namespace {
using Failed = std::vector<std::pair<double, double>>;  // closed intervals of learning rates

bool fails(const Failed& planted, double rate) {
  return std::ranges::any_of(planted, [&](const auto& part) { return part.first <= rate && rate <= part.second; });
}

/// All that a search has run, and whether it failed.
std::map<double, bool> scanned(double tolerance, double start, const Failed& planted, std::string* note = nullptr) {
  BoundarySearch search(tolerance, Precision::float64, start, Pace::doubling, Scan::around);
  std::map<double, bool> rates;
  while (const auto rate = search.next()) {
    REQUIRE(rates.emplace(*rate, fails(planted, *rate)).second);  // none twice
    search.add(*rate, rates[*rate]);
    REQUIRE(rates.size() < 300);
  }
  if (note) *note = search.note();
  return rates;
}

/// Each end of each planted interval lies between two neighbours no farther apart than the tolerance.
void check_found(const std::map<double, bool>& rates, const Failed& planted, double tolerance) {
  for (const auto& [from, to] : planted)
    for (const double end : {from, to}) {
      if (!std::isfinite(end)) continue;
      CAPTURE(end);
      const auto above = end == from ? rates.lower_bound(end) : rates.upper_bound(end);
      REQUIRE((above != rates.end() && above != rates.begin()));
      const auto below = std::prev(above);
      CHECK_EACH(below->second != above->second, above->first / below->first <= 1 + tolerance);
    }
}
}  // namespace

TEST_CASE("a scan finds every stretch of failure as wide as its spacing, and narrows both ends of each") {
  for (const Failed& planted :
       {Failed{{1, HUGE_VAL}}, Failed{{0.6, 0.7}, {1, HUGE_VAL}}, Failed{{1, 1.2}, {1.5, HUGE_VAL}},
        Failed{{0.9, 1}, {1.12, 1.25}, {1.4, 1.55}, {1.75, HUGE_VAL}}})
    for (const double tolerance : {0.02, 0.01, 0.002})
      for (const double start : {0.01, 0.9, 3.0}) {
        CAPTURE(planted.size(), tolerance, start);
        const auto rates = scanned(tolerance, start, planted);
        check_found(rates, planted, tolerance);
        // The first boundary takes 2 + 10 at most, 7 doublings from .01; the scan 24 at most; each crossing 6 at most.
        CHECK(rates.size() <= 19 + 24 + 6 * 2 * planted.size());
      }
}

TEST_CASE("a stretch that trains beside the boundary is found where it is as wide as the bracket") {
  for (const Failed& planted :
       {Failed{{0.5362, 0.5437}, {0.5463, HUGE_VAL}}, Failed{{0.535, 0.5425}, {0.5475, HUGE_VAL}}})
    for (const double start : {0.1, 0.5, 2.0}) check_found(scanned(0.004, start, planted), planted, 0.004);
}

TEST_CASE("a scan where all is monotone says so, a coarse one has a single spacing, and rounding repeats no rate") {
  std::string note;
  auto rates = scanned(0.01, 0.9, {{1, HUGE_VAL}}, &note);
  CHECK_EACH(note.ends_with("; there are none"), note.find(" every 9.1 %, from ") != std::string::npos,
             note.ends_with(" every 1 %; there are none"));
  double widest = 1;
  for (auto at = rates.lower_bound(0.5); std::next(at) != rates.end(); ++at)
    if (at->first < 1.99) widest = std::max(widest, std::next(at)->first / at->first);
  CHECK(widest <= 1.105);
  scanned(0.5, 0.9, {{1, HUGE_VAL}}, &note);
  CHECK_EACH(note.ends_with(" every 50 %; there are none"), note.find(" every ") == note.rfind(" every "));
  scanned(1e-6, 0.9, {{0.7, 0.8}, {1, HUGE_VAL}}, &note);
  CHECK(note.ends_with("; it met 2 more"));
}

TEST_CASE("a scan begins only where both ends are known, and ends at the range of the precision") {
  for (const bool always : {false, true}) {
    BoundarySearch search(0.01, Precision::float32, 1.0, Pace::doubling, Scan::around);
    while (const auto rate = search.next()) search.add(*rate, always);
    CHECK(search.note().starts_with("no boundary: "));
    CHECK(search.note().find("scanned") == std::string::npos);
  }
  BoundarySearch high(0.01, Precision::float32, 1e38, Pace::doubling, Scan::around);
  const double boundary = 0.9 * representable_rates(Precision::float32).largest;
  for (const double rate : rates_asked(high, boundary)) CHECK(rate <= representable_rates(Precision::float32).largest);
  CHECK(high.smallest_failed().has_value());
}

TEST_CASE("a search with a scan tells how many rates it has left, to a third") {
  for (const double tolerance : {0.1, 0.01, 0.001})
    for (const double boundary : {0.6, 1.1, 1.9}) {
      CAPTURE(tolerance, boundary);
      BoundarySearch search(tolerance, Precision::float64, 1.0, Pace::doubling, Scan::around);
      std::vector<std::size_t> told;
      CHECK(search.rates_left() == BoundarySearch::usual_rates(tolerance, Scan::around));
      while (const auto rate = search.next()) {
        told.push_back(search.rates_left());
        search.add(*rate, *rate >= boundary);
      }
      for (std::size_t i = 0; i < told.size(); ++i) {
        CAPTURE(i, told[i], told.size() - i);
        const double left = static_cast<double>(told.size() - i);
        CHECK(std::abs(static_cast<double>(told[i]) - left) <= 4 + left / 3);
      }
    }
}
