// Settings of the questions that are not about a run alone: plain data, each member with a row in question_knobs.cpp.
#pragma once

#include <optional>

namespace lrscope {

/// Of the spectrum.
struct SpectrumSpec {
  long long at_step = 0;
  std::optional<long long> probes;         // absent: 16, or none where H is computed as a matrix
  std::optional<long long> lanczos_steps;  // absent: 80, or none where H is computed as a matrix
};

/// Of the learning-rate range test.
struct FindSpec {
  double start_lr = 1e-7, end_lr = 10;
  long long steps = 100;
  double smoothing = 0.98;  // as fastai, whose four suggestions these are; pytorch-lr-finder has 0.95
  double stop_factor = 4;
  double slide_threshold = 0.005;
  double boundary_tolerance = 0.1;    // of the search among independent runs, where --lr gives no rates
  std::optional<double> warmup = {};  // the learning rate that a warm-up is searched for, in place of the range test
};

}  // namespace lrscope
