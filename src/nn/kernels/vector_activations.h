// Activations in vectors of the widest kind that the processor has. Private to nn.
#pragma once

#include "lrscope/types.h"

namespace lrscope {

/// value ← f(z), slope ← f′(z), each of `size` elements.
template <Real S>
using VectorActivation = void (*)(const S* z, S* value, S* slope, Index size);

void vector_tanh(const float* z, float* value, float* slope, Index size);
void vector_tanh(const double* z, double* value, double* slope, Index size);
void vector_sigmoid(const float* z, float* value, float* slope, Index size);
void vector_silu(const float* z, float* value, float* slope, Index size);

}  // namespace lrscope
