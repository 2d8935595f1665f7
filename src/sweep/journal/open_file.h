// The open file of a journal: locked while it is written, and told from another of the same name. Private to this folder.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>

namespace lrscope {

/// Open as long as it lives, unless it is that of a writer.
struct OpenFile {
  int descriptor;
  bool is_own;

  OpenFile(int its_descriptor, bool is_its_own) : descriptor(its_descriptor), is_own(is_its_own) {}
  ~OpenFile() {
    if (is_own && descriptor >= 0) close(descriptor);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int release() { return std::exchange(descriptor, -1); }
};

struct stat status_of(int descriptor);

/// A regular file. Throws: IoError; UsageError for a pipe or a device.
int open_to_read(const std::string& path);

/// Copies an open file to a new one. False where that cannot be; errno is EEXIST where there is one.
bool copy_to_new(int from, const std::string& path);

}  // namespace lrscope
