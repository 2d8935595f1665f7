// The program as a function of this process: a thousand commands in the time of a few processes.
#pragma once

#include <unistd.h>

#include <cstdio>

#include "cli/run.h"
#include "test.h"

namespace lrscope::test {

struct Ran {
  int status;
  std::string output;
  std::string error;
};

/// Runs `words`, which begin with the name of the program, in the folder where this process is.
inline Ran run_in_process(const std::vector<std::string>& words, const std::string& input = "") {
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  const auto temporary = [](const std::string& text) {
    File file(std::tmpfile(), &std::fclose);
    std::fputs(text.c_str(), file.get());
    std::rewind(file.get());
    return file;
  };
  const auto text_of = [](const File& file) {
    std::string text(static_cast<std::size_t>(lseek(fileno(file.get()), 0, SEEK_END)), '\0');
    REQUIRE(pread(fileno(file.get()), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    return text;
  };
  const File in = temporary(input), out = temporary(""), error = temporary("");
  const int status = cli::run(words, {fileno(in.get()), fileno(out.get()), fileno(error.get())});
  return {status, text_of(out), text_of(error)};
}

}  // namespace lrscope::test
