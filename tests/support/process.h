// Runs the program under test as a user would, and gives back what it printed.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace lrscope::test {

/// Sanitizers take memory of their own: what a process needs cannot be measured.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

struct Finished {
  int status;  // exit status, or 128 + signal
  std::string out;
  std::string err;
};

/// A shell command line in which $LRSCOPE is the program and $DATA the folder of example data. The working
/// directory is a fresh empty folder for every call of scratch(), or the one given.
Finished shell(const std::string& command, const std::string& directory = "");

/// shell("$LRSCOPE " + arguments)
Finished run_lrscope(const std::string& arguments, const std::string& directory = "");

/// run_lrscope, without what it prints, and the largest memory it had resident, in bytes.
struct Measured {
  int status;
  double peak;
};
Measured measure_lrscope(const std::string& arguments, const std::string& directory);

/// The program under test as a process that can be sent signals.
class Child {
 public:
  /// Starts the program with these arguments in `directory`; its standard output and error go to files.
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

/// A new empty folder, removed at the end of the program.
std::string scratch();

/// Writes `text` to `directory`/`name`; returns the path.
std::string write_file(const std::string& directory, const std::string& name, const std::string& text);
std::string read_file(const std::string& path);
/// Line ends in it.
std::size_t line_count(const std::string& path);

/// Lines of a CSV output as cells; the first is the header. Cells contain no quotes.
std::vector<std::vector<std::string>> parse_csv(const std::string& text);

}  // namespace lrscope::test
