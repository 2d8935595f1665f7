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
#include <sstream>
#include <thread>
#include <vector>

#include "base/paths.h"
#include "base/startable_threads.h"
#include "base/text.h"
#include "lrscope/sweep.h"
#include "optim/optimizer.h"

namespace lrscope::cli {
namespace {

constexpr double share_of_granted = 0.85;  // the rest is for the system
constexpr double bytes_of_program = 11e6;  // by which every process that does little is measured, code included
constexpr double code_to_come = 2.5e6;     // pages of the program are loaded when they are first needed
constexpr double least_room =
    8e6;  // addresses for the first block of a file, to say what it needs; few of them are used

/// A small file; empty if it cannot be read.
std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();  // an iterator would throw where reading fails
  return text.str();
}

/// The folders of a control group and of its parents. Inside a container some may not exist: at least the top does.
void append_with_parents(const std::string& top, std::string name, std::vector<std::string>& groups) {
  const bool is_inside = (name + "/").find("/../") == std::string::npos;
  for (; is_inside && name.size() > 1; name = folder_of(name)) groups.push_back(top + name);
  groups.push_back(top);
}

/// The folders of all control groups that contain this process, of `controller` ("cpu", "memory").
std::vector<std::string> control_groups(const std::string& root, std::string_view controller) {
  std::vector<std::string> groups;
  const std::string mounted = root + "/sys/fs/cgroup/";
  for (const std::string& line : split(text_of_file(root + "/proc/self/cgroup"), '\n')) {
    // hierarchy-ID:controllers:path; the path may hold colons
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1), name = line.substr(second + 1);
    const auto names = split(controllers, ',');
    const bool is_version_2 = controllers.empty();
    if (!is_version_2 && std::ranges::find(names, controller) == names.end()) continue;
    append_with_parents(mounted + controllers, name, groups);
    append_with_parents(mounted + (is_version_2 ? "unified" : std::string(controller)), name, groups);
  }
  return groups;
}

