// The stages of one training step.
#pragma once

#include <string_view>

namespace lrscope {

/// In order of computation.
enum class Stage { input, forward, loss, backward, update };

constexpr std::string_view name_of(Stage stage) {
  constexpr std::string_view names[] = {"input", "forward", "loss", "backward", "update"};
  return names[static_cast<int>(stage)];
}

}  // namespace lrscope
