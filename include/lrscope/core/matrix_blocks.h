// How matrix products are cut into blocks.
#pragma once

namespace lrscope {

/// Cuts matrix products of this process alike on every machine. Eigen chooses its blocks by the sizes of the caches, which
/// it asks the processor for, and where a sum is cut it is rounded differently: without this the same program gives other
/// last digits on another node of a cluster. Not thread-safe: a program calls it before it starts.
void fix_matrix_blocks();

}  // namespace lrscope
