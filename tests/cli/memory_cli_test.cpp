// --max-memory and ulimit -v: what is refused early, and how it ends when memory runs out.
#include <regex>

#include "catch.h"
#include "exit_status.h"
#include "lrscope/core/text.h"
#include "process.h"
#include "resources.h"

using namespace std::string_literals;

namespace lrscope::test {
namespace {

std::string repeated(const std::string& line, int times) {
  std::string text;
  text.reserve(line.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

/// Whether `pattern`, in which only numbers are left open, is all of `err`.
bool is_whole(const std::string& err, const std::string& pattern) {
  INFO(err);
  return std::regex_match(err, std::regex(pattern));
}

const std::string raise = R"(, or raise --max-memory\.\n)";
const std::string fewer_rows =
    R"(fewer rows \(a random sample says almost as much\) or a file of fewer columns)" + raise;

}  // namespace

TEST_CASE("data that need more than the limit are refused before they are read") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n", 100'000));
  const std::string sweep =
      "sweep d.csv --hidden none --sharpness-every 0 --lr 1e-3 --threads 1 --max-steps 1 -q ";
  const Finished refused = run_lrscope(sweep + "--max-memory 5M -o kept.csv", folder);
  CHECK(is_whole(refused.err, R"(lrscope: d\.csv: needs about [0-9.]+ MB of memory \(about 100,000 rows × 3 columns )"
                              R"(in 600 kB\); the limit is 5 MB \(--max-memory\); use )" +
                                  fewer_rows));
  CHECK(refused.out == "");
  CHECK(refused.status == cli::exit_usage);
  CHECK(shell("test -e kept.csv", folder).status == 1);
  CHECK(run_lrscope(sweep + "--max-memory 20M", folder).status == 0);
  for (const char* command : {"explain", "find", "spectrum", "data", "trace", "map"}) {
    CAPTURE(command);
    const std::string name = command;
    const Finished other = run_lrscope(name + " d.csv --max-memory 1M" +
                                           (name == "explain" || name == "trace" ? " --lr 1e-3" : "") +
                                           (name == "map" ? " --size 4 --x lr=lin:.1:1" : ""),
                                       folder);
    CHECK(is_whole(other.err, R"(lrscope: d\.csv: needs about [0-9.]+ MB of memory \(about 100,000 rows × 3 )"
                              R"(columns in 600 kB\); the limit is 1 MB \(--max-memory\); use )" +
                                  fewer_rows));
    CHECK(other.status == cli::exit_usage);
  }
}

TEST_CASE("a wrong size is refused with the right form") {
  for (const char* size : {"much", "-1G", "0", "4X"})
    CHECK(run_lrscope("data case:line --max-memory " + std::string(size)).err ==
          "lrscope: --max-memory '" + std::string(size) +
              "': expected a size such as 500M, 4G or 2GiB (M is 1000000, Mi 1048576).\n");
}

TEST_CASE("one-hot columns are counted before they are made") {
  const std::string folder = scratch();
  std::string text = "word,y\n";
  for (int i = 0; i < 40'000; ++i)
    text += "w" + std::to_string(i % 2000) + "," + std::to_string(i % 7) + "\n";
  write_file(folder, "d.csv", text);
  const Finished run = run_lrscope(
      "sweep d.csv --hidden none --sharpness-every 0 --threads 1 --max-memory 500M --lr 1e-3 -q", folder);
  CHECK(is_whole(run.err, R"(lrscope: d\.csv: needs about 1\.28 GB of memory \(40,000 rows × 2,001 numbers\); the )"
                          R"(limit is 500 MB \(--max-memory\); use )" +
                              fewer_rows));
  CHECK(run.status == 2);
}

TEST_CASE("a network too large for the memory is refused for what it is") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n", 1000));
  const std::string need = R"(lrscope: d\.csv: needs about 200 GB of memory \(10,000,500,001 parameters\); the limit is )";
  const Finished run =
      run_lrscope("sweep d.csv --hidden 100000,100000 --lr 1e-3,1e-2 --threads 2 --max-memory 4G", folder);
  CHECK(is_whole(run.err, need + R"(4 GB \(--max-memory\); use smaller --hidden layers, or raise --max-memory\.\n)"));
  CHECK(run.status == cli::exit_usage);
  for (const std::string command : {"explain d.csv --lr 1", "map d.csv --size 2 --x lr=lin:.1:1", "find d.csv"})
    CHECK(run_lrscope(command + " --hidden 1000000000,1000000000,1000000000", folder).status == cli::exit_usage);
  // Without --max-memory the limit is what this machine grants, to this program and to this test alike.
  const cli::MemoryLimit own = cli::memory_limit(std::nullopt);
  CHECK(is_whole(run_lrscope("sweep d.csv --hidden 1000000,1000000 --threads 1 --lr 1e-3", folder).err,
                 R"(lrscope: d\.csv: needs about 20 TB of memory \(1,000,005,000,001 parameters\); the limit is )" +
                     cli::bytes_text(own.bytes) + ", " + own.origin + "; use smaller --hidden layers, or " + own.more +
                     R"(\.\n)"));
}

TEST_CASE("streams that never end are refused when they exceed the limit") {
  const std::string rest = " | \"$LRSCOPE\" sweep - --lr 1e-3 --sharpness-every 0 --max-memory 60M";
  const Finished rows = shell("yes 1,2,3" + rest);
  CHECK(rows.status == 2);
  const std::string begin = R"(lrscope: <stdin>: needs about [0-9.]+ MB of memory \()",
                    limit = R"(\); the limit is 60 MB \(--max-memory\); use )" + fewer_rows;
  CHECK(
      is_whole(rows.err,
               begin + "[0-9]+,[0-9,]+ rows × 3 columns in the first [0-9.]+ MB, and there is more" + limit));
  const std::string endless =
      R"( has not ended after [0-9.]+ MB\); the limit is 60 MB \(--max-memory\); close )"
      "its quotes, check its line end and --delimiter" +
      raise;
  const Finished row = shell("yes | tr '\\n' ','" + rest);
  CHECK(row.status == 2);
  CHECK(is_whole(row.err, begin + "the row that begins on line 1" + endless));
  const Finished cell = shell("(printf 'a,b\\n1,2\\n3,4\\n\"'; yes)" + rest);
  CHECK(cell.status == 2);
  CHECK(is_whole(cell.err, begin + "the row that begins on line 4" + endless));
  const Finished second = shell("(printf 'a,b\\n'; yes | tr '\\n' ',')" + rest);
  CHECK(is_whole(second.err, begin + "the row that begins on line 2" + endless));
}

TEST_CASE("a row that does not end is refused before it takes more than the limit") {
  const std::string folder = scratch();
  shell(
      "(printf a,; head -c 80000000 /dev/zero | tr '\\0' h; printf ',y\\n'; yes 1,2,3 | head -n 40) > h.csv",
      folder);
  const std::string sweep = "sweep h.csv --lr 1e-3 --hidden none --sharpness-every 0 -q --max-memory ";
  CHECK(is_whole(run_lrscope(sweep + "30M", folder).err,
                 R"(lrscope: h\.csv: needs about [0-9.]+ MB of memory \(the row that begins on line 1 has not ended )"
                 R"(after [0-9.]+ MB\); the limit is 30 MB \(--max-memory\); close its quotes, check its line end and )"
                 R"(--delimiter)" +
                     raise));
  const Measured refused = measure_lrscope(sweep + "100M", folder);
  CHECK(refused.status == 2);
  CHECK((refused.peak < 100e6 || is_sanitized));
  const Measured read = measure_lrscope(sweep + "500M", folder);
  CHECK(read.status == 0);
  CHECK((read.peak < 500e6 || is_sanitized));
}

TEST_CASE("memory that the system refuses although the limit allows it ends with what to make smaller") {
  const std::string limited = "ulimit -v 400000; \"$LRSCOPE\" ";
  if (shell(limited + "--version").status != 0) {
    WARN("skipped: the program does not start in 400 MB of addresses");
    return;
  }
  const Finished run =
      shell(limited +
            "sweep case:line -q --lr 1e-3 --threads 1 --hidden 6000,6000 --sharpness-every 0 --max-steps 1 "
            "--max-memory 100G");
  CHECK(run.err ==
        "lrscope: out of memory; use fewer --threads, a smaller --batch-size or smaller --hidden layers, or "
        "raise --max-memory.\n");
  CHECK(run.status == cli::exit_fault);
}

TEST_CASE("a run that needs more than --max-memory ends as a clean fault with what the command can do") {
  if (is_sanitized) return;
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n4,5,7\n0,2,1\n", 20'000));
  const std::string remedy = "lrscope: out of memory; use fewer --threads, a smaller --batch-size",
                    layers = " or smaller --hidden layers, or raise --max-memory.\n";
  const std::string large = " d.csv -q --hidden 200,200 --batch-size full --max-steps 1 --max-memory 60M --lr ";
  for (const std::string& command :
       {"sweep" + large + "1e-3 --threads 1", "sweep" + large + "1e-3,1e-2,1e-1 --threads 3",
        "trace" + large + "1e-3 --format jsonl", "explain" + large + "1e-3", "explain" + large + "1e-3 --threads 1"}) {
    CAPTURE(command);
    const Finished run = run_lrscope(command, folder);
    CHECK(run.err == remedy + layers);
    CHECK(run.status == cli::exit_fault);
  }
  const Finished map = run_lrscope(
      "map d.csv -q --hidden 200,200 --batch-size full --max-steps 1 --x lr=lin:.1:1 --y width=lin:200:300 --size 8 "
      "--max-memory 60M --engine loop",
      folder);
  CHECK(map.err == remedy + ", smaller --hidden layers or a smaller --size, or raise --max-memory.\n");
  CHECK(map.status == cli::exit_fault);
  const Measured enough = measure_lrscope("sweep" + large.substr(0, large.find("--max-memory")) +
                                              "--max-memory 2G --threads 1 --sharpness-every 0 --lr 1e-3",
                                          folder);
  CHECK(enough.status == 0);
  CHECK(enough.peak > 100e6);
}

TEST_CASE("a device of zeros is binary, whatever is read from it") {
  const Finished data = run_lrscope("data /dev/zero");
  CHECK(data.err ==
        "lrscope: /dev/zero:1: this is not a text file (byte '\\x00' at offset 0); lrscope reads CSV. "
        "Decompress or "
        "export it first, or convert UTF-16 to UTF-8.\nlrscope: /dev/zero: 1 defect; nothing else can "
        "be said of this file until that is mended.\n");
  CHECK(data.status == 3);
  const Finished start = run_lrscope("sweep case:line --hidden none --lr 1e-3 -q --init-from /dev/zero");
  CHECK(start.err ==
        "lrscope: /dev/zero: this is no list of 2 numbers; --init-from wants one number a line.\n");
  CHECK(start.status == 3);
  const Finished blank =
      shell("yes '' | \"$LRSCOPE\" sweep case:line --hidden none --lr 1e-3 -q --init-from -");
  CHECK(blank.err ==
        "lrscope: <stdin>: this is no list of 2 numbers; --init-from wants one number a line.\n");
}

TEST_CASE("a map of more cells than fit is refused before anything is read, whatever its data") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,y\n" + repeated("1,2\n2,3\n", 10));
  const auto refusal = [](const std::string& data) {
    return "lrscope: " + data +
           ": needs about 54 MB of memory (9,000,000 cells); the limit is 50 MB (--max-memory); use a "
           "smaller "
           "--size, or raise --max-memory.\n";
  };
  for (const std::string data : {"case:square", "d.csv", "absent.csv"}) {
    const Finished run = run_lrscope(
        "map " + data + " --x lr=lin:.1:1 --y init-scale=lin:1:5 --size 3000 --max-memory 50M", folder);
    CHECK(run.err == refusal(data));
    CHECK(run.status == 2);
  }
}

}  // namespace lrscope::test
