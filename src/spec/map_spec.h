// The axes of a map: the knob that each one changes, and its values.
//
//   lr=log:1e-4:10          evenly spaced in the logarithm          momentum=lin:0:.99      evenly spaced
//   lr[2]=log:1e-3:1e6      the learning rate of the second layer   width=lin:1:64          units of every hidden layer
//
// Any knob of a run that takes a number is an axis; also lr, lr[LAYER], width and depth. The first value and the last
// are exact; knobs that take whole numbers only are rounded, each value once.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lrscope/run_spec.h"
#include "spec/change.h"

namespace lrscope {

/// Which engine trains the cells.
enum class MapEngine {
  automatic,  // lockstep where cells are many and tiny
  loop,
  lockstep,  // wherever there is a lockstep version
};

/// "auto", "loop", "lockstep": as the command line calls it.
std::string_view name_of(MapEngine engine);

struct AxisSpec {
  std::string knob;  // "lr", "lr[2]", "width", "init-scale", …
  bool is_log = false;
  bool is_whole = false;
  double from = 0;
  double to = 1;
};

/// The knobs that can be an axis, beside "lr[N]" of every layer.
std::vector<std::string> axis_knobs();

/// `flag`: --x or --y, for messages. Throws: UsageError that shows the right form, for an unknown knob with the
/// nearest.
AxisSpec parse_map_axis(std::string_view flag, std::string_view text);

/// The text that parse_map_axis() accepts.
std::string axis_text(const AxisSpec& axis);

/// `count` values from `from` to `to`, ascending; fewer where whole numbers are fewer. Requires: count ≥ 2.
std::vector<double> axis_values(const AxisSpec& axis, long long count);

/// The flags that make `base` the run of this value. Two axes of layers' rates go into one flag, so that the second is
/// applied to the request with the first. Throws: UsageError for a value that the knob refuses.
Change axis_change(const AxisSpec& axis, double value, const RunSpec& base);

/// True if the shape of the network and the rows do not depend on the knob: then runs can be trained in lockstep.
bool keeps_shape(const AxisSpec& axis);

/// "256x128", "256". Throws: UsageError.
std::pair<long long, long long> parse_map_size(std::string_view text);

/// The part X0:X1,Y0:Y1 of a map, in the values of its axes. Throws: UsageError.
void zoom(std::string_view text, AxisSpec& x, AxisSpec& y);

}  // namespace lrscope
