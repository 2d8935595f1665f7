#include "lrscope/matrix.h"

#include <Eigen/Core>

namespace lrscope {

MatrixBlocks::MatrixBlocks() {
  // Caches that nearly every processor with vectors has, of each core its own.
  constexpr std::ptrdiff_t first_level = 32 << 10, second_level = 512 << 10, third_level = 2 << 20;
  Eigen::setCpuCacheSizes(first_level, second_level, third_level);
}

}  // namespace lrscope
