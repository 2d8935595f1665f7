// Writes to standard error; write errors are ignored.
#pragma once

#include <string_view>

#include "base/patient_write.h"
#include "base/streams.h"

namespace lrscope::cli {

inline void print_note(std::string_view text) { static_cast<void>(write_patiently(standard_streams().error, text)); }

}  // namespace lrscope::cli
