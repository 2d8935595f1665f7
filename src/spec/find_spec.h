// Settings of the learning-rate range test: plain data, each member with a row in the table of knobs.
#pragma once

#include <cstdint>

namespace lrscope {

struct FindSpec {
  double start_lr = 1e-7;
  double end_lr = 10;
  long long steps = 100;
  // As fastai, whose four suggestions these are; pytorch-lr-finder has 0.95.
  double smoothing = 0.98;
  double stop_factor = 4;
  double slide_threshold = 0.005;
  double boundary_tolerance = 0.1;  // of the search among independent runs, where --lr gives no rates
};

}  // namespace lrscope
