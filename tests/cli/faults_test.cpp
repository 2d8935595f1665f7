// Memory that is refused and system calls that fail, one after the other: the program ends with what it says in its
// manual, never by a signal, and no result is lost or half-written.
#include <regex>

#include "test.h"

namespace {
namespace fs = std::filesystem;

struct Case {
  std::string words;
  std::vector<std::string> results;  // files that it writes
};

const std::string small = " -q --hidden 4 --max-steps 3 --sharpness-every 0 ";
const std::vector<Case> cases = {
    {"sweep d.csv" + small + "--lr 1e-3,1e-2 --threads 2 -o o.csv --trajectories t.csv", {"o.csv", "t.csv"}},
    {"sweep d.csv" + small + "--lr 1e-3,1e-2 --threads 1 --journal n.jsonl --trajectories t.csv", {"t.csv"}},
    {"trace d.csv" + small + "--lr 1e-3 -o o.csv", {"o.csv"}},
    {"explain d.csv" + small + "--lr 1e-3 --no-boundaries -o o.csv", {"o.csv"}},
    {"find d.csv -q --hidden 4 --steps 20 -o o.csv", {"o.csv"}},
    {"map d.csv" + small + "--x lr=log:1e-3:1 --size 3 --journal n.jsonl -o m.png", {"m.png"}},
    {"spectrum d.csv -q --hidden 2 -o o.csv", {"o.csv"}},
    {"data d.csv.gz -q -o o.csv", {"o.csv"}},
    {"merge j.jsonl -q -o o.csv", {"o.csv"}},
    {"plot j.jsonl -o o.svg -o o.png", {"o.svg", "o.png"}},
    {"sweep d.csv -q --config c.toml --lr @r.txt --hidden none --init-from i.txt --max-steps 2 -o o.csv", {"o.csv"}},
    {"man", {}},
};

/// Everything that the cases read; their results are there, from yesterday.
std::string prepared_folder() {
  const std::string folder = scratch();
  std::string csv = "a,b,y\n";
  for (int i = 0; i < 40; ++i)
    csv += std::to_string(i % 7) + "," + std::to_string(i % 5) + "," + std::to_string(i % 11) + "\n";
  write_file(folder, "d.csv", csv);
  write_file(folder, "c.toml", "epochs = 2\n");
  write_file(folder, "r.txt", "1e-3\n1e-2\n");
  write_file(folder, "i.txt", ".1\n.1\n.1\n");
  REQUIRE(shell("gzip -k d.csv", folder).status == 0);
  REQUIRE(run_lrscope("sweep d.csv" + small + "--lr 1e-3,1e-2 --journal j.jsonl", folder).status == 0);
  return folder;
}

/// Runs a case in `folder` with `before` its program, and judges its end. `whole`: the results of a run without faults.
Finished run_faulty(const Case& one, const std::string& before, const std::string& folder,
                    const std::vector<std::string>& whole) {
  fs::remove(folder + "/n.jsonl");
  for (const std::string& result : one.results) write_file(folder, result, "yesterday");
  const Finished run = shell(before + " \"$LRSCOPE\" " + one.words, folder);
  INFO(run.err);
  CHECK(std::set{0, 2, 3, 4, 70, 127}.contains(run.status));  // 127: the program could not be loaded
  CHECK_EACH(run.err.find("internal fault") == std::string::npos, run.err.find("damaged") == std::string::npos);
  for (std::size_t i = 0; i < one.results.size(); ++i) {
    const std::string there = read_file(folder + "/" + one.results[i]);
    CHECK((there == whole[i] || (run.status != 0 && there == "yesterday")));
  }
  return run;
}

std::vector<std::string> results_of(const Case& one, const std::string& folder) {
  fs::remove(folder + "/n.jsonl");
  REQUIRE(run_lrscope(one.words, folder).status == 0);
  std::vector<std::string> whole;
  for (const std::string& result : one.results) whole.push_back(read_file(folder + "/" + result));
  return whole;
}

/// Allocations of a command.
long count_of(const std::string& preload, const std::string& command, const std::string& folder) {
  static_cast<void>(shell(preload + "LRSCOPE_TEST_COUNT=count " + command, folder));
  return std::stol(read_file(folder + "/count"));
}

/// What loads the library whose allocations fail, in front of a command; empty where that cannot be.
std::string preload_of(const std::string& folder) {
  const std::string preload = std::string("LD_PRELOAD='") + LRSCOPE_FAILING_ALLOCATIONS + "' ";
  if (!is_sanitized && shell(preload + "LRSCOPE_TEST_COUNT=count \"$LRSCOPE\" --version", folder).status == 0)
    return preload;
  WARN("skipped: the allocation of this C library cannot be replaced");
  return "";
}

/// How many faults of a kind are tried: a few in every test run, all with LRSCOPE_ALL_FAULTS.
long stride(long usual) { return std::getenv("LRSCOPE_ALL_FAULTS") ? 1 : usual; }
}  // namespace

