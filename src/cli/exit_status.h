// Exit statuses that scripts rely on. A diverged run is a result, not a failure: 0.
#pragma once

#include <string_view>
#include <utility>

namespace lrscope::cli {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;  // --fail-on
inline constexpr int exit_usage = 2;
inline constexpr int exit_data = 3;
inline constexpr int exit_io = 4;
inline constexpr int exit_incomplete = 5;  // the same command resumes
inline constexpr int exit_fault = 70;

/// Status and meaning, for the manual.
inline constexpr std::pair<std::string_view, std::string_view> exit_meanings[] = {
    {"0", "finished, whatever the outcomes; also when the reader of a pipe closed it"},
    {"1", "only with --fail-on: at least one run matched"},
    {"2", "usage: the message names the flag, variable or key and shows the right form"},
    {"3", "data: the message names file, line and column, the raw text, and what to do"},
    {"4", "input or output: missing, a directory, unreadable, unwritable, a full disk"},
    {"5", "incomplete: a time limit, or `merge` without all runs; the same command resumes"},
    {"70", "memory ran out, or a fault in lrscope itself"},
    {"130, 143", "interrupted (SIGINT), terminated (SIGTERM)"},
    {"129, 138, 152", "ended by SIGHUP, SIGUSR1 or SIGXCPU, where these are 1, 10 and 24 (128 + the signal)"},
};

}  // namespace lrscope::cli
