// What a run would go on from: plain data, in double.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lrscope/matrix.h"

namespace lrscope {

struct TrainedState {
  /// A vector of the optimizer's memory, laid out like θ.
  struct Memory {
    std::string name;
    Vector<double> values;
  };

  std::int64_t step = 0;
  Vector<double> theta = {};
  std::vector<Memory> memory = {};
};

}  // namespace lrscope
