// The learning rates at which gradient descent on random batches loses its footing, which lie below those of full batches. An
// error e moves by e ← e − ηH_B e, H_B the Hessian of the batch. Its mean square stops shrinking at one rate (Mulayoff and
// Michaeli 2024), single runs go on shrinking up to another one, where the Lyapunov exponent of the product of I − ηH_B is 0.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "lrscope/curvature.h"
#include "lrscope/matrix.h"
#include "lrscope/types.h"

namespace lrscope {

/// What an optimizer makes of a gradient g: u ← βu + g, then θ ← θ − ηu, or θ ← θ − η(g + βu) if nesterov.
struct Momentum {
  double beta = 0;
  bool is_nesterov = false;
};

/// The variance of the mean over a batch of `batch` of `rows` rows, over that of one row: (n − B)/(B(n − 1)), or 1/B where rows
/// are drawn with replacement.
double variance_factor(Index rows, Index batch, bool with_replacement);

/// Rows whose Hessians have rank one, as those of a linear model with a squared loss: H_i = u_iu_iᵀ.
class RankOneRows {
 public:
  /// `u`: n × d. Turns to the eigenvectors of H = Σu_iu_iᵀ/n and leaves out those along which no row curves. `decay` adds decay·I
  /// to the Hessian of every batch.
  RankOneRows(const Matrix<double>& u, double decay);

  Index rows() const { return u_.rows(); }
  /// r: eigenvalues of H that are not 0.
  Index rank() const { return u_.cols(); }
  /// n × r, in the coordinates of the eigenvectors.
  const Matrix<double>& u() const { return u_; }
  /// r eigenvalues of H + decay·I, ascending.
  const Vector<double>& eigenvalues() const { return eigenvalues_; }
  double decay() const { return decay_; }
  /// V(X) = E[(H_i − H)X(H_i − H)]: r × r.
  Matrix<double> noise(const Matrix<double>& X) const;

 private:
  Matrix<double> u_;
  Vector<double> eigenvalues_;
  double decay_;
};

/// Along one direction v: a = vᵀHv, and the mean of (vᵀH_iv)² over the rows.
struct AlongDirection {
  double curvature;
  double mean_square;
};

/// The largest η at which E‖e‖² stays bounded, exact to about 12 digits: where the spectral radius of the noise that comes back
/// is 1. `p`: variance_factor(). Absent without curvature. O(n·r²) an iteration, of which there are some hundred.
std::optional<double> mean_square_limit(const RankOneRows& rows, double p, const Momentum& momentum);

/// An upper bound of that limit, from one direction alone: 2a/((1−p)a² + p·mean(vᵀH_iv)²) without momentum. `decay` as above.
/// Absent where the loss curves upwards in no part of it.
std::optional<double> mean_square_bound(const AlongDirection& along, double decay, double p, const Momentum& momentum);

/// Sets `product` to H_B·e of the batch of step t.
using BatchProduct = std::function<void(Index t, const Vector<double>& e, Vector<double>& product)>;

struct AlmostSureLimit {
  double limit;
  double standard_error;
};

/// The η at which errors neither grow nor shrink in the long run, from `steps` steps from `start` on, the same batches for every
/// η. `low`: at or below it, such as mean_square_limit(). Absent where nothing grows up to 1024 × low.
std::optional<AlmostSureLimit> almost_sure_limit(const BatchProduct& product, const Vector<double>& start, Index steps,
                                                 double low, const Momentum& momentum);

/// "mean-square limit 0.0677 (exact), almost-sure limit 0.0777 ± 0.0006", as far as it is known; else, or where a bound says
/// nothing new, "".
std::string batch_limits_text(const StartCurvature& start);

}  // namespace lrscope
