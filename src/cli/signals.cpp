#include "cli/signals.h"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <ctime>

#include "base/interruption.h"
#include "base/patient_write.h"
#include "cli/exit_status.h"

namespace lrscope::cli {
namespace {

volatile std::sig_atomic_t first_signal = 0;
volatile std::sig_atomic_t ends_at_once = 1;
timespec first_at{};  // written by the handler before first_signal
timespec watched_since{};
std::string message_at_limit;  // not touched once the timer runs

double seconds_since(const timespec& then) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec - then.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec - then.tv_nsec);
}

// What signal handlers call: nothing that they may not.

[[noreturn]] void end_at_once(int signal) {
  if (signal != SIGALRM) _exit(128 + signal);
  interruption::request();  // so that a reader who does not read is not waited for
  static_cast<void>(write_patiently(STDERR_FILENO, message_at_limit));
  _exit(exit_incomplete);
}

void on_signal(int signal) {
  const int saved = errno;
  if (ends_at_once) end_at_once(signal);
  if (first_signal == 0) {
    clock_gettime(CLOCK_MONOTONIC, &first_at);
    first_signal = signal;
    interruption::request();
  } else if (signal != SIGALRM && seconds_since(first_at) > 0.2) {
    // timeout(1) and some shells send one signal twice, to the process and to its group.
    end_at_once(signal);
  }
  errno = saved;
}

void catch_signal(int signal) {
  struct sigaction current {};
  if (sigaction(signal, nullptr, &current) != 0 || current.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

void start_timer(double seconds) {
  catch_signal(SIGALRM);
  itimerval timer{};
  timer.it_value.tv_sec = static_cast<time_t>(seconds);
  timer.it_value.tv_usec = static_cast<suseconds_t>((seconds - std::floor(seconds)) * 1e6);
  if (timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0) timer.it_value.tv_usec = 1;
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

void watch_signals() {
  clock_gettime(CLOCK_MONOTONIC, &watched_since);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is noticed at the write, and ends the program quietly
  std::signal(SIGXFSZ, SIG_IGN);  // and so is a limit on the size of files
  catch_signal(SIGINT);
  catch_signal(SIGTERM);
}

void limit_time(double seconds, const std::string& message) {
  constexpr double at_once = 1e-6;
  message_at_limit = message;
  start_timer(std::max(at_once, seconds - seconds_since(watched_since)));
}

void end_work_on_signals() { ends_at_once = 0; }

std::optional<Stop> stop_reason() {
  switch (first_signal) {
    case SIGINT:
      return Stop::interrupted;
    case SIGTERM:
      return Stop::terminated;
    case SIGALRM:
      return Stop::time_limit;
    default:
      return std::nullopt;
  }
}

std::string_view stop_name(Stop stop) {
  constexpr std::string_view names[] = {"interrupted", "terminated", "time limit"};
  return names[static_cast<int>(stop)];
}

int exit_status_of(Stop stop) {
  constexpr int statuses[] = {128 + SIGINT, 128 + SIGTERM, exit_incomplete};
  return statuses[static_cast<int>(stop)];
}

}  // namespace lrscope::cli
