// Who may end the work before it is done: Ctrl-C, the system, a time limit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lrscope::cli {

enum class Stop { interrupted, terminated, time_limit };

/// From now on, until end_work_on_signals(), a signal ends the program at once, with 128 + its number. A
/// signal that the parent wants to be ignored (nohup, a background job) stays ignored.
void watch_signals();

/// Ends the work `seconds` after watch_signals(), which may have passed already: as a signal does, but with
/// exit status 5, and where there is nothing to unwind yet with `message` on standard error.
void limit_time(double seconds, const std::string& message);

/// From now on the first signal, or the time limit, asks the work to end (base/interruption.h); a second
/// signal ends it at once.
void end_work_on_signals();

/// Why the work was asked to end, if it was.
std::optional<Stop> stop_reason();

/// "interrupted", "terminated", "time limit".
std::string_view stop_name(Stop stop);

/// 130, 143 or 5.
int exit_status_of(Stop stop);

}  // namespace lrscope::cli
