// From a request back to the command line that runs it.
#pragma once

#include <string>

#include "lrscope/spec/change.h"
#include "options.h"

namespace lrscope::cli {

/// "lrscope sweep data.csv --scale standard --lr 0.001": what differs from the defaults, in words of a shell.
/// Data path, seeds and initial parameters are those of `options`.
std::string command_line(const Options& options, const Request& request);

}  // namespace lrscope::cli
