// Which spectrum was asked for, beside the run that leads to it: plain data. Rows of the table of knobs.
#pragma once

#include <optional>

namespace lrscope {

struct SpectrumSpec {
  long long at_step = 0;
  std::optional<long long> probes;         // absent: 16, or none where all of H is taken
  std::optional<long long> lanczos_steps;  // absent: 80, or none where all of H is taken
};

}  // namespace lrscope
