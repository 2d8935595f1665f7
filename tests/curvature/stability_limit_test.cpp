// Where a ratio that grows with the learning rate passes 1: against functions whose answer is known.
#include "curvature/sharpness.h"

#include "test.h"

namespace {
const RateRange range{1e-45, 3.4e38};

/// The limit of `ratio`, found with few questions.
StabilityLimit limit_of(const std::function<double(double)>& ratio) {
  int asked = 0;
  const StabilityLimit found = stability_limit(
      [&](double eta) {
        ++asked;
        return ratio(eta);
      },
      range, 1e-6);
  CHECK(asked <= 35);  // nine in the mean; most where the ratio stands still just below 1
  return found;
}
}  // namespace

TEST_CASE(
    "a ratio that is proportional to the rate is solved at once, and one that overflows or is NaN is above 1 there") {
  for (const double c : {1e-30, 1e-3, 0.7, 1.0, 3.0, 1e20})
    CHECK(is_close(limit_of([&](double eta) { return c * eta; }).limit.value(), 1 / c, 1e-5));
  const auto found = limit_of([](double eta) { return eta > 1e3 ? NAN : eta / 500 + 0.5; });
  CHECK(is_close(found.limit.value(), 250, 1e-5));
}

TEST_CASE("the limit is found where a part of the ratio stands still") {
  for (const double c : {1e-12, 0.02, 5.0, 1e9})
    for (const double still : {-3.0, 0.0, 1e-9, 0.4, 0.99}) {
      INFO(c << " beside " << still);
      const auto above = limit_of([&](double eta) { return std::max(still, c * eta); });
      CHECK(is_close(above.limit.value(), 1 / c, 2e-6));
      const auto sum = limit_of([&](double eta) { return still + c * eta; });
      CHECK(is_close(still + c * sum.limit.value(), 1, 2e-6));
      if (still < 0) continue;
      const auto coupled = limit_of([&](double eta) { return std::hypot(still, std::sqrt(c * eta)); });
      CHECK(is_close(std::hypot(still, std::sqrt(c * coupled.limit.value())), 1, 2e-6));
    }
}

TEST_CASE("where there is no limit the note says why") {
  const std::string too_high = "the rates of --layer-lr are past the threshold by themselves, whatever --lr";
  for (const double still : {1.0, 1.5, 1e300})
    CHECK(limit_of([&](double eta) { return still + eta; }).note == too_high);
  const auto flat = limit_of([](double) { return 0.3; });
  CHECK_FALSE(flat.limit);
  CHECK(flat.note == "the loss curves upwards in no direction of the layers that --lr moves");
  CHECK(limit_of([](double) { return -1.0; }).note == flat.note);
  const auto invalid = limit_of([](double) { return NAN; });
  CHECK_EACH(!invalid.limit, invalid.note == "the Hessian is not finite");
}
