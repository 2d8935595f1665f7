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

#if defined(__x86_64__) && defined(__AVX2__)
/// Before anything runs that was built for a newer processor than this one.
[[gnu::target("arch=x86-64")]] void require_processor() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) return;
  static constexpr char words[] =
      "lrscope: this program needs a processor with AVX2, FMA and BMI2 (x86-64-v3); build one for any processor: "
      "cmake --preset portable && cmake --build build/portable\n";
  static_cast<void>(!write(STDERR_FILENO, words, sizeof words - 1));
  _exit(lrscope::cli::exit_fault);
}
#else
void require_processor() {}
#endif

void prepare() {
  require_processor();
  report_faults();
}

// The tables of options take memory before main() begins, and the initialisers of shared libraries before them.
#ifdef __linux__
[[gnu::section(".preinit_array"), gnu::used]] void (*const from_the_start)() = prepare;
#else
[[gnu::constructor]] void from_the_start() { prepare(); }
#endif

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
  lrscope::cli::watch_signals();
  return lrscope::cli::run({argv, argv + argc});
}
