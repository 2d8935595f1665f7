// Error types, one for each exit status. A diverged run is a result, never an error.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lrscope {

/// The option that an error is about, as messages write it: "--lr", "DATA".
struct About {
  std::string flag;
  std::vector<std::string> also = {};  // other options whose values led to the error
};

/// An error about an option or a file, for callers who know where the option was set.
struct Error : std::runtime_error {
  explicit Error(const std::string& message) : std::runtime_error(message) {}
  /// The message is the flag, then `text`: "--lr" and " 'x': is not a number."
  Error(const About& about, std::string text)
      : std::runtime_error(about.flag + text), flag(about.flag), also(about.also), after_flag(std::move(text)) {}
  /// The message begins with the path of the file that it is about.
  Error(const std::string& file, const std::string& text) : std::runtime_error(file + ": " + text), path(file) {}

  void reword(const std::string& message) { static_cast<std::runtime_error&>(*this) = std::runtime_error(message); }

  std::string flag;                       // empty: no option, or unknown
  std::vector<std::string> also;          // flags
  std::optional<std::string> after_flag;  // the message behind the flag, if it begins with the flag
  std::string path;                       // of the file, if it is about one
};

/// `error`, about the option `flag` although its message does not begin with it.
template <class E>
E about(std::string flag, E error) {
  error.flag = std::move(flag);
  return error;
}
/// `error`, about the file `path`.
template <class E>
E about_file(std::string path, E error) {
  error.path = std::move(path);
  return error;
}

/// The request is wrong: an unknown name, a value out of range. The message shows the right form.
struct UsageError : Error {
  using Error::Error;
  UsageError(const std::string& message, std::vector<std::string> lines) : Error(message), details(std::move(lines)) {}

  std::vector<std::string> details;  // lines below the message
};

/// The data are wrong. The message names file, line and column, the raw text, and what to do.
struct DataError : Error {
  using Error::Error;
};

/// A file cannot be read or written.
struct IoError : Error {
  using Error::Error;
};

/// The reader of our output has gone. Not a failure: the program ends quietly.
struct ClosedPipe : std::runtime_error {
  ClosedPipe() : std::runtime_error("closed pipe") {}
};

}  // namespace lrscope
