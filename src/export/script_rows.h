// What a run is made of, as lines of Python: one row for an activation, a loss, an optimizer or a schedule, one column for a
// framework. An empty cell: that framework cannot repeat it. Words in @ are replaced by settings. Private to this folder.
#pragma once

#include <span>
#include <string_view>

namespace lrscope {

/// `numpy_value`: f(z). `numpy_slope`: what turns d, the gradient at a = f(z), into that at z.
struct ActivationScript {
  std::string_view name, numpy_value, numpy_slope, pytorch, tensorflow;
};

/// tensorflow: `elements` and `examples` are the sizes of y as numbers. Of outputs o and targets y, `rows × outputs`. `numpy_slope`: ∂L/∂o.
struct LossScript {
  std::string_view name, numpy_value, numpy_slope, pytorch, tensorflow;
};

/// numpy: `numpy_start` once, `numpy_update` each step t = 1, 2, … with the gradient g, η in `eta`, and θ in `theta`.
/// pytorch: the optimizer of the parameter groups `groups`. keras and tf1 take no ε: theirs is another one.
struct OptimizerScript {
  std::string_view name, numpy_start, numpy_update, pytorch, keras = {}, tf1 = {};
};

/// η of step t from `eta`; T steps, after those of the warm-up.
struct ScheduleScript {
  std::string_view name, factor;
};

std::span<const ActivationScript> activation_scripts();
std::span<const LossScript> loss_scripts();
std::span<const OptimizerScript> optimizer_scripts();
std::span<const ScheduleScript> schedule_scripts();

}  // namespace lrscope
