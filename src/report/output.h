// Standard output or a file; every write is checked.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace lrscope {

/// The work is to end, and the reader of our output does not take the rest.
struct StalledReader : std::runtime_error {
  StalledReader() : std::runtime_error("stalled reader") {}
};

class Output {
 public:
  /// Standard output.
  Output();
  /// Creates or truncates `path`. Throws: IoError.
  explicit Output(const std::string& path);
  /// Writes the rest unless a write has failed.
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Throws: ClosedPipe if the reader went away, StalledReader, IoError on a full disk and the like.
  void write(std::string_view text);
  void flush();
  /// Flushes and closes a file; reports errors, which the destructor cannot. Throws: as write().
  void close();

 private:
  [[noreturn]] void fail() const;

  std::string name_;
  int descriptor_;
  bool is_own_ = false;       // a file, not standard output
  bool is_terminal_ = false;  // flushed after every write
  std::string waiting_;       // to be written
};

}  // namespace lrscope
