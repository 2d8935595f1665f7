#include "lrscope/record/spectrum.h"

#include <vector>

#include "report/members.h"

namespace lrscope {
const RecordKind<SpectrumRecord>& kind_of(const SpectrumRecord*) {
  using R = SpectrumRecord;
  static const std::vector<Field<R>> table = {
      field("seed", "", &R::seed, "seed of initial weights and batch order"),
      field("step", "step", &R::step, "t: the Hessian H is that at θ_t"),
      field("lr", "", &R::lr, "the learning rate of the run that led there, before its schedule"),
      field("parameters", "", &R::parameters, "n, the order of H"),
      field("rows", "rows", &R::rows, "rows that the loss is taken over"),
      field("loss", "loss", &R::loss, "L(θ_t) over these rows"),
      field("gradient_norm", "loss/θ", &R::gradient_norm, "‖∇L(θ_t)‖₂ over these rows"),
      field("sharpness", "loss/θ²", &R::sharpness, "λmax(H), the largest eigenvalue"),
      field("smallest_eigenvalue", "loss/θ²", &R::smallest_eigenvalue, "λmin(H), the most negative one"),
      field("converged", "", &R::converged, "whether all eigenvalues that were asked for converged"),
      field("condition_number", "", &R::condition_number, "λmax/λmin where H is positive definite"),
      field("condition_note", "", &R::condition_note, "why there is none"),
      field("trace", "loss/θ²", &R::trace, "sum of all eigenvalues"),
      field("trace_standard_error", "loss/θ²", &R::trace_standard_error,
            "its standard error over the probes; without probes, where it is exact, a bound on rounding"),
      field("mean_square", "loss²/θ⁴", &R::mean_square, "mean of the squared eigenvalues, ‖H‖_F²/n"),
      field("mean_square_standard_error", "loss²/θ⁴", &R::mean_square_standard_error, "its standard error"),
      field("negative_mass", "share", &R::negative_mass, "share of the eigenvalues below −resolution"),
      field("negative_mass_standard_error", "share", &R::negative_mass_standard_error, "its standard error"),
      field("resolution", "loss/θ²", &R::resolution,
            "what lies nearer to 0 cannot be told from it: by rounding, 1e-10 (float32: 1e-5) of the largest "
            "modulus, or for want of Lanczos steps"),
      field("unresolved_mass", "share", &R::unresolved_mass,
            "share of the eigenvalues within the resolution, zeros among them"),
      field("unresolved_mass_standard_error", "share", &R::unresolved_mass_standard_error,
            "its standard error"),
      field("probes", "", &R::probes, "random vectors of the estimates; absent where they are exact"),
      field("lanczos_steps", "", &R::lanczos_steps, "products for each of them, at most"),
      field("hvps", "products", &R::hvps, "Hessian-vector products of all this"),
  };
  static const RecordKind<R> kind("spectrum", "spectrum", table);
  return kind;
}

const RecordKind<EigenvalueRecord>& kind_of(const EigenvalueRecord*) {
  using R = EigenvalueRecord;
  static const std::vector<Field<R>> table = {
      field("end", "", &R::end, "top or bottom"),
      field("rank", "", &R::rank, "from 1, from the end inwards"),
      part("eigenvalue", "loss/θ²", "λ", &R::pair, &Eigenvalue::value),
      part("residual", "loss/θ²", "‖Hv − λv‖₂: an eigenvalue lies this near to it", &R::pair,
           &Eigenvalue::residual),
      part("hvps", "products", "Hessian-vector products that all of this end took together", &R::pair,
           &Eigenvalue::hvps),
      part("converged", "", "whether the residual became as small as it should", &R::pair,
           &Eigenvalue::converged),
  };
  static const RecordKind<R> kind("eigenvalue", "eigenvalues", table);
  return kind;
}

const RecordKind<DensityRecord>& kind_of(const DensityRecord*) {
  using R = DensityRecord;
  static const std::vector<Field<R>> table = {
      field("low", "loss/θ²", &R::low, "lower edge of the bin"),
      field("high", "loss/θ²", &R::high, "upper edge; the bin from −x to x holds what cannot be told from 0"),
      field("mass", "share", &R::mass, "share of the eigenvalues in it; all bins add up to 1"),
      field("standard_error", "share", &R::standard_error, "its standard error over the probes"),
  };
  static const RecordKind<R> kind("density", "density", table);
  return kind;
}

const RecordKind<ShareRecord>& kind_of(const ShareRecord*) {
  using R = ShareRecord;
  static const std::vector<Field<R>> table = {
      field("of", "", &R::of, "tensor, or column: the first layer's weights of one input column"),
      field("layer", "", &R::layer, "from 1"),
      field("tensor", "", &R::tensor, "weight or bias; x for a function"),
      field("column", "", &R::column, "name of the input column"),
      field("share", "share", &R::share, "sum of v_i² over it, v the unit eigenvector of λmax"),
      field("share_of_tensor", "share", &R::share_of_tensor,
            "of a column: the same, of the first layer's weights only"),
  };
  static const RecordKind<R> kind("share", "shares", table);
  return kind;
}

std::vector<const Kind*> spectrum_kinds() {
  return {&kind_of<EigenvalueRecord>(), &kind_of<DensityRecord>(), &kind_of<ShareRecord>(),
          &kind_of<SpectrumRecord>()};
}

}  // namespace lrscope
