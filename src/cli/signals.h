// Who may end the work before it is done: Ctrl-C, the system, a time limit.
#pragma once

#include <optional>
#include <string_view>

namespace lrscope::cli {

enum class Stop { interrupted, terminated, time_limit };

/// From now on a signal ends the program at once, with 128 + its number. A signal that the parent wants to be
/// ignored (nohup, a background job) stays ignored.
void watch_signals();

/// From now on the first signal asks the work to end (core/interruption.h); a second Ctrl-C ends it at once.
/// So does the end of `time_limit`, in seconds since watch_signals(), which may have passed already.
void end_work_on_signals(std::optional<double> time_limit);

/// Why the work was asked to end, if it was.
std::optional<Stop> stop_reason();

/// "interrupted", "terminated", "time limit".
std::string_view stop_name(Stop stop);

/// 130, 143 or 5.
int exit_status_of(Stop stop);

}  // namespace lrscope::cli
