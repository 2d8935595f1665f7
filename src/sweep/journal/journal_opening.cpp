// How the files of journals are opened: to be written by one process, or to be read.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "base/file_error.h"
#include "base/text.h"
#include "lrscope/errors.h"
#include "sweep/journal/journal_file.h"

namespace lrscope {
namespace {

[[noreturn]] void refuse_directory(const std::string& path) { throw IoError(path, "is a directory; name a file."); }

/// Throws: IoError for what forgets what was written to it.
void require_lasting(const struct stat& status, const std::string& path) {
  if (S_ISDIR(status.st_mode)) refuse_directory(path);
  if (S_ISREG(status.st_mode)) return;
  throw IoError(path, std::string("is a ") +
                          (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) ? "pipe" : "device") +
                          ": a journal is written and read again; name a file.");
}

/// A file system without locks is no reason to refuse.
bool is_locked_by_another(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK; }

bool stays_locked(int descriptor) {
  using namespace std::chrono_literals;
  const auto end = std::chrono::steady_clock::now() + 2s;
  while (is_locked_by_another(descriptor)) {
    if (std::chrono::steady_clock::now() > end) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

/// Closes the file where it is refused.
struct Opened {
  int descriptor;
  ~Opened() {
    if (descriptor >= 0) close(descriptor);
  }
  int release() { return std::exchange(descriptor, -1); }
};

struct stat status_of(int descriptor) {
  struct stat status {};
  static_cast<void>(fstat(descriptor, &status));
  return status;
}

}  // namespace

void refuse_special_file(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) require_lasting(status, path);
}

// O_NONBLOCK: a pipe that took the place of a file meanwhile does not hold up what refuses it.
int open_journal_to_write(const std::string& path) {
  refuse_special_file(path);
  Opened file{open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666)};
  if (file.descriptor < 0 && errno == EISDIR) refuse_directory(path);
  if (file.descriptor < 0) throw cannot_be_written(path, errno);
  require_lasting(status_of(file.descriptor), path);
  if (stays_locked(file.descriptor))
    throw IoError(path,
                  "another lrscope is writing to this journal; wait for it to end, or give every process a journal of "
                  "its own and join them with lrscope merge.");
  return file.release();
}

int open_journal_to_read(const std::string& path) {
  Opened file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.descriptor < 0) throw cannot_be_read(path, errno);
  const struct stat status = status_of(file.descriptor);
  if (S_ISDIR(status.st_mode)) refuse_directory(path);
  if (!S_ISREG(status.st_mode))
    throw UsageError("merge: " + in_quotes(path) +
                     ": a journal is read from a file, and this is a pipe or a device; name the file.");
  return file.release();
}

}  // namespace lrscope
