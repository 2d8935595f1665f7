#include "figure/raster.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "base/streams.h"
#include "base/text.h"
#include "lrscope/errors.h"

extern char** environ;  // POSIX leaves its declaration to programs

namespace lrscope {
namespace {

constexpr const char* program = "rsvg-convert";

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Throws: std::bad_alloc where memory is what is short, else IoError.
[[noreturn]] void throw_not_started(int error) {
  if (error == ENOMEM) throw std::bad_alloc();
  throw IoError(program,
                std::string("cannot be started: ") + std::strerror(error) + "; free what is short, or write an .svg.");
}

/// A file without a name that holds `bytes`.
File file_of(std::string_view bytes) {
  File file(std::tmpfile());
  if (!file || write_patiently(fileno(file.get()), bytes) != Writing::done ||
      lseek(fileno(file.get()), 0, SEEK_SET) != 0)
    throw_not_started(errno);
  return file;
}

std::string bytes_of(std::FILE* file) {
  std::string bytes;
  std::array<char, 4096> block;
  std::rewind(file);
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), file)) bytes.append(block.data(), size);
  if (std::ferror(file)) throw_not_started(errno);
  return bytes;
}

/// The words' addresses and an end, as the system takes lists; good while `words` lives.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// The environment, and a date for what a PDF says of its creation, so that the same picture has the same bytes.
std::vector<std::string> dated_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable) variables.emplace_back(*variable);
  variables.emplace_back("SOURCE_DATE_EPOCH=0");  // one that is there already comes first, and holds
  return variables;
}

/// Starts the program with files as its input and output: nothing waits for the end of a pipe that a system call which failed
/// keeps open. What it says itself is not shown. Returns what posix_spawnp does: 0, or an error.
int start(pid_t& child, std::vector<std::string> words, int input, int output) {
  words.insert(words.begin(), program);
  std::vector<std::string> environment = dated_environment();
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0) return ENOMEM;
  int error = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  if (error == 0) error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  if (error == 0)
    error =
        posix_spawnp(&child, program, &actions, nullptr, pointers_to(words).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

/// Waits for its end.
int status_of(pid_t child) {
  int status = 1;
  pid_t ended = -1;
  do ended = waitpid(child, &status, 0);
  while (ended < 0 && errno == EINTR);
  return status;
}

/// What the program writes. Throws: UsageError where it is missing, IoError, std::bad_alloc.
std::string converted(const std::vector<std::string>& words, std::string_view svg) {
  const File input = file_of(svg), output = file_of("");
  pid_t child = -1;
  const int error = start(child, words, fileno(input.get()), fileno(output.get()));
  constexpr int exit_missing = 127;  // where the system starts a program before it looks for it
  const int status = error == 0 ? status_of(child) : 0;
  if (error == ENOENT || error == EACCES || (WIFEXITED(status) && WEXITSTATUS(status) == exit_missing))
    throw UsageError(
        "a .png or .pdf cannot be drawn here: rsvg-convert, of librsvg, is missing; install it (apt install "
        "librsvg2-bin, dnf install librsvg2-tools, brew install librsvg), or write an .svg.");
  if (error != 0) throw_not_started(error);
  if (status != 0) throw IoError(program, "did not draw the picture, maybe for want of memory; write an .svg.");
  return bytes_of(output.get());
}

}  // namespace

void require_raster() {
  static const std::string looked_once = converted({"--version"}, "");
  static_cast<void>(looked_once);
}

std::string png_of(const std::string& svg, double scale, const Metadata& texts) {
  return png_with(converted({"--format=png", "--unlimited", "--zoom=" + number_text(scale)}, svg), texts);
}

std::string pdf_of(const std::string& svg) { return converted({"--format=pdf", "--unlimited"}, svg); }

}  // namespace lrscope
