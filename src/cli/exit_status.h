// Exit statuses that scripts rely on. A diverged run is a result, not a failure: 0.
#pragma once

namespace lrscope::cli {

inline constexpr int exit_ok = 0;
inline constexpr int exit_usage = 2;
inline constexpr int exit_data = 3;
inline constexpr int exit_io = 4;
inline constexpr int exit_incomplete = 5;  // what is there can be gone on with
inline constexpr int exit_fault = 70;

}  // namespace lrscope::cli
