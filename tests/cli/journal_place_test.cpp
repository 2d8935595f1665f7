// Where a journal may be and which one a sweep or a merge takes: files, not yet or no longer locked, of this
// version; and the commands of a plan, which do not change when a file does.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "catch.h"
#include "lrscope/version.h"
#include "process.h"

namespace lrscope::test {
namespace {

const std::string sweep = "sweep case:line --hidden none --batch-size full --max-steps 1 -q ";

void check_refused(const std::string& folder, const std::string& arguments, int status,
                   const std::string& err) {
  CAPTURE(arguments);
  const Finished run = run_lrscope(arguments, folder);
  CHECK(run.err == "lrscope: " + err + "\n");
  CHECK(run.out == "");
  CHECK(run.status == status);
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a journal is a file: pipes and devices are refused before anybody waits for them") {
  const std::string folder = scratch();
  shell("mkfifo p", folder);
  const std::string why = ": a journal is written and read again; name a file.";
  for (const std::string more : {"", "--dry-run "}) {
    check_refused(folder, sweep + more + "--lr 1e-3 --journal p", 4, "p: is a pipe" + why);
    check_refused(folder, sweep + more + "--lr 1e-3 --journal /dev/null", 4, "/dev/null: is a device" + why);
    check_refused(folder, sweep + more + "--lr 1e-3 --journal /dev/full", 4, "/dev/full: is a device" + why);
    check_refused(
        folder, sweep + more + "--lr 1e-3 --journal -", 2,
        "--journal '-': a journal is written and read again, which a stream cannot be; name a file.");
  }
  check_refused(folder, "merge p", 2,
                "merge: 'p': a journal is read from a file, and this is a pipe or a device; name the file.");
  check_refused(folder, "merge -", 2,
                "merge '-': a journal is read again and again, which a stream cannot be; name a file.");
  check_refused(folder, sweep + "--config -", 2,
                "--config '-': a configuration is read from a file, not from standard input; name the file.");
}

TEST_CASE("a lock that is let go of soon is waited for") {
  const std::string folder = scratch();
  const int descriptor = open((folder + "/j.jsonl").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(flock(descriptor, LOCK_EX) == 0);
  std::thread dying([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    close(descriptor);
  });
  const Finished run = run_lrscope(sweep + "--lr 1e-3 --journal j.jsonl", folder);
  dying.join();
  CHECK(run.err == "");
  CHECK(run.status == 0);
}

TEST_CASE("a journal of another version is refused by its first line, by sweep and by merge") {
  const std::string folder = scratch(), again = sweep + "--lr 1e-3 --journal j.jsonl";
  REQUIRE(run_lrscope(again, folder).status == 0);
  const std::string whole = read_file(folder + "/j.jsonl"), own = std::string(version);
  const std::string remedy = "; go on with the lrscope that began it, or name another file.";
  const auto refused = [&](const std::string& from, const std::string& to, const std::string& why) {
    std::string text = whole;
    replace(text, from, to);
    write_file(folder, "j.jsonl", text);
    for (const std::string& command : {again, std::string("merge j.jsonl")})
      check_refused(folder, command, 2, "j.jsonl:1: this journal was begun by lrscope " + why + remedy);
    CHECK(read_file(folder + "/j.jsonl") == text);
  };
  const std::string reads = ", and this lrscope " + own + " reads schema 1";
  refused("\"schema\":1", "\"schema\":2", own + " with schema 2" + reads);
  refused("\"schema\":1,", "", own + " with no schema" + reads);
  refused("\"schema\":1,\"version\":\"" + own + "\"", "\"schema\":\"x\",\"version\":9",
          "(unknown) with schema \"x\"" + reads);
  refused("\"version\":\"" + own + "\"", "\"version\":\"9.9.9\"",
          "9.9.9, and this is lrscope " + own + ", whose runs may be others");
}

TEST_CASE("merge says of a damaged line what gets its run back") {
  const std::string folder = scratch();
  REQUIRE(run_lrscope(sweep + "--lr 1e-3 --journal j.jsonl", folder).status == 0);
  std::string text = read_file(folder + "/j.jsonl");
  replace(text, "{\"type\":\"run\"", "\"type\":\"run\"");
  write_file(folder, "j.jsonl", text);
  const std::string damaged = "j.jsonl:2: this line is damaged (no JSON at byte 7); remove it, ";
  check_refused(folder, "merge j.jsonl", 3,
                damaged + "run its shard again with this journal, then merge again.");
  check_refused(folder, sweep + "--lr 1e-3 --journal j.jsonl", 3, damaged + "and its run starts again.");
}

TEST_CASE("the commands of a plan keep the limit of memory, and the rates that a file held") {
  const std::string folder = scratch();
  write_file(folder, "rates", "1e-3\n.01 # more\n");
  const std::string plan = "sweep case:line --dry-run --format table ";
  CHECK(run_lrscope(plan + "--lr @rates,1 --max-memory 2GiB --time-limit 5 --fail-on diverged", folder).out ==
        "lrscope sweep case:line --lr 0.001,0.01,1 --max-memory 2147483648 --shard 1/3\n"
        "lrscope sweep case:line --lr 0.001,0.01,1 --max-memory 2147483648 --shard 2/3\n"
        "lrscope sweep case:line --lr 0.001,0.01,1 --max-memory 2147483648 --shard 3/3\n");
  CHECK(run_lrscope(plan + "--lr 1e-3", folder).out == "lrscope sweep case:line --lr 1e-3 --shard 1/1\n");
}

}  // namespace lrscope::test