/// quota / period, both in microseconds; nothing unless both are above 0 (−1 and "max" are no limit).
std::optional<double> quota_of(const std::string& group) {
  auto words = split(trimmed(text_of_file(group + "/cpu.max")), ' ');  // "150000 100000" or "max 100000"
  if (words.size() != 2)
    words = {text_of_file(group + "/cpu.cfs_quota_us"), text_of_file(group + "/cpu.cfs_period_us")};
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

/// The soft limit; one above the hard limit changes nothing.
void set_limit_of_data(rlim_t bytes) {
  rlimit limit{};
  if (getrlimit(RLIMIT_DATA, &limit) != 0 || bytes > limit.rlim_max) return;
  limit.rlim_cur = bytes;
  static_cast<void>(setrlimit(RLIMIT_DATA, &limit));
}

/// Bytes of a column of /proc/self/statm; 0 where there is none.
double statm(std::size_t column) {
  const auto words = split(trimmed(text_of_file("/proc/self/statm")), ' ');
  const auto pages = column < words.size() ? parse_integer(words[column]) : std::nullopt;
  return static_cast<double>(pages.value_or(0)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}
double resident_files() { return statm(2); }
double writable_data() { return statm(5); }

std::uint64_t physical_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
}

// A number as it was encoded, and once more in the precision of the run or while it is scaled.
constexpr double bytes_of_number = 2 * 8;

constexpr std::string_view fewer_data = "use fewer rows (a random sample is usually enough) or fewer columns";

/// "10,000,000 rows"
std::string grouped(double count, std::string_view noun) {
  std::string digits = fmt::format("{:.0f}", count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits + " " + std::string(noun) + (count == 1 ? "" : "s");
}

/// A file, extrapolated from what was read of it.
struct Extent {
  explicit Extent(const Reading& reading)
      : size(static_cast<double>(reading.size.value_or(reading.taken))), columns(static_cast<double>(reading.columns)) {
    const auto taken = static_cast<double>(reading.taken);
    const double times = reading.taken > 0 ? std::max(1.0, size / taken) : 1;  // as much as was read until now
    rows = std::round(static_cast<double>(reading.rows) * times);
    memory = static_cast<double>(reading.memory) * times + static_cast<double>(reading.row.memory) +
             bytes_of_number * rows * columns;
  }

  double size;  // bytes of the file
  double rows = 0;
  double columns;
  double memory = 0;  // bytes that the table takes
};

}  // namespace

int processors_granted(int affinity, const std::string& root) {
  double granted = affinity;
  for (const auto& group : control_groups(root, "cpu"))
    if (const auto quota = quota_of(group)) granted = std::min(granted, std::ceil(*quota));
  return std::max(1, static_cast<int>(granted));
}

UsableThreads usable_threads(int asked) {
  constexpr std::uint64_t taken_by_a_thread = std::uint64_t{65} << 20;  // its stack, and malloc's arena for it
  const int wanted = asked > 0 ? asked : processors_granted(affinity_of_process(), "");
  const auto addresses = limit_of(RLIMIT_AS);
  const int fitting =
      addresses ? static_cast<int>(std::clamp<std::uint64_t>(*addresses / 2 / taken_by_a_thread, 1, wanted)) : wanted;
  return {fitting, startable_threads(fitting)};
}

std::uint64_t memory_granted(std::uint64_t physical, const std::string& root) {
  std::uint64_t granted = physical;
  for (const auto& group : control_groups(root, "memory"))
    for (const char* name : {"memory.max", "memory.limit_in_bytes"})  // "max": none
      if (const auto limit = parse_integer(trimmed(text_of_file(group + "/" + name))); limit && *limit > 0)
        granted = std::min(granted, static_cast<std::uint64_t>(*limit));
  return granted;
}

MemoryLimit memory_limit(const std::optional<std::uint64_t>& asked, const std::string& root) {
  const std::string raise = "raise --max-memory";
  if (asked) return {static_cast<double>(*asked), " (--max-memory)", raise};
  // More memory than the system grants would only make it kill this process.
  const std::uint64_t physical = physical_memory();
  std::uint64_t granted = memory_granted(physical, root);
  std::string more = granted < physical ? "give the container or job more memory" : raise;
  if (const auto addresses = limit_of(RLIMIT_AS); addresses && *addresses < granted) {
    granted = *addresses;
    more = "raise ulimit -v";
  }
  return {share_of_granted * static_cast<double>(granted),
          fmt::format(", {:.0f} % of the {} that this process may use", 100 * share_of_granted,
                      bytes_text(static_cast<double>(granted))),
          more};
}

KeptLimit::KeptLimit() : before_(limit_of(RLIMIT_DATA).value_or(RLIM_INFINITY)) {}

KeptLimit::~KeptLimit() { set_limit_of_data(before_); }

MemoryGuard::MemoryGuard(const DataOptions& options)
    : limit_(memory_limit(options.max_memory)), path_(shown_path(options.data)) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they reserve more than any machine has
  const double room = std::max(limit_.bytes - resident_files() - code_to_come, writable_data() + least_room);
  set_limit_of_data(room < 0x1p62 ? static_cast<rlim_t>(room) : RLIM_INFINITY);
#endif
}

void MemoryGuard::check(const Reading& reading) const { check(reading, 0); }

// The memory may have run out beside a small file.
void MemoryGuard::refuse(const Reading& reading) const {
  constexpr double large_share = 0.3;
  if (Extent(reading).memory > large_share * limit_.bytes) check(reading, limit_.bytes * 1.0001);
}

