// Where bytes go: standard output or a file, every write checked.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace lrscope {

/// The work was to end, and the reader of our output does not take what is left of it.
struct StalledReader : std::runtime_error {
  StalledReader() : std::runtime_error("stalled reader") {}
};

class Output {
 public:
  /// Standard output.
  Output();
  /// Creates or truncates `path`. Throws: IoError.
  explicit Output(const std::string& path);
  /// Writes what is left, where nothing went wrong before.
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Throws: ClosedPipe if the reader went away, StalledReader, IoError on a full disk and the like.
  void write(std::string_view text);
  void flush();
  /// Flushes and closes a file; what the destructor would lose is reported here. Throws: as write().
  void close();

 private:
  [[noreturn]] void fail() const;

  std::string name_;
  int descriptor_;
  bool is_own_ = false;       // a file that was opened here
  bool is_terminal_ = false;  // somebody looks on
  std::string waiting_;       // to be written
};

}  // namespace lrscope
