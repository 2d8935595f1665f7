// Settings of the spectrum: plain data, each member with a row in the table of knobs.
#pragma once

#include <optional>

namespace lrscope {

struct SpectrumSpec {
  long long at_step = 0;
  std::optional<long long> probes;         // absent: 16, or none where H is computed as a matrix
  std::optional<long long> lanczos_steps;  // absent: 80, or none where H is computed as a matrix
};

}  // namespace lrscope
