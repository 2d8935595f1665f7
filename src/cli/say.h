// Words for the person at the terminal, on standard error. Never fails: what nobody can read is not worth
// dying for, nor waiting for once the work is to end.
#pragma once

#include <string>

#include "base/patient_write.h"
#include "base/streams.h"

namespace lrscope::cli {

inline void say(const std::string& text) { static_cast<void>(write_patiently(standard_streams().error, text)); }

}  // namespace lrscope::cli
