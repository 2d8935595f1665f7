#include "child.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "process.h"

namespace lrscope::test {

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

}  // namespace lrscope::test
