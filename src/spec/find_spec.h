// Which learning-rate range test was asked for, beside the run that it changes: plain data. Rows of the table
// of knobs.
#pragma once

#include <cstdint>

namespace lrscope {

struct FindSpec {
  double start_lr = 1e-7;
  double end_lr = 10;
  long long steps = 100;
  // 0.98 is what fastai smooths with, whose four suggestions these are; pytorch-lr-finder has 0.95.
  double smoothing = 0.98;
  double stop_factor = 4;
  double slide_threshold = 0.005;
  double boundary_tolerance = 0.1;  // of the search among independent runs, where --lr gives no rates
};

}  // namespace lrscope
