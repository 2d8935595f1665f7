// Why a file cannot be read or written and what can be done about it, in the same words wherever a file is
// opened.
#pragma once

#include <string>

#include "lrscope/errors.h"

namespace lrscope {

/// "d.csv: cannot be read: No such file or directory; did you mean 'data.csv'?": `error` is an errno. Looks
/// into the folder of a file that is not there.
IoError cannot_be_read(const std::string& path, int error);
IoError cannot_be_written(const std::string& path, int error);

/// "make space": what helps where writing failed on the way; empty if only another file does.
std::string cure_of_writing(int error);

}  // namespace lrscope
