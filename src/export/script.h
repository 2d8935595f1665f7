// A short program in Python that repeats a run from the files beside it, with the parts that this run needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lrscope/run_spec.h"
#include "nn/layout.h"

namespace lrscope {

/// keras: version 3 on TensorFlow. tf1: graphs of tensorflow.compat.v1.
enum class Framework { numpy, pytorch, keras, tf1 };

constexpr std::string_view name_of(Framework framework) {
  constexpr std::string_view names[] = {"numpy", "pytorch", "keras", "tf1"};
  return names[static_cast<int>(framework)];
}

/// `spec`: its loss and the optimizer's defaults are filled in. `steps`: of the run. `has_weights`: of rows, in
/// weights.npy. Prints the csv step,loss,gradient_norm until the loss is NaN, and last the loss over all rows. Throws:
/// UsageError for a setting that the framework cannot repeat.
std::string training_script(Framework framework, const RunSpec& spec, const Layout& layout, std::int64_t steps,
                            bool has_weights);

}  // namespace lrscope
