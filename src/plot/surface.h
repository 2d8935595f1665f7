// The loss over one or two parameters, where it is known beyond the steps that were taken.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "plot/records.h"

namespace lrscope {

/// The loss at (x, y); y is ignored where there is one parameter.
using LossSurface = std::function<double(double x, double y)>;

/// Of a built-in function, evaluated; of a model that is linear in its parameters, a quadratic through the losses of steps over
/// all rows. None where the records determine neither.
std::optional<LossSurface> loss_surface(const RecordSet& records, std::size_t parameters);

struct SurfacePoint {
  double x, y;
};

/// The curve where the surface is `level`, inside a box, as pieces of two points: marching squares on a grid of 96 × 96.
std::vector<std::pair<SurfacePoint, SurfacePoint>> level_curve(const LossSurface& surface, double level,
                                                               SurfacePoint low, SurfacePoint high);

}  // namespace lrscope
