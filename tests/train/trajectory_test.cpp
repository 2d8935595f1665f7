#include "train/watch/trajectory.h"
#include "test.h"

namespace {
Trajectory follow(const std::vector<double>& losses, double noise = 1) {
  Trajectory trajectory(noise);
  for (const double loss : losses) trajectory.add(loss);
  return trajectory;
}
}  // namespace

TEST_CASE("the final rise starts at the last low that the loss never came back to, within the noise of its batches") {
  CHECK_EACH(follow({1, 2, 4, 8}).rise_start() == 0, follow({100, 10, 1, 3, 2, 8, 5, 30, 20, 90}).rise_start() == 2,
             follow({80, 40, 44, 53, 73}).rise_start() == 1, follow({5, 4, 9, 4, 8}).rise_start() == 3,
             follow({1, 2, infinity, std::nan("")}).rise_start() == 0, !follow({std::nan("")}).rise_start());
  CHECK(follow({30, 20, 3, 3.5, 2.9, 3.4, 2.8, 3.3, 3.1, 9, 40, 1e6}, 2).rise_start() == 8);
  CHECK(follow({30, 20, 3, 3.5, 2.9, 3.4, 2.8, 3.3, 3.1, 9, 40, 1e6}, 1).rise_start() == 6);
}

TEST_CASE("growth is the factor of a geometric rise, up to its top and past a fall before it") {
  CHECK(is_close(*follow({50, 10, 1, 3, 9, 27, 81}).growth_per_step(), 3, 1e-12));
  CHECK(is_close(*follow({1, 4, 16, 64, infinity, infinity, std::nan("")}).growth_per_step(), 4, 1e-12));
  CHECK(is_close(*follow({1, 10, 100, 1000, 500, 400, 300}).growth_per_step(), 10, 1e-12));
  CHECK_FALSE(follow({1, infinity}).growth_per_step());
}

TEST_CASE("a rise and its growth begin at the earliest with the first step that went uphill on its own batch") {
  Trajectory trajectory(2);
  for (const double loss : {9.0, 1.0, 30.0, 40.0}) trajectory.add(loss);
  trajectory.note_first_rise();
  for (const double loss : {120.0, 360.0}) trajectory.add(loss);
  CHECK_EACH(trajectory.rise_start() == 3, is_close(*trajectory.growth_per_step(), 3, 1e-12));
  for (const double loss : {0.5, 2.0, 8.0}) trajectory.add(loss);  // a low ends that rise
  CHECK_EACH(trajectory.rise_start() == 6, is_close(*trajectory.growth_per_step(), 4, 1e-12));
}

TEST_CASE("the thinned curve is short, starts at the first and ends at the last loss") {
  Trajectory trajectory(1);
  for (int i = 0; i < 100003; ++i) trajectory.add(i);
  const std::vector<double> curve = trajectory.curve();
  CHECK_EACH(curve.size() <= 129, curve.size() >= 32, curve.front() == 0, curve.back() == 100002);
}
