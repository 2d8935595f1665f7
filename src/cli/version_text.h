// What `lrscope --version` prints.
#pragma once

#include <string>

namespace lrscope::cli {

/// The first line is "lrscope" and the version, for scripts. The others say what was built, by what and for what.
std::string version_text();

}  // namespace lrscope::cli
