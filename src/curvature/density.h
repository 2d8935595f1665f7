// Where the eigenvalues of a symmetric map lie: its trace, its mean square and a histogram, by stochastic Lanczos
// quadrature (Ubaru, Chen, Saad 2017; Ghorbani, Krishnan, Xiao 2019), or exactly for few parameters.
//
// A probe z of random signs has zᵀf(A)z ≈ tr f(A). Lanczos from z gives nodes λ_i and weights w_i with zᵀf(A)z/n ≈
// Σ w_i f(λ_i): exact for polynomials up to degree 2m − 1. Averaged over probes, the weights are the share of A's
// eigenvalues near each node.
#pragma once

#include <optional>
#include <vector>

#include "curvature/eigenpairs.h"
#include "curvature/spectrum.h"

namespace lrscope {

struct DensitySettings {
  Index probes = 16;
  Index steps = 80;           // of Lanczos for each probe; at most n are made
  double rounding = 1e-10;    // relative to the size of A, its largest |node|: smaller nodes count as 0
  double negligible = 1e-13;  // a Lanczos residual below this share of the size of A is rounding
};

/// The result of one probe: Σ weights = 1. A node λ_i = y_iᵀAy_i is the mean of the eigenvalues in its vector y_i, and
/// ‖Ay_i − λ_i y_i‖ their standard deviation: eigenvalues close together, such as those near 0 of a network, share a
/// node until Lanczos has made enough steps to separate them.
struct Quadrature {
  Vector<double> nodes;    // ascending
  Vector<double> weights;  // as many
  Vector<double> spreads;  // as many
};

struct Density {
  std::vector<Quadrature> probes = {};  // one that is exact: all eigenvalues, each with weight 1/n
  std::vector<Quadrature> halves = {};  // as many: the same after half of their steps; none where it is exact
  bool is_exact = false;
  bool is_finite = true;  // else A gave NaN or ±inf, and there are no probes
  double rounding = 0;
};

/// A mean over probes. The error is absent for a single probe; in an exact density it bounds the rounding of a trace or
/// a mean square, and is 0 for a mass. That of a mass also holds what is wrong with every probe alike: too few steps leave
/// weight in a neighbouring bin. It is the root of the sum of two squares, the standard error over the probes and the
/// change of the mean by the second half of the steps, an upper estimate of the change that further ones would make.
struct Estimate {
  double value = 0;
  std::optional<double> standard_error;
};

/// probes × steps products; keeps n × steps numbers. Requires: n, probes, steps ≥ 1.
Density estimate_density(const SymmetricMap& A, Index n, const DensitySettings& settings);

/// n products and a dense eigenproblem.
Density exact_density(const SymmetricMap& A, Index n, double rounding);

/// The largest |node|.
double size_of(const Density& density);

/// n · mean of the eigenvalues: Hutchinson's estimate of the trace.
Estimate trace_of(const Density& density, Index n);

/// Mean of the squared eigenvalues, ‖A‖_F²/n.
Estimate mean_square_of(const Density& density);

/// Eigenvalues nearer to 0 than this cannot be distinguished from 0: rounding · size, or the largest node whose spread
/// reaches across 0 (0.1 % of the mass aside). Rounded up to the edge of a bin; 0 for the zero map.
double resolution_of(const Density& density);

/// Share of the eigenvalues below −resolution, and share of those within it.
Estimate negative_mass_of(const Density& density);
Estimate unresolved_mass_of(const Density& density);

/// Two bins a decade, edges at 10^(k/2), ascending: negative ones, one around zero, positive ones, as far as there are
/// nodes. The one around zero holds the unresolved nodes and reaches to the first bin that is not empty. Masses add up
/// to 1.
std::vector<DensityRecord> histogram_of(const Density& density);

}  // namespace lrscope
