// Work that takes long beats: once a training step, once a Hessian-vector product. A display of progress listens, where
// there is one. Process-wide, because the terminal is.
#pragma once

#include <atomic>

namespace lrscope::pulse {

enum class Beat { step, product };

class Listener {
 public:
  virtual ~Listener() = default;
  /// From any thread.
  virtual void on_beat(Beat beat) = 0;
};

inline std::atomic<Listener*> listener = nullptr;

inline void beat(Beat beat) {
  if (Listener* here = listener.load(std::memory_order_acquire)) here->on_beat(beat);
}

}  // namespace lrscope::pulse
