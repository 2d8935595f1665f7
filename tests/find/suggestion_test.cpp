// The four suggestions of a range test on curves whose answer is known: by symmetry, by construction, or by
// the definition written out in two loops.
#include "find/suggestion.h"

#include "base/random.h"
#include "test.h"

namespace {
using M = SuggestionMethod;

constexpr double threshold = 0.005;

double rate(int i) { return std::pow(10.0, -7 + i / 10.0); }

/// losses(i) at ten learning rates per decade from 1e-7.
template <class Loss>
LossCurve curve(int points, const Loss& loss) {
  LossCurve c;
  for (int i = 0; i < points; ++i) {
    c.lrs.push_back(rate(i));
    c.losses.push_back(loss(i));
  }
  return c;
}

double parabola(int i) { return 1 + (i - 50) * (i - 50) / 100.0; }

/// Flat to 20, down in a line to 50, then up to far above.
double trough(int i) { return i <= 20 ? 1 : i <= 50 ? 1 - (i - 20) / 100.0 : 0.7 + (i - 50) * 0.1; }

/// Down in a line to 60, then up ever faster.
double bend(int i) { return i <= 60 ? -i : -60 + (i - 60) * (i - 60) / 2.0; }

double lr_of(M method, const LossCurve& c) {
  const Suggestion suggestion = suggest(method, c, threshold);
  INFO(name_of(method) << ": " << suggestion.note);
  REQUIRE(suggestion.lr);
  CHECK(suggestion.note.empty());
  return *suggestion.lr;
}

void check_none(M method, const LossCurve& c, const std::string& why) {
  const Suggestion suggestion = suggest(method, c, threshold);
  INFO(name_of(method));
  CHECK_EACH(!suggestion.lr, suggestion.note == why);
}

void check_none_at_all(const LossCurve& c, const std::string& why) {
  for (const M method : {M::minimum, M::steep, M::valley, M::slide}) check_none(method, c, why);
}
}  // namespace

TEST_CASE("every method finds the answer of a curve that has one") {
  CHECK(lr_of(M::minimum, curve(81, parabola)) == rate(50) / 10);
  const auto falling = [](int i) { return -std::tanh((i - 30.5) / 8); };
  CHECK(lr_of(M::steep, curve(81, falling)) == rate(30));
  // 31 points, the last of them at 50, so that the descent is taken to start at 19: 19 + 10 + 5.
  CHECK(lr_of(M::valley, curve(81, trough)) == rate(34));
  // Slopes differ while the right edge stands at 60 or beyond; at 59 and 44 both are −1. The move before led
  // to 45.
  CHECK(lr_of(M::slide, curve(81, bend)) == rate(45));
}

TEST_CASE("valley takes the descent that the definition in two loops finds") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Random random(seed, Stream::directions);
    LossCurve c = curve(40, [&](int i) { return 30 - i + 20 * random.uniform(static_cast<std::uint64_t>(i)); });
    if (seed % 2 == 1)  // with ties
      for (double& loss : c.losses) loss = std::round(loss / 3);
    std::vector<int> length(c.losses.size(), 1);
    std::size_t end = 0;
    for (std::size_t i = 1; i < length.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j)
        if (c.losses[i] < c.losses[j]) length[i] = std::max(length[i], length[j] + 1);
      if (length[i] > length[end]) end = i;
    }
    const int start = static_cast<int>(end) - length[end];
    const double third = length[end] / 3.0;
    INFO(seed);
    CHECK(lr_of(M::valley, c) == rate(start + static_cast<int>(third) + static_cast<int>(third / 2)));
  }
}

TEST_CASE("no suggestion depends on where zero is") {
  const auto all = [](double shift) {
    std::vector<double> rates;
    rates.push_back(lr_of(M::minimum, curve(81, [=](int i) { return parabola(i) + shift; })));
    rates.push_back(lr_of(M::steep, curve(81, [=](int i) { return -std::tanh((i - 30.5) / 8) + shift; })));
    rates.push_back(lr_of(M::valley, curve(81, [=](int i) { return trough(i) + shift; })));
    rates.push_back(lr_of(M::slide, curve(81, [=](int i) { return bend(i) + shift; })));
    return rates;
  };
  CHECK_EACH(all(-1024) == all(0), all(1024) == all(0));
}

