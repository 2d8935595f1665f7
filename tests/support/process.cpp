#include "process.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace lrscope::test {
namespace {

/// All scratch folders of this process, removed when it ends.
class ScratchRoot {
 public:
  ScratchRoot() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lrscope-test-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no scratch folder");
    path_ = pattern;
  }
  ~ScratchRoot() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string next() {
    const std::string path = path_ + "/" + std::to_string(++count_);
    std::filesystem::create_directory(path);
    return path;
  }

 private:
  std::string path_;
  int count_ = 0;
};

ScratchRoot& root() {
  static ScratchRoot instance;
  return instance;
}

}  // namespace

std::string scratch() { return root().next(); }

std::string write_file(const std::string& directory, const std::string& name, const std::string& text) {
  const std::string path = directory + "/" + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::size_t line_count(const std::string& path) {
  const std::string text = read_file(path);
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

Finished shell(const std::string& command, const std::string& directory) {
  const std::string where = directory.empty() ? scratch() : directory;
  const std::string streams = scratch();
  const std::string script =
      "export LRSCOPE='" LRSCOPE_PROGRAM "' DATA='" LRSCOPE_DATA "'; cd '" + where + "' || exit 99\n" + command + "\n";
  const std::string script_path = write_file(streams, "script", script);
  const int status = std::system(
      ("LC_ALL=C bash '" + script_path + "' > '" + streams + "/out' 2> '" + streams + "/err' < /dev/null").c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, read_file(streams + "/out"), read_file(streams + "/err")};
}

Finished run_lrscope(const std::string& arguments, const std::string& directory) {
  return shell("\"$LRSCOPE\" " + arguments, directory);
}

Measured measure_lrscope(const std::string& arguments, const std::string& directory) {
  const std::string command =
      "cd '" + directory + "' && exec '" LRSCOPE_PROGRAM "' " + arguments + " > /dev/null 2>&1 < /dev/null";
#ifdef __GLIBC__
  malloc_trim(0);  // a child counts as its own what was resident here when it was forked
#endif
  const pid_t child = fork();
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) != child) throw std::runtime_error("cannot run a child");
#ifdef __APPLE__
  constexpr double unit = 1;
#else
  constexpr double unit = 1024;
#endif
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          unit * static_cast<double>(usage.ru_maxrss)};
}

Child::Child(const std::vector<std::string>& arguments, const std::string& directory) {
  const std::string streams = scratch(), out_path = streams + "/out";
  err_path_ = streams + "/err";
  std::vector<char*> argv = {const_cast<char*>(LRSCOPE_PROGRAM)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ != 0) return;
  const int out = open(out_path.c_str(), O_WRONLY | O_CREAT, 0600),
            err = open(err_path_.c_str(), O_WRONLY | O_CREAT, 0600), in = open("/dev/null", O_RDONLY);
  if (chdir(directory.c_str()) != 0) _exit(99);
  dup2(in, 0);
  dup2(out, 1);
  dup2(err, 2);
  execv(LRSCOPE_PROGRAM, argv.data());
  _exit(99);
}

Child::~Child() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void Child::send(int signal) const { kill(pid_, signal); }

int Child::wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string Child::err() const { return read_file(err_path_); }

std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
      if (c == ',')
        cells.emplace_back();
      else
        cells.back() += c;
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

}  // namespace lrscope::test
