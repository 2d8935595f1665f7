// The program, as a function: words in, text out, an exit status.
#pragma once

#include <string>
#include <vector>

#include "base/streams.h"

namespace lrscope::cli {

/// Runs the command line `words`, which begin with the name of the program. Restores everything but signals. No throw.
int run(const std::vector<std::string>& words, const Streams& streams = {});

/// Says what the exception that is being handled means. Allocates nothing.
void report_fault();

}  // namespace lrscope::cli
