// What a run is made of, as lines of Python: a row for an activation, a loss or a schedule, a column for a framework. Words
// in @ are replaced by settings. Private to this folder.
#pragma once

#include <span>
#include <string_view>

namespace lrscope {

/// `numpy_value`: f(z). `numpy_slope`: what turns d, the gradient at a = f(z), into that at z.
struct ActivationScript {
  std::string_view name, numpy_value, numpy_slope, pytorch, tensorflow;
};

/// Of outputs o and targets y, rows × outputs: what is summed up over rows and outputs, and then divided by `divisor`:
/// elements, examples or one. `numpy_slope`: its derivative by o.
struct LossScript {
  std::string_view name, divisor, numpy_value, numpy_slope, pytorch, tensorflow;
};

/// η of step t from `eta`; T steps, after those of the warm-up.
struct ScheduleScript {
  std::string_view name, factor;
};

std::span<const ActivationScript> activation_scripts();
std::span<const LossScript> loss_scripts();
std::span<const ScheduleScript> schedule_scripts();

}  // namespace lrscope
