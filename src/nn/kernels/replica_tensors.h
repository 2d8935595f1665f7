// The arguments of the vector code of the replicas. Private to this folder.
//
// N replicas stand side by side: element k of a tensor of replica j is at k·N + j, so that one register holds one
// element of all of them. N is the number of lanes of the widest registers of the processor.
#pragma once

#include <span>

#include "lrscope/types.h"
#include "nn/activation.h"
#include "nn/layout.h"
#include "nn/loss.h"

namespace lrscope {

/// How an activation is computed: in place of the pre-activations, its slope from its value (relu selects, see ReluBackward);
/// or by an ActivationKernel, whose slopes are multiplied by.
enum class ReplicaActivation { tanh, relu, by_kernel };

/// Workspace of one layer, for a block of examples.
template <Real S>
struct ReplicaLayer {
  S* z;  // (units × examples) × N: pre-activations, in the end ∂L/∂z
  S* a;  // activations; the same place as z where they are computed in place
  S* s;  // slopes; unused where they are computed from a
};

template <Real S>
struct ReplicaPass {
  std::span<const Layer> layers;
  bool has_bias = true;
  const S* theta = nullptr;  // parameters × N
  S* g = nullptr;            // parameters × N; null: the loss alone is wanted
  // The rows of the step: the same for every replica, or each one's own.
  bool are_rows_shared = true;
  const S* inputs = nullptr;              // features × rows, or (features × rows) × N
  const S* targets = nullptr;             // outputs × rows, or (outputs × rows) × N
  Index rows = 0;                         // of the replica that has most
  const S* counts = nullptr;              // N: rows of each replica
  const S* divisors = nullptr;            // N: divisor of the sum over its rows
  std::span<const ReplicaLayer<S>> work;  // a layer each
  ReplicaActivation activation = ReplicaActivation::by_kernel;
  const ActivationKernel<S>* kernel = nullptr;
  S leaky_slope = 0;
  ReplicaLoss loss = ReplicaLoss::square;
  S huber_delta = 1;
  S* losses = nullptr;  // N
};

template <Real S>
struct ReplicaUpdate {
  S* theta = nullptr;
  const S* g = nullptr;
  S* v = nullptr;            // velocities; null without momentum
  bool looks_ahead = false;  // nesterov
  std::span<const ParameterBlock> blocks;
  const S* eta = nullptr;       // blocks × N
  const S* beta = nullptr;      // N; with velocities
  const S* factor = nullptr;    // blocks × N, of g; null: 1
  const S* decay = nullptr;     // blocks × N; null without weight decay
  S* zero_if_finite = nullptr;  // N: 0 where all of θ is finite afterwards, else NaN
};

/// Most examples of a block.
inline constexpr Index replica_block = 16;

/// For the widest vectors of this processor, of N lanes. pass() writes the losses, and g where it is wanted; update() is
/// g ← factor·g + λθ; v ← βv + g; θ ← θ − ηv, or −η(g + βv) looking ahead, or −ηg without velocities.
template <class S>
struct ReplicaKernels {
  Index lanes;
  void (*pass)(const ReplicaPass<S>& tensors);
  void (*update)(const ReplicaUpdate<S>& tensors);
};
PerPrecision<ReplicaKernels> replica_kernels();

}  // namespace lrscope
