#include "optim/schedule.h"
#include "test.h"

namespace {
Schedule schedule(const std::string& name, std::int64_t steps, long long warmup = 0,
                  std::optional<double> rate = std::nullopt, std::optional<long long> period = std::nullopt) {
  return Schedule({name, rate, period, warmup, std::nullopt}, steps);
}
}  // namespace

TEST_CASE("schedules follow their formulas, and start behind a warm-up that climbs to the rate in its last step") {
  CHECK_EACH(schedule("constant", 10).rate(0.3, 7) == 0.3, is_close(schedule("linear", 10).rate(1, 4), 0.6, 1e-15));
  CHECK_EACH(is_close(schedule("cosine", 10).rate(2, 5), 1, 1e-15), schedule("cosine", 10).rate(2, 0) == 2);
  CHECK(is_close(schedule("exponential", 10, 0, 0.5, 4).rate(1, 6), std::pow(0.5, 1.5), 1e-15));
  CHECK(is_close(schedule("step", 10, 0, 0.5, 4).rate(1, 7), 0.5, 1e-15));
  CHECK(is_close(schedule("step", 10, 0, 0.5, 4).rate(1, 8), 0.25, 1e-15));
  CHECK_EACH(is_close(schedule("step", 30).rate(1, 10), 0.1, 1e-15), schedule("inverse-time", 10).rate(1, 3) == 0.25);
  CHECK(is_close(schedule("inverse-time", 10, 0, 0.5, 4).rate(1, 6), 1 / 1.75, 1e-15));  // 1/(1 + ½·6/4)
  const Schedule s = schedule("linear", 14, 4);
  CHECK_EACH(s.rate(1, 0) == 0.25, s.rate(1, 3) == 1, s.rate(1, 4) == 1);
  CHECK_EACH(is_close(s.rate(1, 9), 0.5, 1e-15), s.rate(1, 13) > 0);
}

TEST_CASE("a rate to rise to is reached in the last step, by equal factors, whatever the schedule") {
  ScheduleSpec spec;
  spec.name = "cosine";
  spec.warmup_steps = 3;
  spec.rise_to = 0.7;
  const Schedule s(spec, 8);
  CHECK_EACH(s.rate(1e-7, 0) == 1e-7, s.rate(1e-7, 7) == 0.7);
  for (int t = 0; t < 7; ++t) CHECK(is_close(s.rate(1e-7, t + 1) / s.rate(1e-7, t), std::pow(7e6, 1.0 / 7), 1e-13));
  CHECK(s.rate(1e-7, 8) == 0.7);
}
