// Errors of opening, reading and writing files, with their remedies.
#pragma once

#include <string>

#include "lrscope/errors.h"

namespace lrscope {

/// "d.csv: cannot be read: No such file or directory; did you mean 'data.csv'?": `error` is an errno.
IoError cannot_be_read(const std::string& path, int error);
IoError cannot_be_written(const std::string& path, int error);

/// "make space": the remedy where writing failed on the way; empty if only another file helps.
std::string cure_of_writing(int error);

}  // namespace lrscope
