// The knobs that belong to one question: to its spectrum, or to its range test.
#include <vector>

#include "spec/knob_rows.h"
#include "spec/question_specs.h"

namespace lrscope {

using namespace knob_rows;

template <>
std::span<const Knob<SpectrumSpec>> knobs<SpectrumSpec>() {
  constexpr Range probes{"a whole number from 1 to 100000", 1, 1e5};
  constexpr Rows<SpectrumSpec> spectrum{"Spectrum"};
  static const std::vector<Knob<SpectrumSpec>> table = {
      spectrum.number("at-step", "N", count_or_zero, "measure at θ_N, after N steps of the run with --lr",
                      &SpectrumSpec::at_step),
      spectrum.number("probes", "N", probes,
                      "random vectors that trace and density are estimated with (default: 16; with 1000 parameters or "
                      "fewer both are exact instead)",
                      &SpectrumSpec::probes),
      spectrum.number("lanczos-steps", "M", probes,
                      "products for each of them (default: 80, at most the number of parameters)",
                      &SpectrumSpec::lanczos_steps),
  };
  return table;
}

template <>
std::span<const Knob<FindSpec>> knobs<FindSpec>() {
  constexpr Range rate{"a learning rate above 0, such as 1e-7", 0, infinity, true, true};
  constexpr Range steps{"a whole number from 10 to 10000", 10, 1e4};
  constexpr Range tolerance{"a relative width from 1e-6 to 1; 0.1 is 10 %", 1e-6, 1};
  constexpr Rows<FindSpec> find{"Range test"};
  static const std::vector<Knob<FindSpec>> table = {
      find.number("start-lr", "X", rate, "learning rate of the first step of the range test", &FindSpec::start_lr),
      find.number("end-lr", "X", rate, "learning rate of its last step", &FindSpec::end_lr),
      find.number("steps", "N", steps, "steps of the range test, each with a higher rate", &FindSpec::steps),
      find.number("smoothing", "B", fraction,
                  "β of the moving average of its loss (fastai .98, pytorch-lr-finder .95); 0: none",
                  &FindSpec::smoothing),
      find.number("stop-factor", "F", above_one,
                  "the range test ends where the smoothed loss is above F × its lowest value (or its fall)",
                  &FindSpec::stop_factor),
      find.number("slide-threshold", "G", above_zero,
                  "difference of two slopes, in units of the loss, at which slide comes to rest",
                  &FindSpec::slide_threshold),
      find.number("boundary-tolerance", "W", tolerance,
                  "width to which independent runs search the divergence boundary, without --lr",
                  &FindSpec::boundary_tolerance),
      find.number("warmup", "LR", rate,
                  "in place of the range test, search the shortest warm-up with which LR trains with every seed",
                  &FindSpec::warmup),
  };
  return table;
}

}  // namespace lrscope
