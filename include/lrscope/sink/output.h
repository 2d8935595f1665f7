// Where bytes go: standard output or a file, every write checked.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace lrscope {

class Output {
 public:
  /// Standard output.
  Output();
  /// Creates or truncates `path`. Throws: IoError.
  explicit Output(const std::string& path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Throws: ClosedPipe if the reader went away, IoError on a full disk and the like.
  void write(std::string_view text);
  void flush();
  /// Flushes and closes a file; what the destructor would lose is reported here. Throws: as write().
  void close();

 private:
  [[noreturn]] void fail() const;

  std::string name_;
  std::FILE* file_;
};

}  // namespace lrscope
