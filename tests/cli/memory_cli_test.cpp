// --max-memory and ulimit -v: what is refused early, and how it ends when memory runs out. The words are in
// transcripts/refusals-files.txt.
#include "cli/exit_status.h"
#include "cli/resources.h"
#include "test.h"

namespace {
std::string repeated(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

/// Refused before anything is done, with the data named.
void check_refused(const Finished& run, const std::string& place) {
  CHECK_EACH(run.status == cli::exit_usage, run.out == "");
  INFO(run.err);
  CHECK(run.err.starts_with("lrscope: " + place + ": needs about "));
}

const std::string linear = " --hidden none --sharpness-every 0 --lr 1e-3 --threads 1 --max-steps 1 -q ";
}  // namespace

TEST_CASE("data that need more than the limit are refused before they are read, by every command") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n1,2,4\n", 50'000));
  check_refused(run_lrscope("sweep d.csv" + linear + "--max-memory 5M -o kept.csv", folder), "d.csv");
  CHECK(shell("test -e kept.csv", folder).status == 1);
  const Measured enough = measure_lrscope("sweep d.csv" + linear + "--no-trial --max-memory 30M", folder);
  CHECK_EACH(enough.status == 0, (enough.peak < 30e6 || is_sanitized));
  for (const std::string command :
       {"explain --lr 1e-3", "find", "spectrum", "data", "trace --lr 1e-3", "map --size 4 --x lr=lin:.1:1"}) {
    CAPTURE(command);
    check_refused(run_lrscope(command + " d.csv --max-memory 1M", folder), "d.csv");
  }
}

TEST_CASE("a row that does not end is refused before it takes more than the limit") {
  const std::string folder = scratch();
  shell(
      "(printf a,; head -c 80000000 /dev/zero | tr '\\0' h; printf ',y\\n'; yes 1,2,3 | head -n 39; echo 1,2,4) > "
      "h.csv",
      folder);
  check_refused(run_lrscope("sweep h.csv" + linear + "--max-memory 30M", folder), "h.csv");
  const Measured refused = measure_lrscope("sweep h.csv" + linear + "--max-memory 100M", folder);
  CHECK_EACH(refused.status == cli::exit_usage, (refused.peak < 100e6 || is_sanitized));
  const Measured read = measure_lrscope("sweep h.csv" + linear + "--max-memory 900M", folder);
  CHECK_EACH(read.status == 0, (read.peak < 800e6 || is_sanitized));
}

TEST_CASE("memory that the system refuses although the limit allows it ends with what to make smaller") {
  const std::string limited = "ulimit -v 400000; \"$LRSCOPE\" ";
  if (shell(limited + "--version").status != 0) {
    WARN("skipped: the program does not start in 400 MB of addresses");
    return;
  }
  const Finished run = shell(limited +
                             "sweep case:line -q --lr 1e-3 --threads 1 --hidden 6000,6000 --sharpness-every 0 "
                             "--max-steps 1 --max-memory 100G");
  CHECK_EACH(run.err.starts_with("lrscope: out of memory; use fewer --threads"), run.status == cli::exit_fault);
}

TEST_CASE("a run that needs more than --max-memory ends as a clean fault with what the command can do") {
  if (is_sanitized) return;
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n4,5,7\n0,2,1\n", 20'000));
  const std::string large = " d.csv -q --hidden 200,200 --batch-size full --max-steps 1 --max-memory 60M ";
  for (const std::string command :
       {"sweep --lr 1e-3 --threads 1", "sweep --lr 1e-3,1e-2,1e-1 --threads 3", "trace --lr 1e-3 --format jsonl",
        "explain --lr 1e-3", "map --x lr=lin:.1:1 --y width=lin:200:300 --size 8 --engine loop"}) {
    CAPTURE(command);
    const Finished run = run_lrscope(command + large, folder);
    CHECK(run.err.starts_with("lrscope: out of memory; use fewer --threads"));
    CHECK((run.err.find("a smaller --size") != std::string::npos) == command.starts_with("map"));
    CHECK(run.status == cli::exit_fault);
  }
  const Measured enough = measure_lrscope(
      "sweep d.csv -q --hidden 200,200 --batch-size full --max-steps 1 --max-memory 2G --threads 1 --sharpness-every 0 "
      "--lr 1e-3",
      folder);
  CHECK_EACH(enough.status == 0, enough.peak > 100e6);
}

