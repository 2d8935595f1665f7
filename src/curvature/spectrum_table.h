// A spectrum for people to read.
#pragma once

#include <string>

#include "curvature/spectrum.h"

namespace lrscope {

std::string spectrum_table(const SpectrumResult& result);

/// The density as horizontal bars, a row per bin, the largest eigenvalues on top; lengths are logarithmic.
std::string density_plot(const std::vector<DensityRecord>& density);

}  // namespace lrscope
