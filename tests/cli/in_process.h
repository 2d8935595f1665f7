// Runs the program inside a test: fast enough for hundreds of commands.
#pragma once

#include <unistd.h>

#include <cstdio>

#include "cli/run.h"
#include "test.h"

namespace lrscope::test {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

inline File temporary(const std::string& text = "") {
  File file(std::tmpfile(), &std::fclose);
  std::fputs(text.c_str(), file.get());
  std::rewind(file.get());
  return file;
}

inline std::string text_of(const File& file) {
  std::string text(static_cast<std::size_t>(lseek(fileno(file.get()), 0, SEEK_END)), '\0');
  REQUIRE(pread(fileno(file.get()), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  return text;
}

struct Ran {
  int status;
  std::string output;
  std::string error;
};

inline Ran run_in_process(const std::vector<std::string>& words, const std::string& input = "") {
  const File in = temporary(input), out = temporary(), error = temporary();
  const int status = cli::run(words, {fileno(in.get()), fileno(out.get()), fileno(error.get())});
  return {status, text_of(out), text_of(error)};
}

}  // namespace lrscope::test
