// The ends of the spectrum of a symmetric map v ↦ Av that is only known by its products, by Spectra's implicitly
// restarted Lanczos method: the *algebraically* largest or smallest eigenvalues, not the largest in modulus.
#pragma once

#include <functional>
#include <vector>

#include "lrscope/curvature.h"
#include "lrscope/matrix.h"

namespace lrscope {

/// Av ← A·v, n elements each; A symmetric.
using SymmetricMap = std::function<void(const Vector<double>& v, Vector<double>& Av)>;

enum class End { largest, smallest };

struct EigenSettings {
  double tolerance = 1e-6;  // on ‖Av − λv‖, relative to |λ| + scale
  std::int64_t max_products = 1000;
  Index subspace = 20;    // vectors kept by the method, at least 2k + 1
  double scale = 0;       // size of A where it is known: else that of A·start
  Index dense_up_to = 0;  // n for which all of A and a dense solver are preferred, max_products permitting
};

/// Unit vectors v, one column each, with their eigenvalues from the end inwards.
struct Eigenpairs {
  std::vector<Eigenvalue> values;
  Matrix<double> vectors;    // n × k
  double size = 0;           // of A: the largest ‖Av‖ seen of a unit v
  bool is_complete = false;  // by a dense solver: nothing was overlooked

  /// An estimate of the next eigenvector inwards, and how far out its eigenvalue may lie: estimate plus residual (for
  /// End::smallest, minus). Empty and 0 where there is none.
  Vector<double> next_vector{};  // n
  double next_reach = 0;
};

/// One solve from `start`, which should have a part along the wanted vectors; of a multiple eigenvalue it may find one
/// copy only. Where A is not finite, values and residuals are NaN. Requires: 1 ≤ k ≤ n = size of `start`.
Eigenpairs extreme_eigenpairs(const SymmetricMap& A, Index k, End end, const Vector<double>& start,
                              const EigenSettings& settings);

/// As above, from a random start, then in the complement of what was found, until nothing further out is left there:
/// every copy of a multiple eigenvalue is found.
Eigenpairs all_extreme_eigenpairs(const SymmetricMap& A, Index n, Index k, End end, const EigenSettings& settings);

/// Standard normal vector number `number`, the same in every run of the program.
Vector<double> random_direction(Index n, std::uint32_t number);

}  // namespace lrscope
