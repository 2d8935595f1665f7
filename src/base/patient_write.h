// Writing to somebody who may read slowly, or not at all: as patient as it takes while there is work to do,
// and not a second longer once the work is to end (base/interruption.h).
#pragma once

#include <string_view>

namespace lrscope {

enum class Writing { done, failed, given_up };

/// Writes all of `bytes` to `descriptor`. Where it failed errno says why. It is given up where an end was
/// asked for and nothing was taken for a second since.
///
/// Thread-safe; async-signal-safe too. Never blocks where the other end is a pipe.
Writing write_patiently(int descriptor, std::string_view bytes);

}  // namespace lrscope
