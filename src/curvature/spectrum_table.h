// A spectrum for people to read.
#pragma once

#include <string>

#include "curvature/spectrum.h"

namespace lrscope {

std::string spectrum_table(const SpectrumResult& result);

}  // namespace lrscope
