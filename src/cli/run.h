// The program, as a function: words in, text out, an exit status.
#pragma once

#include <string>
#include <vector>

#include "base/streams.h"

namespace lrscope::cli {

/// Runs `words`, which begin with the name of the program. Restores everything but signals. Throws nothing.
int run(const std::vector<std::string>& words, const Streams& streams = {});

/// Prints a message about the exception that is being handled. Allocates nothing.
void report_fault();

}  // namespace lrscope::cli
