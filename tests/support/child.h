// The program under test as a process that can be sent signals.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace lrscope::test {

class Child {
 public:
  /// Starts the program with these arguments; standard output and error go to files in `directory`.
  Child(const std::vector<std::string>& arguments, const std::string& directory);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void send(int signal) const;
  /// Waits for its end: the exit status, or 128 + the signal that ended it.
  int wait();
  std::string err() const;

 private:
  pid_t pid_;
  std::string err_path_;
};

}  // namespace lrscope::test