TEST_CASE("a journal that does not fit into the memory is not called damaged") {
  if (is_sanitized) return;
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n4,5,7\n0,2,1\n", 10));
  REQUIRE(run_lrscope("sweep d.csv -q --hidden 2 --sharpness-every 0 --lr 1e-3,2e-3 --max-steps 20000 --trajectories "
                      "t.csv --journal j.jsonl",
                      folder)
              .status == 0);
  int out_of_memory = 0;
  for (int limit = 10'000; limit < 16'000; limit += 250) {  // kB
    CAPTURE(limit);
    const Finished run = shell("ulimit -v " + std::to_string(limit) + "; \"$LRSCOPE\" merge j.jsonl -q", folder);
    CHECK(run.err.find("damaged") == std::string::npos);
    out_of_memory += run.status == cli::exit_fault;
  }
  CHECK_EACH(out_of_memory > 0, run_lrscope("merge j.jsonl -q", folder).status == 0);
}

TEST_CASE("work is counted before it is begun") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n4,5,7\n0,2,1\n", 10));
  for (const std::string words :
       {"map d.csv -q --size 3 --max-steps 1 --hidden 2 --x depth=lin:1:1e5 --max-memory 100M",
        "map d.csv -q --size 3 --max-steps 1 --hidden 2 --x depth=lin:1:1e9",
        "map d.csv -q --size 3 --max-steps 1 --hidden 4,4 --x width=lin:1:1e4 --max-memory 100M",
        "map d.csv -q --size 3 --max-steps 1 --hidden 4,4 --x width=lin:1:1e9",
        "map d.csv -q --size 524288 --x lr=lin:.1:1 --y momentum=lin:0:.9 --max-memory 100M",
        "sweep d.csv -q --lr 1e-3 --seeds 0..9223372036854775806", "sweep d.csv -q --lr @/dev/zero",
        "sweep d.csv -q --lr @noise", "sweep d.csv -q --seeds 0..999999,5..999999 --lr 1e-3",
        "sweep d.csv -q --seeds 0..999999 --lr log:1e-6:1:100000 --max-memory 1G",
        "sweep d.csv -q --seeds 0..999999 --lr log:1e-6:1:100000 --dry-run --max-memory 1G",
        "explain d.csv -q --seeds 0..999999 --lr 1e-3 --max-memory 100M",
        "find d.csv -q --steps 1000000000000 --max-memory 100M", "sweep d.csv -q --lr 1e-3 --eigenvalues 1000000000"}) {
    CAPTURE(words);
    shell("test -p noise || mkfifo noise", folder);
    const bool is_fed = words.find("noise") != std::string::npos;
    const Finished run =
        is_fed ? shell("yes 1e-3 > noise & \"$LRSCOPE\" " + words, folder) : run_lrscope(words, folder);
    CHECK_EACH(run.status == cli::exit_usage, run.out == "", run.err.starts_with("lrscope: "));
    if (!is_fed) CHECK((measure_lrscope(words, folder).peak < 100e6 || is_sanitized));
  }
  const Finished largest =
      run_lrscope("sweep d.csv -q --lr 1e-3 --max-steps 1 --format csv --seeds 9223372036854775807", folder);
  CHECK_EACH(largest.status == 0, largest.out.find(",9223372036854775807,") != std::string::npos);
}

TEST_CASE("what a network is said to need is what it takes, to a tenth") {
  if (is_sanitized) return;
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n4,5,7\n0,2,1\n", 10));
  for (const std::string words : {
           "sweep --hidden 2000,2000",
           "sweep --hidden 2000,2000 --precision float64",
           "sweep --hidden 2000,2000 --optimizer adam",
           "sweep --hidden 2000,2000 --optimizer nesterov",
       }) {
    CAPTURE(words);
    const std::string command = words + " d.csv -q --lr 1e-3 --max-steps 2 --threads 1 --sharpness-every 0 --no-trial";
    const Measured run = measure_lrscope(command, folder);
    REQUIRE(run.status == 0);
    const std::string refusal = run_lrscope(command + " --max-memory 20M", folder).err;
    const std::string before = "d.csv: needs about ";
    const auto at = refusal.find(before);
    REQUIRE(at != std::string::npos);
    const double said = 1e6 * std::stod(refusal.substr(at + before.size()));
    CAPTURE(said, run.peak);
    CHECK_EACH(said > 0.9 * run.peak, said < 1.1 * run.peak);
  }
}
