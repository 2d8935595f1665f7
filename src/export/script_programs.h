// The programs of training_script(), whose parts stand between @. Private to this folder.
#pragma once

#include <string_view>

namespace lrscope {

/// What all of them begin with.
extern const std::string_view beginning;
extern const std::string_view numpy_program, pytorch_program, keras_program, tf1_program;

}  // namespace lrscope
