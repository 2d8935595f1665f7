#include "journal_opening.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "lrscope/core/errors.h"
#include "lrscope/core/file_error.h"
#include "lrscope/core/text.h"
#include "lrscope/run/journal_file.h"

namespace lrscope {
namespace {

[[noreturn]] void refuse_directory(const std::string& path) {
  throw IoError(path, "is a directory; name a file.");
}

/// Throws: IoError for what forgets what was written to it.
void require_lasting(const struct stat& status, const std::string& path) {
  if (S_ISDIR(status.st_mode)) refuse_directory(path);
  if (S_ISREG(status.st_mode)) return;
  throw IoError(path, std::string("is a ") +
                          (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) ? "pipe" : "device") +
                          ": a journal is written and read again; name a file.");
}

/// A file system without locks is no reason to refuse.
bool is_locked_by_another(int descriptor) {
  return flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

bool stays_locked(int descriptor) {
  using namespace std::chrono_literals;
  const auto end = std::chrono::steady_clock::now() + 2s;
  while (is_locked_by_another(descriptor)) {
    if (std::chrono::steady_clock::now() > end) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int get() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }
  struct stat status() const {
    struct stat status {};
    static_cast<void>(fstat(descriptor_, &status));
    return status;
  }

 private:
  int descriptor_;
};

}  // namespace

void refuse_special_file(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) require_lasting(status, path);
}

// O_NONBLOCK: a pipe that took the place of a file meanwhile does not hold up what refuses it.
int open_journal_to_write(const std::string& path) {
  refuse_special_file(path);
  OpenFile file(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666));
  if (file.get() < 0 && errno == EISDIR) refuse_directory(path);
  if (file.get() < 0) throw cannot_be_written(path, errno);
  require_lasting(file.status(), path);
  if (stays_locked(file.get()))
    throw IoError(path,
                  "another lrscope is writing to this journal; wait for it to end, or give every process a "
                  "journal of its own and join them with lrscope merge.");
  return file.release();
}

int open_journal_to_read(const std::string& path) {
  OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) throw cannot_be_read(path, errno);
  const struct stat status = file.status();
  if (S_ISDIR(status.st_mode)) refuse_directory(path);
  if (!S_ISREG(status.st_mode))
    throw UsageError("merge: " + in_quotes(path) +
                     ": a journal is read from a file, and this is a pipe or a device; name the file.");
  return file.release();
}

}  // namespace lrscope
