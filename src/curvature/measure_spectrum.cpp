#include <algorithm>
#include <cmath>

#include "curvature/density.h"
#include "curvature/eigenpairs.h"
#include "curvature/spectrum.h"

namespace lrscope {
namespace {

/// Accuracy of the products, relative to the size of H.
struct Accuracy {
  double eigenvalues;  // ‖Hv − λv‖ that is asked for
  double rounding;     // an eigenvalue nearer to 0 counts as 0
  double negligible;   // a Lanczos residual below it is rounding
};

template <Real S>
constexpr Accuracy accuracy = std::same_as<S, float> ? Accuracy{1e-4, 1e-5, 1e-6} : Accuracy{1e-10, 1e-10, 1e-13};

// Up to so many parameters there are hardly more vectors of signs than probes, which would give no standard error.
constexpr Index always_exact_parameters = 16;

// Up to so many H is computed as a matrix, unless probes or Lanczos steps were asked for.
constexpr Index most_exact_parameters = 1000;

constexpr Index default_probes = 16, default_steps = 80;

// Lanczos vectors beyond twice the wanted ones: many, for eigenvalues close together.
constexpr Index spare_vectors = 30;

struct Ends {
  Eigenpairs top;
  Eigenpairs bottom;
};

Ends measure_ends(const SymmetricMap& H, Index n, const CurvatureSpec& spec, double tolerance) {
  const Index k = std::max<Index>(1, static_cast<Index>(spec.eigenvalues));
  EigenSettings settings{.tolerance = tolerance,
                         .max_products = spec.max_hvps,
                         .subspace = 2 * k + spare_vectors,
                         .dense_up_to = most_exact_parameters};
  Ends ends;
  ends.top = all_extreme_eigenpairs(H, n, k, End::largest, settings);
  settings.scale = std::abs(ends.top.values.front().value);
  if (std::isfinite(settings.scale)) ends.bottom = all_extreme_eigenpairs(H, n, k, End::smallest, settings);
  return ends;
}

void append(std::vector<EigenvalueRecord>& list, SpectrumEnd end, const std::vector<Eigenvalue>& values) {
  std::int64_t rank = 0;
  for (const Eigenvalue& value : values) list.push_back({end, ++rank, value});
}

/// The condition number where H is positive definite beyond doubt, else why there is none.
void fill_condition(const Eigenvalue& top, const Eigenvalue& bottom, double rounding, SpectrumRecord& spectrum) {
  const double size = std::max(std::abs(top.value), std::abs(bottom.value));
  const double doubt = rounding * size;
  if (size == 0)
    spectrum.condition_note = "H is 0";
  else if (bottom.value < -doubt)  // vᵀHv of a unit vector: the smallest eigenvalue lies no higher
    spectrum.condition_note = "H has negative eigenvalues";
  else if (!top.converged || !bottom.converged)
    spectrum.condition_note = "the outermost eigenvalues did not converge";
  else if (bottom.value > std::max(doubt, bottom.residual))
    spectrum.condition_number = top.value / bottom.value;
  else
    spectrum.condition_note = "H is singular: its smallest eigenvalue is 0 within rounding";
}

std::vector<ShareRecord> shares_of(const Vector<double>& v, const std::vector<ParameterBlock>& layout,
                                   const std::vector<std::string>& features) {
  std::vector<ShareRecord> shares;
  for (const ParameterBlock& block : layout) {
    ShareRecord share;
    if (block.layer > 0) share.layer = block.layer;
    share.tensor = block.name;
    share.share = v.segment(block.offset, block.rows * block.cols).squaredNorm();
    shares.push_back(share);
  }
  if (features.empty()) return shares;
  const ParameterBlock& first = layout.front();  // out × in, row-major: one row here for each input column
  const Eigen::Map<const Matrix<double>> weights(v.data() + first.offset, first.cols, first.rows);
  const double whole = shares.front().share;
  for (Index i = 0; i < first.cols; ++i) {
    ShareRecord share;
    share.of = ShareOf::column;
    share.layer = first.layer;
    share.tensor = first.name;
    share.column = features[i];
    share.share = weights.row(i).squaredNorm();
    if (whole > 0) share.share_of_tensor = share.share / whole;
    shares.push_back(share);
  }
  return shares;
}

Density measure_density(const SymmetricMap& H, Index n, const SpectrumSpec& spec, const Accuracy& limits,
                        SpectrumRecord& spectrum) {
  const bool is_estimate_wanted = spec.probes || spec.lanczos_steps;
  if (n <= (is_estimate_wanted ? always_exact_parameters : most_exact_parameters))
    return exact_density(H, n, limits.rounding);
  const DensitySettings settings{.probes = spec.probes.value_or(default_probes),
                                 .steps = std::min<Index>(n, spec.lanczos_steps.value_or(default_steps)),
                                 .rounding = limits.rounding,
                                 .negligible = limits.negligible};
  spectrum.probes = settings.probes;
  spectrum.lanczos_steps = settings.steps;
  return estimate_density(H, n, settings);
}

}  // namespace

std::int64_t expected_products(std::int64_t parameters, const CurvatureSpec& curvature, const SpectrumSpec& spec) {
  const bool is_exact =
      parameters <= (spec.probes || spec.lanczos_steps ? always_exact_parameters : most_exact_parameters);
  const std::int64_t density = is_exact
                                   ? parameters
                                   : spec.probes.value_or(default_probes) *
                                         std::min<std::int64_t>(parameters, spec.lanczos_steps.value_or(default_steps));
  const std::int64_t end =
      parameters <= most_exact_parameters ? parameters : 4 * (curvature.eigenvalues + spare_vectors);
  return 2 * end + density;
}

template <Real S>
std::optional<SpectrumResult> measure_spectrum(Hessian<S>& H, const CurvatureSpec& curvature, const SpectrumSpec& spec,
                                               const std::vector<std::string>& features) {
  const Index n = H.dimension();
  const std::int64_t before = H.products();
  const SymmetricMap multiply = [&H](const Vector<double>& v, Vector<double>& Hv) { H.multiply(v, Hv); };
  SpectrumResult result;
  SpectrumRecord& spectrum = result.spectrum;

  const Ends ends = measure_ends(multiply, n, curvature, accuracy<S>.eigenvalues);
  if (ends.bottom.values.empty()) return std::nullopt;
  spectrum.sharpness = ends.top.values.front().value;
  spectrum.smallest_eigenvalue = ends.bottom.values.front().value;
  if (!std::isfinite(spectrum.smallest_eigenvalue)) return std::nullopt;
  if (curvature.eigenvalues > 0) {
    append(result.eigenvalues, SpectrumEnd::top, ends.top.values);
    append(result.eigenvalues, SpectrumEnd::bottom, ends.bottom.values);
  }
  spectrum.converged = std::ranges::all_of(ends.top.values, &Eigenvalue::converged) &&
                       std::ranges::all_of(ends.bottom.values, &Eigenvalue::converged);
  fill_condition(ends.top.values.front(), ends.bottom.values.front(), accuracy<S>.rounding, spectrum);
  if (spectrum.sharpness != 0 || spectrum.smallest_eigenvalue != 0)
    result.shares = shares_of(ends.top.vectors.col(0), H.layout(), features);

  const Density density = measure_density(multiply, n, spec, accuracy<S>, spectrum);
  if (!density.is_finite) return std::nullopt;
  const auto fill = [](const Estimate& estimate, double& value, std::optional<double>& standard_error) {
    value = estimate.value;
    standard_error = estimate.standard_error;
  };
  fill(trace_of(density, n), spectrum.trace, spectrum.trace_standard_error);
  fill(mean_square_of(density), spectrum.mean_square, spectrum.mean_square_standard_error);
  fill(negative_mass_of(density), spectrum.negative_mass, spectrum.negative_mass_standard_error);
  fill(unresolved_mass_of(density), spectrum.unresolved_mass, spectrum.unresolved_mass_standard_error);
  spectrum.resolution = resolution_of(density);
  result.density = histogram_of(density);
  spectrum.hvps = H.products() - before;
  return result;
}

template std::optional<SpectrumResult> measure_spectrum(Hessian<float>&, const CurvatureSpec&, const SpectrumSpec&,
                                                        const std::vector<std::string>&);
template std::optional<SpectrumResult> measure_spectrum(Hessian<double>&, const CurvatureSpec&, const SpectrumSpec&,
                                                        const std::vector<std::string>&);

}  // namespace lrscope
