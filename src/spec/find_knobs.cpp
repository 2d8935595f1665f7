#include "spec/find_spec.h"

#include <vector>

#include "spec/knob_rows.h"

namespace lrscope {

template <>
std::span<const Knob<FindSpec>> knobs<FindSpec>() {
  using namespace knob_rows;
  constexpr std::string_view find = "Range test";
  constexpr Range rate{"a learning rate above 0, such as 1e-7", 0, infinity, true, true};
  constexpr Range steps{"a whole number from 10 to 10000", 10, 1e4};
  constexpr Range tolerance{"a relative width from 1e-6 to 1; 0.1 is 10 %", 1e-6, 1};
  static const std::vector<Knob<FindSpec>> table = {
      number<FindSpec>("start-lr", "X", find, rate, "learning rate of the first step of the range test",
                       member(&FindSpec::start_lr)),
      number<FindSpec>("end-lr", "X", find, rate, "learning rate of its last step", member(&FindSpec::end_lr)),
      number<FindSpec>("steps", "N", find, steps, "steps of the range test, each with a higher rate",
                       member(&FindSpec::steps)),
      number<FindSpec>("smoothing", "B", find, fraction,
                       "β of the moving average of its loss (fastai .98, pytorch-lr-finder .95); 0: none",
                       member(&FindSpec::smoothing)),
      number<FindSpec>("stop-factor", "F", find, above_one,
                       "the range test ends where the smoothed loss is above F × its lowest value (or its fall)",
                       member(&FindSpec::stop_factor)),
      number<FindSpec>("slide-threshold", "G", find, above_zero,
                       "difference of two slopes, in units of the loss, at which slide comes to rest",
                       member(&FindSpec::slide_threshold)),
      number<FindSpec>("boundary-tolerance", "W", find, tolerance,
                       "width to which independent runs search the divergence boundary, without --lr",
                       member(&FindSpec::boundary_tolerance)),
  };
  return table;
}

}  // namespace lrscope
