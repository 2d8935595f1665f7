// What can go wrong, by whose hands it is to be mended. The command line turns each type into an exit status.
//
// A diverged run is a result, never an error.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lrscope {

/// The request is wrong: an unknown name, a value out of range. The message shows the right form.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
  UsageError(const std::string& message, std::vector<std::string> lines)
      : std::runtime_error(message), details(std::move(lines)) {}

  std::vector<std::string> details;  // lines below the message
};

/// The data are wrong. The message names file, line and column, the raw text, and what to do.
struct DataError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A file cannot be read or written.
struct IoError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The reader of our output went away. Not a failure: the program ends quietly.
struct ClosedPipe : std::runtime_error {
  ClosedPipe() : std::runtime_error("closed pipe") {}
};

}  // namespace lrscope