TEST_CASE("whichever allocation fails, the end is clean and says that memory ran out") {
  const std::string folder = prepared_folder();
  const std::string preload = preload_of(folder);
  if (preload.empty()) return;
  const long options =
      count_of(preload, "\"$LRSCOPE\" sweep", folder);  // of the tables of options, for every command alike
  for (const Case& one : cases) {
    const std::vector<std::string> whole = results_of(one, folder);
    fs::remove(folder + "/n.jsonl");
    const long count = count_of(preload, "\"$LRSCOPE\" " + one.words, folder);
    REQUIRE(count > 3000);
    std::vector<long> numbers;
    for (long at = 1; at <= 3000; at += stride(419)) numbers.push_back(at);
    for (long at = options - 7; at <= count; at += std::max(stride(97), (count - options) / 20 * (stride(2) - 1)))
      numbers.push_back(at);
    for (const long at : numbers) {
      CAPTURE(one.words, at);
      const Finished run = run_faulty(one, preload + "LRSCOPE_TEST_FAILS_AT=" + std::to_string(at), folder, whole);
      if (run.status == 70) CHECK(std::regex_match(run.err, std::regex("lrscope: out of memory; [^\n]*\\.\n")));
    }
  }
}

TEST_CASE("whichever allocation fails while threads are started, nothing waits for ever, the second time either") {
  const std::string folder = scratch();
  const std::string preload = preload_of(folder);
  if (preload.empty()) return;
  const std::string program = std::string("'") + LRSCOPE_TWO_USES_OF_THREADS + "'";
  const long count = count_of(preload, program, folder);
  REQUIRE(count > 20);
  for (long at = 1; at <= count; ++at) {
    CAPTURE(at);
    const Finished run = shell(preload + "LRSCOPE_TEST_FAILS_AT=" + std::to_string(at) + " " + program, folder);
    CHECK(std::set{0, 70, 127}.contains(run.status));  // 127: the program could not be loaded
  }
}

TEST_CASE("whichever system call fails, the end is one of the manual's, and results are whole or those of before") {
  if (shell("strace -V").status != 0 || shell("strace -qq -o /dev/null true").status != 0) {
    WARN("skipped: strace is missing, or may not trace");
    return;
  }
  const std::string folder = prepared_folder();
  const std::vector<std::string> kinds = {
      "openat:EACCES",   "openat:EMFILE", "openat:ENOMEM", "read:EIO",
      "write:EIO",       "write:ENOSPC",  "close:EIO",     "pread64:EIO",
      "rename:EIO",      "rename:EPERM",  "linkat:EIO",    "linkat:EPERM",
      "fdatasync:EIO",   "ftruncate:EIO", "clone3:EAGAIN", "flock:ENOLCK",
      "prlimit64:EPERM", "fcntl:EBADF",   "dup:EMFILE",    "mprotect:ENOMEM",
      "newfstatat:EIO",  "readlink:EIO",  "unlink:EIO",    "sched_getaffinity:EPERM"};
  const bool is_all = std::getenv("LRSCOPE_ALL_FAULTS") != nullptr;
  const std::vector<std::string> moments = is_all ? std::vector<std::string>{"1", "2", "1+", "3+7", "14+", "20", "40+"}
                                                  : std::vector<std::string>{"1+", "14+"};
  for (const Case& one : cases) {
    const std::vector<std::string> whole = results_of(one, folder);
    for (const std::string& kind : kinds)
      for (const std::string& moment : moments) {
        const std::vector<std::string> parts = split(kind, ':');
        const std::string before = "strace -f -qq -o /dev/null -e trace=" + parts[0] + " -e inject=" + parts[0] +
                                   ":error=" + parts[1] + ":when=" + moment;
        CAPTURE(one.words, kind, moment);
        run_faulty(one, before, folder, whole);
      }
  }
}
