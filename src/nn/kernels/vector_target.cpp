#include "nn/kernels/vector_target.h"

#include <hwy/targets.h>

namespace lrscope {

std::string_view vector_target() {
  const auto usable = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(usable & -usable);  // the best of them has the lowest bit
}

}  // namespace lrscope