void MemoryGuard::check(const Reading& reading, double at_least) const {
  const auto [size, rows, columns, memory] = Extent(reading);
  const double need = std::max(at_least - bytes_of_program, memory);
  constexpr std::uint64_t long_row = 1'000'000;  // no table is made of rows of a MB
  if (reading.row.bytes >= long_row && reading.row.memory > reading.memory)
    return refuse_above_limit(need,
                              fmt::format("the row that begins on line {} is still open after {}", reading.row.line,
                                          bytes_text(static_cast<double>(reading.row.bytes))),
                              "close its quotes, check its line end and --delimiter");
  const std::string table = grouped(rows, "row") + " × " + grouped(columns, "column");
  refuse_above_limit(need,
                     reading.size ? "about " + table + " in " + bytes_text(size)
                                  : table + " in the first " + bytes_text(size) + ", and there is more",
                     fewer_data);
}

void MemoryGuard::check(const Shape& shape) const {
  const auto rows = static_cast<double>(shape.rows), numbers = static_cast<double>(shape.inputs + shape.outputs);
  refuse_above_limit(bytes_of_number * rows * numbers, grouped(rows, "row") + " × " + grouped(numbers, "number"),
                     fewer_data);
}

void MemoryGuard::check_network(const RunSpec& run, Index inputs, Index outputs, int at_once) const {
  const double vectors =  // θ_0, θ_t, θ_{t+1}, g and Δ
      5 + find_named(optimizers(), run.optimizer.name, "optimizer").state_vectors();
  constexpr double bytes_of_layer = 1000;
  double parameters = 0, before = static_cast<double>(inputs);
  const auto add_layer = [&](double units) {
    parameters += (before + (run.model.bias ? 1 : 0)) * units;
    before = units;
  };
  for (const long long units : run.model.hidden) add_layer(static_cast<double>(units));
  add_layer(static_cast<double>(outputs));
  const double layers = static_cast<double>(run.model.hidden.size()) + 1;
  refuse_above_limit(
      at_once * (vectors * (run.precision == Precision::float64 ? 8 : 4) * parameters + bytes_of_layer * layers),
      grouped(parameters, "parameter") + (run.curvature.sharpness_every == 0 ? "" : ", their curvature apart") +
          (at_once > 1 ? fmt::format(" of {} runs at a time", at_once) : std::string()),
      "use fewer or smaller --hidden layers");
}

void MemoryGuard::check_runs(std::size_t count) const {
  constexpr double bytes_of_run = sizeof(RunRecord) + sizeof(PlannedRun);
  const auto runs = static_cast<double>(count);
  refuse_above_limit(bytes_of_run * runs, grouped(runs, "run"), "use fewer learning rates or --seeds, or --shard I/N");
}

void MemoryGuard::check_cells(std::int64_t count) const {
  constexpr double bytes_of_cell = 6;  // outcome, score and flags
  const auto cells = static_cast<double>(count);
  refuse_above_limit(bytes_of_cell * cells, grouped(cells, "cell"), "use a smaller --size");
}

std::size_t MemoryGuard::steps_to_spare() const {
  constexpr double share = 0.02;  // a vector takes up to three times as much while it grows
  return static_cast<std::size_t>(share * std::min(limit_.bytes, 1e12) / sizeof(StepRecord));
}

void MemoryGuard::refuse_above_limit(double of_work, const std::string& what, std::string_view remedy) const {
  const double need = of_work + bytes_of_program;
  if (need <= limit_.bytes) return;
  constexpr double notable = 1e6;
  if (of_work < notable)
    throw UsageError(
        path_, fmt::format("needs about {} of memory, nearly all of it for lrscope itself; the limit is {}{}; {}.",
                           bytes_text(need), bytes_text(limit_.bytes), limit_.origin, limit_.more));
  const std::string needed = bytes_text(need), limit = bytes_text(limit_.bytes);
  throw UsageError(path_, fmt::format("needs {} {} of memory ({}); the limit is {}{}; {}, or {}.",
                                      needed == limit ? "more than" : "about", needed, what, limit, limit_.origin,
                                      remedy, limit_.more));
}

std::string shown_path(const std::string& data) { return data == "-" ? "<stdin>" : data; }

}  // namespace lrscope::cli
