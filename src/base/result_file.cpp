#include "base/result_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>
#include <utility>

#include "base/file_error.h"
#include "base/interruption.h"
#include "base/paths.h"
#include "base/streams.h"
#include "base/text.h"

namespace lrscope {
namespace {

namespace fs = std::filesystem;

/// The status of what `path` stands for, if there is something.
std::optional<struct stat> status_of(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

bool names_stream(const std::string& path) {
  const std::string text = absolute_path(path);
  return text.starts_with("/dev/") || text.starts_with("/proc/");
}

/// The descriptor of this process that a path stands for; nothing for any other path.
std::optional<int> descriptor_of(const std::string& path) {
  if (path == "/dev/stdout") return standard_streams().output;
  if (path == "/dev/stderr") return standard_streams().error;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"})
    if (path.starts_with(folder))
      if (const auto number = parse_integer(std::string_view(path).substr(folder.size())))
        return static_cast<int>(*number);
  return std::nullopt;
}

/// Removes what a killed process left between its new file's getting a name and its taking the place of the old one: a
/// process that lives holds a lock on its file.
bool remove_if_left(const std::string& name) {
  const int file = open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (file < 0) return false;
  struct stat opened {
  }, there{};
  const bool is_left = flock(file, LOCK_EX | LOCK_NB) == 0 && fstat(file, &opened) == 0 &&
                       stat(name.c_str(), &there) == 0 && device_and_inode(opened) == device_and_inode(there) &&
                       unlink(name.c_str()) == 0;
  ::close(file);
  return is_left;
}

/// Calls make(name) for names in `folder` until one is free.
template <class Make>
int with_free_name(const std::string& folder, std::string& name, const Make& make) {
  constexpr int most = 1000;
  for (int i = 0, tries = 0;; ++tries) {
    name = folder + "/.lrscope-" + std::to_string(i) + ".part";
    const int result = make(name);
    if (result >= 0 || errno != EEXIST || tries == most) return result;
    if (!remove_if_left(name)) ++i;
  }
}

/// A file without a name, so that a kill leaves nothing behind. −1 where the file system has none.
int open_nameless(const std::string& folder, mode_t mode) {
#ifdef O_TMPFILE
  if (access("/proc/self/fd", X_OK) == 0) return open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
#endif
  errno = EOPNOTSUPP;
  return -1;
}

/// Errors for which a file cannot be put beside another although that one can be written: a folder of somebody else, a
/// file that is mounted by itself.
bool is_about_folder(int error) {
  return error == EACCES || error == EPERM || error == EROFS || error == EBUSY || error == EXDEV;
}

}  // namespace

std::string place_of(const std::string& path) {
  constexpr int most_links = 40;
  std::string place = path.starts_with('/') ? path : joined_path(absolute_path("."), path);
  for (int i = 0; i < most_links && !names_stream(place); ++i) {
    const std::string next = link_text(place);
    if (next.empty()) break;
    place = joined_path(folder_of(place), next);
  }
  return names_stream(place) ? place : joined_path(real_path(folder_of(place)), name_in(place));
}

void refuse_journal(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return;
  std::array<char, journal_beginning.size()> start{};
  const ssize_t got = pread(file, start.data(), start.size(), 0);
  ::close(file);
  if (got != std::ssize(start) || std::string_view(start.data(), start.size()) != journal_beginning) return;
  throw about_file(path, UsageError("output file " + in_quotes(path) +
                                    ": this is a journal, and its finished runs would be lost; name another file."));
}

bool is_own_stream(const std::string& path) { return descriptor_of(place_of(path)).has_value(); }

ResultFile::ResultFile(std::string path) : path_(std::move(path)), place_(place_of(path_)) {
  const auto there = status_of(place_);
  if (there && S_ISDIR(there->st_mode)) throw IoError(path_, "is a directory; name a file to write.");
  is_stream_ = names_stream(place_) || (there && !S_ISREG(there->st_mode));
  is_stream_ ? open_stream() : open_beside();
}

ResultFile::~ResultFile() { close(); }

// A stream of this process is used as it is: where it leads to a file, opening it again would begin at its start.
// O_NONBLOCK: without it nothing could end the wait for the reader of a pipe.
void ResultFile::open_stream() {
  if (const auto own = descriptor_of(place_)) {
    descriptor_ = fcntl(*own, F_DUPFD_CLOEXEC, 0);
    if (descriptor_ < 0) throw cannot_be_written(path_, errno);
    return;
  }
  constexpr std::chrono::milliseconds look_every{20};
  while ((descriptor_ = open(place_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666)) < 0) {
    const auto there = status_of(place_);
    const bool waits = errno == EINTR || (errno == ENXIO && there && S_ISFIFO(there->st_mode));
    if (!waits) throw cannot_be_written(path_, errno);
    if (interruption::requested()) throw StalledReader();
    std::this_thread::sleep_for(look_every);
  }
  static_cast<void>(fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) & ~O_NONBLOCK));
}

void ResultFile::open_beside() {
  refuse_journal(path_);
  const auto there = status_of(place_);
  if (there && access(place_.c_str(), W_OK) != 0) throw cannot_be_written(path_, errno);
  const mode_t mode = there ? there->st_mode & 07777 : 0666;
  const auto make = [&](const std::string& name) {
    return open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  };
  descriptor_ = open_nameless(folder_of(place_), mode);
  if (descriptor_ < 0 && !is_about_folder(errno)) descriptor_ = with_free_name(folder_of(place_), beside_, make);
  if (descriptor_ < 0 && there && is_about_folder(errno)) {  // copied into its place at the end
    beside_.clear();
    const std::string elsewhere = fs::temp_directory_path().string();
    descriptor_ = open_nameless(elsewhere, mode);
    if (descriptor_ < 0) descriptor_ = with_free_name(elsewhere, beside_, make);
  }
  if (descriptor_ < 0) throw cannot_be_written(path_, errno);
  if (there) static_cast<void>(fchmod(descriptor_, mode));
  static_cast<void>(flock(descriptor_, LOCK_EX | LOCK_NB));  // for remove_if_left()
}

// Some file systems find out at a close that the disk is full: a copy of the descriptor is closed before the name moves.
void ResultFile::keep() {
  if (!is_stream_) {
    if (const int copy = dup(descriptor_); copy >= 0 && ::close(copy) != 0) throw cannot_be_written(path_, errno);
    refuse_journal(path_);
    take_the_place();
  }
  if (::close(std::exchange(descriptor_, -1)) != 0) throw cannot_be_written(path_, errno);
}

void ResultFile::take_the_place() {
  if (beside_.empty()) {
    const std::string nameless = "/proc/self/fd/" + std::to_string(descriptor_);
    const int linked = with_free_name(folder_of(place_), beside_, [&](const std::string& name) {
      return linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
    });
    if (linked != 0) {
      beside_.clear();
      if (!is_about_folder(errno)) throw cannot_be_written(path_, errno);
      return copy_into_place();
    }
  }
  if (rename(beside_.c_str(), place_.c_str()) == 0) return beside_.clear();
  if (!is_about_folder(errno)) throw cannot_be_written(path_, errno);
  copy_into_place();
}

// Only where nothing can be put beside it.
void ResultFile::copy_into_place() {
  const int place = open(place_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (place < 0) throw cannot_be_written(path_, errno);
  const Writing copied = copy_patiently(descriptor_, place);
  const int why = errno;
  if (::close(place) != 0 || copied != Writing::done) throw cannot_be_written(path_, why);
}

void ResultFile::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  if (!beside_.empty()) unlink(std::exchange(beside_, "").c_str());
}

}  // namespace lrscope
