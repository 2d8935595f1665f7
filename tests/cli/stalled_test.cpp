// A file that does not come and a reader that does not read: time limits and signals end the wait all the
// same, with the right status and the journal whole.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

namespace {
double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Of all children that have ended.
double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// A folder with the pipe "p", which stays open at both ends: nothing comes out of it, and it fills.
struct Stalled {
  std::string folder = scratch();
  int descriptor;

  Stalled() {
    mkfifo((folder + "/p").c_str(), 0600);
    descriptor = open((folder + "/p").c_str(), O_RDWR | O_CLOEXEC);
  }
  ~Stalled() { close(descriptor); }
  Stalled(const Stalled&) = delete;
  Stalled& operator=(const Stalled&) = delete;
};

const std::string talkative =
    "\"$LRSCOPE\" sweep case:diabetes --lr dec:1e-4:1:8 --seeds 0..9 --epochs 2 --hidden 16 --format jsonl -q "
    "--threads 2 --journal j.jsonl ";
const std::string lost =
    ": the reader of the output is gone, and buffered output is lost; runs in a --journal are kept, and the same "
    "command resumes from them.\n";

void check_journal(const std::string& folder) {
  const std::string journal = read_file(folder + "/j.jsonl");
  CHECK_EACH(std::count(journal.begin(), journal.end(), '\n') > 2, journal.ends_with('\n'));
  const auto merged = run_lrscope("merge j.jsonl", folder);
  CHECK_EACH(merged.status == 5, merged.err.find("torn") == std::string::npos);
}
}  // namespace

TEST_CASE("a time limit is in force while the data are read") {
  const Stalled data;
  Finished run;
  const double seconds =
      seconds_of([&] { run = shell("\"$LRSCOPE\" sweep - --lr 1e-3 --time-limit 1 < p", data.folder); });
  CHECK(run.status == 5);
  CHECK(run.err ==
        "lrscope: time limit: 0 of 1 run finished; with --journal FILE the same command could resume from there.\n");
  CHECK_EACH(seconds > 0.9, seconds < 5);
  const auto kept = run_lrscope("sweep p --time-limit 0.2 --journal j.jsonl", data.folder);
  CHECK(kept.status == 5);
  CHECK(kept.err ==
        "lrscope: time limit: nothing was run; 'j.jsonl' is unchanged; the same command resumes from there.\n");
}

TEST_CASE("a signal ends the reading of data that do not come at once") {
  const Stalled data;
  for (const auto& [signal, status] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    Child sweep({"sweep", "p", "--lr", "1e-3"}, data.folder);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    sweep.send(signal);
    CHECK_EACH(seconds_of([&] { CHECK(sweep.wait() == status); }) < 1, sweep.err().empty());
  }
}

TEST_CASE("a reader who does not read delays neither a time limit nor a signal, and costs no processor") {
  const Stalled reader;
  const double before = processor_seconds();
  Finished run;
  const double seconds = seconds_of([&] { run = shell(talkative + "--time-limit 5 > p", reader.folder); });
  CHECK_EACH(run.status == 5, run.err == "lrscope: time limit" + lost, seconds > 5, seconds < 9);
  CHECK(processor_seconds() - before < 1.2);  // a worker that spins takes 2 or 3
  check_journal(reader.folder);
}

TEST_CASE("a first signal ends a sweep whose reader does not read, a second one at once, unless they come together") {
  const Stalled reader;
  const auto once = shell(talkative + "> p & sleep 1; kill -TERM $!; wait $!", reader.folder);
  CHECK_EACH(once.status == 143, once.err == "lrscope: terminated" + lost);
  check_journal(reader.folder);
  const auto twice =
      shell(talkative + "> p & sleep 1; kill -TERM $!; sleep 0.4; kill -TERM $!; wait $!", reader.folder);
  CHECK_EACH(twice.status == 143, twice.err.empty());
  check_journal(reader.folder);
  // As timeout(1) sends them, to the process and to its group.
  const auto together =
      shell(talkative + "> p & sleep 1; kill -TERM $!; sleep 0.02; kill -TERM $!; wait $!", reader.folder);
  CHECK_EACH(together.status == 143, together.err == once.err);
  check_journal(reader.folder);
}

TEST_CASE("a reader who reads slowly gets everything") {
  const std::string
      folder = scratch(),
      sweep = "\"$LRSCOPE\" sweep case:line --hidden none --seeds 0..300 --lr 1e-3 --max-steps 3 -q --format jsonl ";
  const auto fast = shell(sweep, folder);
  CHECK(fast.out.size() > 100'000);
  CHECK(shell(sweep + "| (sleep 1; cat)", folder).out == fast.out);
}

TEST_CASE("a lock that is let go of soon is waited for") {
  const std::string folder = scratch();
  const int descriptor = open((folder + "/j.jsonl").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(flock(descriptor, LOCK_EX) == 0);
  std::thread dying([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    close(descriptor);
  });
  const Finished run = run_lrscope(
      "sweep case:line --hidden none --max-steps 1 -q --lr 1e-3 --batch-size full --journal j.jsonl", folder);
  dying.join();
  CHECK_EACH(run.err == "", run.status == 0);
}
