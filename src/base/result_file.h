// Where results go: a file that is replaced whole or not at all, or a stream that is written directly.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace lrscope {

/// The file that `path` stands for once all symbolic links are followed, also where there is none yet. What lies in /dev
/// and /proc is left as it is: these names stand for streams.
std::string place_of(const std::string& path);

/// Whether it stands for a stream that this process has already: /dev/stdout, /dev/fd/3.
bool is_own_stream(const std::string& path);

/// How a journal begins (sweep/journal/journal_file.h).
inline constexpr std::string_view journal_beginning = R"({"type":"journal")";

/// Throws: UsageError where the file is a journal: it may hold hours of work, and no result takes its place.
void refuse_journal(const std::string& path);

/// What stays the same while a file is open, whatever becomes of its name.
inline std::pair<std::uint64_t, std::uint64_t> device_and_inode(const struct stat& status) {
  return {status.st_dev, status.st_ino};
}

class ResultFile {
 public:
  /// Opens a stream or a device, and waits for the reader of a pipe until a stop is requested; of a regular file, or where
  /// there is none, a new one that has no name yet. Throws: IoError, UsageError for a journal, StalledReader.
  explicit ResultFile(std::string path);
  /// What was not kept is gone, and the file is as it was.
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  int descriptor() const { return descriptor_; }
  bool is_stream() const { return is_stream_; }
  /// Closes it; from now on the name stands for what was written. Throws: IoError, UsageError.
  void keep();

 private:
  void open_stream();
  void open_beside();
  void take_the_place();
  void copy_into_place();
  void close();

  std::string path_;         // as messages call it
  std::string place_;        // where the links lead
  std::string beside_ = {};  // name of the new file; "" where it has none, or for a stream
  bool is_stream_ = false;
  int descriptor_ = -1;
};

}  // namespace lrscope
