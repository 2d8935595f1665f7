// Both ends of the spectrum of a Hessian, its trace and density, and where the top eigenvector lives.
#pragma once

#include <string>
#include <vector>

#include "curvature/hessian.h"
#include "curvature/spectrum.h"
#include "lrscope/run_spec.h"
#include "spec/spectrum_spec.h"

namespace lrscope {

/// Up to so many parameters H is computed as a matrix, unless probes or Lanczos steps were asked for.
inline constexpr Index most_exact_parameters = 1000;

/// Fills sharpness to hvps of the record, and the lists. `features`: names of the input columns, empty for a function.
/// If H is not finite, the sharpness is NaN and nothing else is filled. Requires: H stands at its θ; no more
/// eigenvalues than parameters.
template <Real Scalar>
SpectrumResult measure_spectrum(Hessian<Scalar>& H, const CurvatureSpec& curvature, const SpectrumSpec& spec,
                                const std::vector<std::string>& features);

}  // namespace lrscope
