// Runs the program under test as a user would, and gives back what it printed.
#pragma once

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

/// A new empty folder, removed at the end of the program.
std::string scratch();

/// Writes `text` to `directory`/`name`; returns the path.
std::string write_file(const std::string& directory, const std::string& name, const std::string& text);
std::string read_file(const std::string& path);

/// Lines of a CSV output as cells; the first is the header. Cells contain no quotes.
std::vector<std::vector<std::string>> parse_csv(const std::string& text);

}  // namespace lrscope::test
