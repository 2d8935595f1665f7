#include "lrscope/sink/output.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "lrscope/core/errors.h"

namespace lrscope {

Output::Output() : name_("standard output"), file_(stdout) {}

Output::Output(const std::string& path) : name_(path), file_(std::fopen(path.c_str(), "wb")) {
  if (file_) return;
  const std::string why = std::strerror(errno);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw IoError(path + ": is a directory; name a file to write.");
  throw IoError(path + ": cannot be written: " + why + ".");
}

Output::~Output() {
  if (file_ && file_ != stdout) std::fclose(file_);
}

void Output::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail();
}

void Output::flush() {
  if (std::fflush(file_) != 0) fail();
}

void Output::close() {
  flush();
  if (file_ == stdout) return;
  std::FILE* file = file_;
  file_ = nullptr;
  if (std::fclose(file) != 0) fail();
}

void Output::fail() const {
  if (errno == EPIPE) throw ClosedPipe();
  throw IoError(name_ + ": cannot be written: " + std::strerror(errno) + ".");
}

}  // namespace lrscope
