// Writing to a reader who may be slow or gone: waits without limit while there is work to do, and for a second once the
// work is to stop (base/interruption.h).
#pragma once

#include <string_view>

namespace lrscope {

enum class Writing { done, failed, given_up };

/// Writes all of `bytes` to `descriptor`. failed: errno says why. given_up: a stop was requested, and for a second
/// nothing was taken. Thread-safe and async-signal-safe; never blocks where the other end is a pipe.
Writing write_patiently(int descriptor, std::string_view bytes);

}  // namespace lrscope
