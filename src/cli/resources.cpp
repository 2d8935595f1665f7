#include "cli/resources.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#endif

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.h"

namespace lrscope::cli {
namespace {

namespace fs = std::filesystem;

constexpr double share_of_granted = 0.85;                          // the rest is for the system
constexpr double bytes_of_program = 16e6, bytes_of_thread = 17e6;  // its stack (base/threads.h), reserved as a whole

/// A small file; empty if it cannot be read.
std::string text_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The folders of a control group and of its parents, own first. Inside a container a name in /proc may not exist below
/// /sys: the folders that exist count, at least the top.
void append_with_parents(const fs::path& top, const std::string& name, std::vector<fs::path>& groups) {
  const fs::path inside = fs::path(name).relative_path().lexically_normal();
  if (std::ranges::find(inside, "..") == inside.end())
    for (fs::path here = inside; !here.empty(); here = here.parent_path()) groups.push_back(top / here);
  groups.push_back(top);
}

/// The folders of all control groups that contain this process, of `controller` ("cpu", "memory").
std::vector<fs::path> control_groups(const fs::path& root, std::string_view controller) {
  std::vector<fs::path> groups;
  const fs::path mounted = root / "sys/fs/cgroup";
  for (const std::string& line : split(text_of_file(root / "proc/self/cgroup"), '\n')) {
    // hierarchy-ID:controllers:path; the path may hold colons
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1), name = line.substr(second + 1);
    const auto names = split(controllers, ',');
    const bool is_version_2 = controllers.empty();
    if (!is_version_2 && std::ranges::find(names, controller) == names.end()) continue;
    append_with_parents(mounted / controllers, name, groups);
    append_with_parents(mounted / (is_version_2 ? "unified" : controller), name, groups);
  }
  return groups;
}

/// quota / period, both in microseconds; nothing unless both are above 0 (−1 and "max" are no limit).
std::optional<double> quota_of(const fs::path& group) {
  auto words = split(trimmed(text_of_file(group / "cpu.max")), ' ');  // "150000 100000" or "max 100000"
  if (words.size() != 2) words = {text_of_file(group / "cpu.cfs_quota_us"), text_of_file(group / "cpu.cfs_period_us")};
  const auto quota = parse_integer(trimmed(words[0])), period = parse_integer(trimmed(words[1]));
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

int affinity_of_process() {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  return static_cast<int>(std::thread::hardware_concurrency());
}

/// A soft limit in bytes; absent without one.
std::optional<std::uint64_t> limit_of(decltype(RLIMIT_AS) resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return static_cast<std::uint64_t>(limit.rlim_cur);
}

std::uint64_t physical_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
}

}  // namespace

int processors_granted(int affinity, const fs::path& root) {
  double granted = affinity;
  for (const auto& group : control_groups(root, "cpu"))
    if (const auto quota = quota_of(group)) granted = std::min(granted, std::ceil(*quota));
  return std::max(1, static_cast<int>(granted));
}

int usable_threads(int asked) {
  constexpr std::uint64_t taken_by_a_thread = std::uint64_t{80} << 20;  // its stack, and malloc's arena for it
  const int wanted = asked > 0 ? asked : processors_granted(affinity_of_process(), "/");
  const auto addresses = limit_of(RLIMIT_AS);
  if (!addresses) return wanted;
  return static_cast<int>(std::clamp<std::uint64_t>(*addresses / 2 / taken_by_a_thread, 1, wanted));
}

std::uint64_t memory_granted(std::uint64_t physical, const fs::path& root) {
  std::uint64_t granted = physical;
  for (const auto& group : control_groups(root, "memory"))
    for (const char* name : {"memory.max", "memory.limit_in_bytes"})  // "max": none
      if (const auto limit = parse_integer(trimmed(text_of_file(group / name))); limit && *limit > 0)
        granted = std::min(granted, static_cast<std::uint64_t>(*limit));
  return granted;
}

MemoryLimit memory_limit(const std::optional<std::uint64_t>& asked, const fs::path& root) {
  const std::string raise = "raise --max-memory";
  if (asked) return {static_cast<double>(*asked), true, "", raise};
  // More memory than the system grants would only make it kill this process.
  const std::uint64_t physical = physical_memory();
  std::uint64_t granted = memory_granted(physical, root);
  std::string more = granted < physical ? "give the container or job more memory" : raise;
  if (const auto addresses = limit_of(RLIMIT_AS); addresses && *addresses < granted) {
    granted = *addresses;
    more = "raise ulimit -v";
  }
  return {share_of_granted * static_cast<double>(granted), false,
          fmt::format("{:.0f} % of the {} that this process may use", 100 * share_of_granted,
                      bytes_text(static_cast<double>(granted))),
          more};
}

void limit_this_process([[maybe_unused]] double bytes, [[maybe_unused]] int threads) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they reserve more than any machine has
  const double room = bytes + bytes_of_program + (threads > 1 ? threads * bytes_of_thread : 0.0);
  rlimit limit{};
  if (getrlimit(RLIMIT_DATA, &limit) != 0) return;
  if (limit.rlim_max != RLIM_INFINITY && room >= static_cast<double>(limit.rlim_max)) return;
  limit.rlim_cur = room < 0x1p62 ? static_cast<rlim_t>(room) : RLIM_INFINITY;
  static_cast<void>(setrlimit(RLIMIT_DATA, &limit));
#endif
}

KeptLimit::KeptLimit() : before_(limit_of(RLIMIT_DATA).value_or(RLIM_INFINITY)) {}

KeptLimit::~KeptLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_DATA, &limit) != 0) return;
  limit.rlim_cur = before_;
  static_cast<void>(setrlimit(RLIMIT_DATA, &limit));
}

}  // namespace lrscope::cli
