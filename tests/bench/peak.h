// Fused multiply-adds and nothing else, in vectors of the widest kind that the processor has.
#pragma once

namespace lrscope::bench {

/// Does some tens of microseconds of work; returns how many floating-point operations that were.
double work_f32();
double work_f64();

}  // namespace lrscope::bench
