#include "sweep/journal/open_file.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/file_error.h"
#include "base/streams.h"
#include "base/text.h"
#include "sweep/journal/journal_file.h"

namespace lrscope {
namespace {

[[noreturn]] void refuse_directory(const std::string& path) { throw IoError(path, "is a directory; name a file."); }

/// Throws: IoError for a directory, a pipe or a device.
void require_lasting(const struct stat& status, const std::string& path) {
  if (S_ISDIR(status.st_mode)) refuse_directory(path);
  if (S_ISREG(status.st_mode)) return;
  throw IoError(path, std::string("is a ") +
                          (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) ? "pipe" : "device") +
                          ": a journal is written and read again; name a file.");
}

bool stays_locked(int descriptor) {
  using namespace std::chrono_literals;
  const auto end = std::chrono::steady_clock::now() + 2s;
  // A file system without locks is no reason to refuse.
  while (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    if (std::chrono::steady_clock::now() > end) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

}  // namespace

struct stat status_of(int descriptor) {
  struct stat status {};
  static_cast<void>(fstat(descriptor, &status));
  return status;
}

int open_to_read(const std::string& path) {
  OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), true);
  if (file.descriptor < 0) throw cannot_be_read(path, errno);
  const struct stat status = status_of(file.descriptor);
  if (S_ISDIR(status.st_mode)) refuse_directory(path);
  if (!S_ISREG(status.st_mode))
    throw UsageError("merge: " + in_quotes(path) +
                     ": a journal is read from a file, and this is a pipe or a device; name the file.");
  return file.release();
}

bool copy_to_new(int from, const std::string& path) {
  const int to = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (to < 0) return false;
  const bool is_whole = copy_patiently(from, to) == Writing::done;
  if (close(to) == 0 && is_whole) return true;
  unlink(path.c_str());
  return false;
}

void refuse_special_file(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) require_lasting(status, path);
}

// O_NONBLOCK: opening a pipe must not wait, for it is refused.
int open_journal_to_write(const std::string& path) {
  refuse_special_file(path);
  OpenFile file(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666), true);
  if (file.descriptor < 0 && errno == EISDIR) refuse_directory(path);
  if (file.descriptor < 0) throw cannot_be_written(path, errno);
  require_lasting(status_of(file.descriptor), path);
  if (stays_locked(file.descriptor))
    throw IoError(path,
                  "another lrscope is writing to this journal; wait until it ends, or give every process its own "
                  "journal and join them with lrscope merge.");
  return file.release();
}

}  // namespace lrscope
