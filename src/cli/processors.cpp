#include "processors.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <thread>

#include "control_groups.h"
#include "lrscope/core/text.h"

#include <sys/resource.h>
#ifdef __linux__
#include <sched.h>
#endif

namespace lrscope::cli {
namespace {

/// quota / period, both in microseconds; nothing unless both are above 0 (−1 and "max" are no limit).
std::optional<double> share_of(std::string_view quota, std::string_view period) {
  const auto allowed = parse_integer(trimmed(quota)), of = parse_integer(trimmed(period));
  if (!allowed || !of || *allowed <= 0 || *of <= 0) return std::nullopt;
  return static_cast<double>(*allowed) / static_cast<double>(*of);
}

std::optional<double> quota_of(const std::filesystem::path& group) {
  if (const auto text = text_of_file(group / "cpu.max")) {  // "150000 100000" or "max 100000"
    const auto words = split(trimmed(*text), ' ');
    return words.size() == 2 ? share_of(words[0], words[1]) : std::nullopt;
  }
  const auto quota = text_of_file(group / "cpu.cfs_quota_us"),
             period = text_of_file(group / "cpu.cfs_period_us");
  return quota && period ? share_of(*quota, *period) : std::nullopt;
}

int affinity_of_process() {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  return static_cast<int>(std::thread::hardware_concurrency());
}

}  // namespace

int processors_granted(int affinity, const std::filesystem::path& root, const char* slurm) {
  double granted = affinity;
  for (const auto& group : control_groups(root, "cpu"))
    if (const auto quota = quota_of(group)) granted = std::min(granted, std::ceil(*quota));
  if (slurm)
    if (const auto tasks = parse_integer(trimmed(slurm)); tasks && *tasks > 0)
      granted = std::min(granted, static_cast<double>(*tasks));
  return std::max(1, static_cast<int>(granted));
}

int threads_within(std::uint64_t address_space) {
  constexpr std::uint64_t taken_by_a_thread = std::uint64_t{80}
                                              << 20;  // its stack, and malloc's arena for it
  return static_cast<int>(std::clamp<std::uint64_t>(address_space / 2 / taken_by_a_thread, 1, 1 << 20));
}

int threads_within_limits() {
  rlimit addresses{};
  if (getrlimit(RLIMIT_AS, &addresses) != 0 || addresses.rlim_cur == RLIM_INFINITY) return 1 << 20;
  return threads_within(static_cast<std::uint64_t>(addresses.rlim_cur));
}

int usable_processors() {
  return processors_granted(affinity_of_process(), "/", std::getenv("SLURM_CPUS_PER_TASK"));
}

}  // namespace lrscope::cli