TEST_CASE("what is not finite is left out, inside and at the end") {
  for (const double bad : {not_a_number, infinity, -infinity}) {
    for (const M method : {M::minimum, M::steep, M::valley, M::slide}) {
      LossCurve clean = curve(81, method == M::slide ? bend : trough), dirty = clean;
      dirty.lrs.insert(dirty.lrs.begin() + 30, (rate(29) + rate(30)) / 2);
      dirty.losses.insert(dirty.losses.begin() + 30, bad);
      dirty.lrs.insert(dirty.lrs.begin(), rate(0) / 2);
      dirty.losses.insert(dirty.losses.begin(), bad);
      for (int i = 81; i < 90; ++i) {
        dirty.lrs.push_back(rate(i));
        dirty.losses.push_back(bad);
      }
      CHECK(lr_of(method, dirty) == lr_of(method, clean));
    }
    check_none_at_all(curve(81, [=](int) { return bad; }),
                      "only 0 usable points before the test stopped; lower --start-lr or raise --steps");
  }
}

TEST_CASE("a curve that shows nothing has no suggestion but a reason") {
  const std::string flat = "the loss is flat; raise --end-lr";
  check_none_at_all(curve(81, [](int) { return 7.0; }), flat);
  check_none_at_all(curve(81, [](int) { return 0.0; }), flat);
  check_none_at_all(curve(81, [](int i) { return 100 * (1 + 1e-7 * (i % 2)); }), flat);
  const std::string rises = "the loss only rises and never falls below its start; lower --start-lr";
  check_none_at_all(curve(81, [](int i) { return 1.0 + i * i; }), rises);
  check_none_at_all(curve(81, [](int i) { return -1e6 + i * i; }), rises);
  check_none_at_all(curve(5, parabola),
                    "only 5 usable points before the test stopped; lower --start-lr or raise --steps");
  check_none_at_all(LossCurve{}, "only 0 usable points before the test stopped; lower --start-lr or raise --steps");
}

TEST_CASE("a loss that falls to the end has no minimum unless it rose later") {
  LossCurve falling = curve(81, [](int i) { return 100.0 - i; });
  check_none(M::minimum, falling, "the loss was still falling at the end; raise --end-lr");
  CHECK(lr_of(M::valley, falling) == rate(80 - 81 + 27 + 13));
  check_none(M::slide, falling,
             "its window is already at rest at the end of the test; raise --end-lr or lower --slide-threshold");
  LossCurve then_lost = falling;
  then_lost.losses.back() = not_a_number;
  CHECK(lr_of(M::minimum, then_lost) == rate(79) / 10);
  falling.rises_later = true;
  CHECK(lr_of(M::minimum, falling) == rate(80) / 10);
}

TEST_CASE("a fall is not small because the loss rose a billionfold behind it") {
  const auto hill = [](int i) { return i < 60 ? 100 - i / 60.0 : 1e9 * i; };
  CHECK_EACH(lr_of(M::minimum, curve(81, hill)) == rate(59) / 10, lr_of(M::steep, curve(81, hill)) < rate(59));
}

TEST_CASE("slide needs its window, and slopes that agree somewhere, valley a descent of many points") {
  check_none(M::slide, curve(16, [](int i) { return 10.0 - i; }),
             "only 16 usable points, its window needs 17; raise --steps");
  check_none(M::slide, curve(81, [](int i) { return 1000 * parabola(i); }),
             "its window never comes to rest: everywhere slopes differ by more than --slide-threshold 0.005, which is "
             "in units of the loss");
  check_none(M::valley, curve(40, [](int i) { return i == 20 ? 1.0 : 2.0 + i; }),
             "the longest descent has only 2 points; raise --steps");
}

TEST_CASE("the first tenth of the test and the last five losses are not looked at") {
  const LossCurve used = used_part(curve(70, trough), 100);
  REQUIRE(used.losses.size() == 55);
  CHECK_EACH(used.lrs.front() == rate(10), used.lrs.back() == rate(64));
  CHECK_EACH(used_part(curve(12, trough), 100).losses.empty(), used_part(LossCurve{}, 100).losses.empty());
  // A rise that is dropped with the last five still makes a minimum of the end.
  const auto cliff = [](int i) { return i < 97 ? 100.0 - i : 1e9; };
  CHECK(lr_of(M::minimum, used_part(curve(100, cliff), 100)) == rate(94) / 10);
  const auto nan_at_end = [](int i) { return i < 99 ? 100.0 - i : not_a_number; };
  CHECK(used_part(curve(100, nan_at_end), 100).rises_later);
  CHECK_FALSE(used_part(curve(100, [](int i) { return 100.0 - i; }), 100).rises_later);
}
