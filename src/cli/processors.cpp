#include "processors.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <thread>

#include "control_groups.h"

#include <sys/resource.h>
#ifdef __linux__
#include <sched.h>
#endif

namespace lrscope::cli {
namespace {

/// Of one group, in processors: "150000 100000" are 1.5; "max", -1 and no file at all are no limit.
double quota_of(const std::filesystem::path& group) {
  const auto text = [&](const char* name) { return text_of_file(group / name).value_or(""); };
  std::istringstream numbers(text("cpu.max") + " " + text("cpu.cfs_quota_us") + " " + text("cpu.cfs_period_us"));
  long long allowed = 0, of = 0;
  const bool is_limit = (numbers >> allowed >> of) && allowed > 0 && of > 0;
  return is_limit ? static_cast<double>(allowed) / static_cast<double>(of) : HUGE_VAL;
}

int affinity_of_process() {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  return static_cast<int>(std::thread::hardware_concurrency());
}

}  // namespace

int processors_granted(int affinity, const std::filesystem::path& root) {
  double granted = affinity;
  for (const auto& group : control_groups(root, "cpu")) granted = std::min(granted, std::ceil(quota_of(group)));
  return std::max(1, static_cast<int>(granted));
}

int usable_processors() {
  return processors_granted(affinity_of_process(), "/");
}

int threads_within_limits() {
  constexpr rlim_t taken_by_a_thread = rlim_t{80} << 20;  // its stack, and malloc's arena for it
  constexpr int many = 1 << 20;
  rlimit addresses{};
  if (getrlimit(RLIMIT_AS, &addresses) != 0 || addresses.rlim_cur == RLIM_INFINITY) return many;
  return static_cast<int>(std::clamp<rlim_t>(addresses.rlim_cur / 2 / taken_by_a_thread, 1, many));
}

}  // namespace lrscope::cli
