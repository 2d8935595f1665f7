// The program as a process: its streams, its signals, and the end at an uncaught exception.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>

#include "cli/exit_status.h"
#include "cli/run.h"
#include "cli/signals.h"

namespace {

/// A file that is opened would take the place of a closed stream: a descriptor that refuses everything takes it first.
void occupy_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(descriptor, F_GETFD) == -1)
      static_cast<void>(open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

/// Memory for a thread, inside oneTBB.
[[noreturn]] void end_at_fault() {
  lrscope::cli::report_fault();
  std::_Exit(lrscope::cli::exit_fault);
}

void report_faults() { std::set_terminate(end_at_fault); }

// The tables of options take memory before main() begins, and the initialisers of shared libraries before them.
#ifdef __linux__
[[gnu::section(".preinit_array"), gnu::used]] void (*const from_the_start)() = report_faults;
#else
[[gnu::constructor]] void from_the_start() { report_faults(); }
#endif

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
  lrscope::cli::watch_signals();
  return lrscope::cli::run({argv, argv + argc});
}
