// Text that is no record.
#pragma once

#include <string_view>

#include "base/patient_write.h"
#include "base/streams.h"
#include "report/output.h"

namespace lrscope::cli {

/// To standard output. Throws: as Output.
inline void print(std::string_view text) {
  Output output;
  output.write(text);
  output.close();
}

/// To standard error; write errors are ignored.
inline void print_note(std::string_view text) { static_cast<void>(write_patiently(standard_streams().error, text)); }

}  // namespace lrscope::cli
