// The spectrum of the Hessian at one θ, its trace and density, and where the top eigenvector lives: one SpectrumRecord, and
// lists of eigenvalues, of bins of their density and of the shares of columns and layers in the top eigenvector. An absent
// optional was not measured, or does not exist.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "curvature/hessian.h"
#include "lrscope/curvature.h"
#include "lrscope/run_spec.h"
#include "report/field.h"
#include "report/screen.h"
#include "spec/question_specs.h"

namespace lrscope {

struct SpectrumRecord {
  LRSCOPE_RECORD(SpectrumRecord, "spectrum", "spectrum");
  LRSCOPE_FIELD(std::uint64_t, seed, "", "seed of initial weights and batch order");
  LRSCOPE_FIELD(std::int64_t, step, "step", "t: the Hessian H is that at θ_t");
  LRSCOPE_FIELD(std::optional<double>, lr, "", "the learning rate of the run that led there, before its schedule");
  LRSCOPE_FIELD(std::int64_t, parameters, "", "n, the order of H");
  LRSCOPE_FIELD(std::optional<std::int64_t>, rows, "rows", "rows that the loss is taken over");
  LRSCOPE_FIELD(double, loss, "loss", "L(θ_t) over these rows");
  LRSCOPE_FIELD(double, gradient_norm, "loss/θ", "‖∇L(θ_t)‖₂ over these rows");
  LRSCOPE_FIELD(double, sharpness, "loss/θ²", "λmax(H), the largest eigenvalue");
  LRSCOPE_FIELD(double, smallest_eigenvalue, "loss/θ²", "λmin(H), the most negative one");
  LRSCOPE_FIELD(bool, converged, "", "whether all eigenvalues that were asked for converged");
  LRSCOPE_FIELD(std::optional<double>, condition_number, "", "λmax/λmin where H is positive definite");
  LRSCOPE_FIELD(std::string, condition_note, "", "why there is none");
  LRSCOPE_FIELD(double, trace, "loss/θ²", "sum of all eigenvalues");
  LRSCOPE_FIELD(std::optional<double>, trace_standard_error, "loss/θ²",
                "its standard error over the probes; without probes, where it is exact, a bound on rounding");
  LRSCOPE_FIELD(double, mean_square, "loss²/θ⁴", "mean of the squared eigenvalues, ‖H‖_F²/n");
  LRSCOPE_FIELD(std::optional<double>, mean_square_standard_error, "loss²/θ⁴", "its standard error");
  LRSCOPE_FIELD(double, negative_mass, "share", "share of the eigenvalues below −resolution");
  LRSCOPE_FIELD(std::optional<double>, negative_mass_standard_error, "share",
                "its standard error, over the probes and for lack of Lanczos steps");
  LRSCOPE_FIELD(double, resolution, "loss/θ²",
                "eigenvalues nearer to 0 cannot be told from 0: by rounding, 1e-10 (float32: 1e-5) of the largest "
                "modulus, or for lack of Lanczos steps");
  LRSCOPE_FIELD(double, unresolved_mass, "share", "share of the eigenvalues within the resolution, zeros among them");
  LRSCOPE_FIELD(std::optional<double>, unresolved_mass_standard_error, "share", "the same of it");
  LRSCOPE_FIELD(std::optional<std::int64_t>, probes, "",
                "random vectors of the estimates; absent where they are exact");
  LRSCOPE_FIELD(std::optional<std::int64_t>, lanczos_steps, "", "products for each of them, at most");
  LRSCOPE_FIELD(std::int64_t, hvps, "products", "Hessian-vector products in all");
  StartCurvature start;  // at θ_0 only: its batch limits
  LRSCOPE_COMPUTED("batch_limit", "", "at θ_0, as that of a run", r.start.batch_limit);
  LRSCOPE_COMPUTED("batch_limit_rule", "", "exact, bound or network-bound", r.start.batch_rule);
  LRSCOPE_COMPUTED("almost_sure_limit", "", "at θ_0, as that of a run", r.start.almost_sure_limit);
  LRSCOPE_COMPUTED("almost_sure_error", "", "its standard error", r.start.almost_sure_error);
};

enum class SpectrumEnd { top, bottom };

constexpr std::string_view name_of(SpectrumEnd end) { return end == SpectrumEnd::top ? "top" : "bottom"; }

struct EigenvalueRecord {
  LRSCOPE_RECORD(EigenvalueRecord, "eigenvalue", "eigenvalues");
  LRSCOPE_FIELD(SpectrumEnd, end, "", "top or bottom");
  LRSCOPE_FIELD(std::int64_t, rank, "", "from 1, from the end inwards");
  LRSCOPE_COMPUTED("eigenvalue", "loss/θ²", "λ", r.pair.value);
  LRSCOPE_COMPUTED("residual", "loss/θ²", "‖Hv − λv‖₂: an eigenvalue lies within this distance", r.pair.residual);
  LRSCOPE_COMPUTED("hvps", "products", "Hessian-vector products that all of this end took together", r.pair.hvps);
  LRSCOPE_COMPUTED("converged", "", "whether the residual reached the tolerance", r.pair.converged);
  Eigenvalue pair;
};

/// The share of the eigenvalues that lies between two numbers.
struct DensityRecord {
  LRSCOPE_RECORD(DensityRecord, "density", "density");
  LRSCOPE_FIELD(double, low, "loss/θ²", "lower edge of the bin");
  LRSCOPE_FIELD(double, high, "loss/θ²", "upper edge; the bin from −x to x holds what cannot be told from 0");
  LRSCOPE_FIELD(double, mass, "share", "share of the eigenvalues in it; all bins add up to 1");
  LRSCOPE_FIELD(std::optional<double>, standard_error, "share",
                "its standard error, over the probes and for lack of Lanczos steps");
};

enum class ShareOf { tensor, column };

constexpr std::string_view name_of(ShareOf of) { return of == ShareOf::tensor ? "tensor" : "column"; }

/// The contribution of a tensor, or of the first layer's weights of one input column, to ‖v‖² = 1.
struct ShareRecord {
  LRSCOPE_RECORD(ShareRecord, "share", "shares");
  LRSCOPE_FIELD(ShareOf, of, "", "tensor, or column: the first layer's weights of one input column");
  LRSCOPE_FIELD(std::optional<std::int64_t>, layer, "", "from 1");
  LRSCOPE_FIELD(std::string, tensor, "", "weight or bias; x for a function");
  LRSCOPE_FIELD(std::string, column, "", "name of the input column");
  LRSCOPE_FIELD(double, share, "share", "sum of v_i² over it, v the unit eigenvector of λmax");
  LRSCOPE_FIELD(std::optional<double>, share_of_tensor, "share",
                "of a column: the same, of the first layer's weights only");
};

struct SpectrumResult {
  SpectrumRecord spectrum;
  std::vector<EigenvalueRecord> eigenvalues;  // the top ones descending, then the bottom ones ascending
  std::vector<DensityRecord> density;         // ascending
  std::vector<ShareRecord> shares;            // tensors in order, then columns in order; none where H is 0
};

/// Those that --rows may name, the default first.
inline std::vector<const Kind*> spectrum_kinds() {
  return {&kind_of<EigenvalueRecord>(), &kind_of<DensityRecord>(), &kind_of<ShareRecord>(), &kind_of<SpectrumRecord>()};
}

/// Fills sharpness to hvps of the record, and the lists. `features`: names of the input columns, empty for a function.
/// Nothing if H is not finite. Requires: H stands at its θ; no more eigenvalues than parameters.
template <Real Scalar>
std::optional<SpectrumResult> measure_spectrum(Hessian<Scalar>& H, const CurvatureSpec& curvature,
                                               const SpectrumSpec& spec, const std::vector<std::string>& features);

/// About so many products it takes; ends of the spectrum that lie close together take more.
std::int64_t expected_products(std::int64_t parameters, const CurvatureSpec& curvature, const SpectrumSpec& spec);

/// For people to read.
std::string spectrum_table(const SpectrumResult& result, const Screen& screen = {});

}  // namespace lrscope
