// How Eigen cuts matrix products into blocks: alike on every machine, in every program that includes this header.
//
// Eigen chooses its blocks by the sizes of the caches, for which it asks the processor. A sum that is cut elsewhere is
// rounded differently, so that the same program would give other last digits on another node of a cluster.
#pragma once

namespace lrscope {

/// Sets the sizes before main() begins: the program, its tests and whoever embeds the library compute the same digits.
struct MatrixBlocks {
  MatrixBlocks();
};

inline const MatrixBlocks matrix_blocks;

}  // namespace lrscope
