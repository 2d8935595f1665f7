#include "cli/signals.h"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <ctime>
#include <deque>
#include <iterator>

#include "base/interruption.h"
#include "base/streams.h"
#include "base/text.h"
#include "cli/exit_status.h"
#include "report/paragraphs.h"

namespace lrscope::cli {
namespace {

volatile std::sig_atomic_t first_signal = 0;
volatile std::sig_atomic_t ends_at_once = 1;
timespec first_at{};  // written by the handler before first_signal
timespec watched_since{};
std::atomic<const std::string*> message_at_limit = nullptr;  // never changed once it is here
static_assert(std::atomic<const std::string*>::is_always_lock_free, "a signal handler reads it");

constexpr Stop time_limit{SIGALRM, "time limit", exit_incomplete};
/// A terminal that was closed sends SIGHUP, a limit on processor time SIGXCPU, a batch system before its limit SIGUSR1.
constexpr Stop ends[] = {time_limit,
                         {SIGINT, "interrupted", 128 + SIGINT},
                         {SIGTERM, "terminated", 128 + SIGTERM},
                         {SIGHUP, "hangup", 128 + SIGHUP},
                         {SIGXCPU, "limit of processor time", 128 + SIGXCPU},
                         {SIGUSR1, "ended by SIGUSR1", 128 + SIGUSR1}};

double seconds_since(const timespec& then) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec - then.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec - then.tv_nsec);
}

// Signal handlers call only async-signal-safe functions.

[[noreturn]] void end_at_once(int signal) {
  if (signal != SIGALRM) _exit(128 + signal);
  interruption::request();  // no waiting for a reader who does not read
  print_note(*message_at_limit.load());
  _exit(exit_incomplete);
}

void on_signal(int signal) {
  const int saved = errno;
  if (ends_at_once) end_at_once(signal);
  if (first_signal == 0) {
    clock_gettime(CLOCK_MONOTONIC, &first_at);
    first_signal = signal;
    interruption::request();
  } else if (signal != SIGALRM && signal != SIGXCPU && seconds_since(first_at) > 0.2) {
    // timeout(1) and some shells send one signal twice, to the process and to its group; SIGXCPU comes every second.
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

/// For what is left of `limit` since the process began.
void start_timer(double limit) {
  catch_signal(SIGALRM);
  constexpr double at_once = 2e-6;  // 0 would stop the timer
  const double seconds = std::max(at_once, limit - seconds_since(watched_since));
  itimerval timer{};
  timer.it_value.tv_sec = static_cast<time_t>(seconds);
  timer.it_value.tv_usec = static_cast<suseconds_t>((seconds - std::floor(seconds)) * 1e6);
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

void watch_signals() {
  clock_gettime(CLOCK_MONOTONIC, &watched_since);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is noticed at the write, and ends the program quietly
  std::signal(SIGXFSZ, SIG_IGN);  // and so is a limit on the size of files
  for (const Stop& end : ends)
    if (end.signal != SIGALRM) catch_signal(end.signal);
}

void end_work_on_signals() { ends_at_once = 0; }

Stop stop_reason() {
  const auto* const end = std::ranges::find(ends, static_cast<int>(first_signal), &Stop::signal);
  return end == std::end(ends) ? time_limit : *end;
}

void limit_time(double seconds, const std::string& what_was_done) {
  static std::deque<std::string> messages;  // the handler may read an earlier one
  message_at_limit = &messages.emplace_back("lrscope: " + std::string(time_limit.name) + ": " + what_was_done + ".\n");
  start_timer(seconds);
}

void start_time_limit(const JournalOptions& options, const std::string& progress) {
  if (!options.time_limit) return;
  limit_time(*options.time_limit, options.journal.empty() ? progress + how_to_go_on("")
                                                          : "nothing was run; " + in_quotes(options.journal) +
                                                                " is unchanged; the same command resumes from there");
}

std::string how_to_go_on(const std::string& journal) {
  return journal.empty() ? "; with --journal FILE the same command could resume from there"
                         : ", kept in " + in_quotes(journal) + "; the same command resumes from there";
}

Stop report_stop(const std::string& progress, const std::string& advice) {
  const Stop stop = stop_reason();
  print_remark("lrscope: " + std::string(stop.name) + ": " + progress + advice + ".\n");
  return stop;
}

}  // namespace lrscope::cli
