// What --help prints: what it is, how it is called, examples, and only then the options.
#pragma once

#include <string>

#include "options/command.h"

namespace lrscope::cli {

std::string help_of(const Program& program);
std::string help_of(const Command& command);

}  // namespace lrscope::cli
