#include "base/quantiles.h"

#include "test.h"

TEST_CASE("quantiles interpolate linearly between neighbours") {
  const std::vector<double> sorted = {1, 2, 4, 9};
  CHECK_EACH(quantile(sorted, 0) == 1, quantile(sorted, 1) == 9, quantile(sorted, 0.5) == 3,
             quantile(sorted, 0.25) == 1.75, quantile(sorted, 0.9) == Approx(7.5),
             quantile(std::vector<double>{7}, 0.3) == 7);
}

TEST_CASE("a median is the middle value, of an even number the mean of the middle two") {
  CHECK_EACH(median({3}) == 3, median({9, 1, 4}) == 4, median({100, 1, 4, 1000}) == 52, median({2, 1}) == 1.5,
             median({1e308, 1.5e308}) == 1.25e308, median({-1.5e308, 1.5e308}) == 0, std::isnan(median({})));
  CHECK_EACH(median({infinity, infinity}) == infinity, median({1, infinity, infinity, 2}) == infinity,
             median({not_a_number, 2, 1}) == 2, std::isnan(median({not_a_number, 1})),
             median({-infinity, -infinity, 3}) == -infinity);
}
