// --max-memory: what is refused and with which words, and whether the estimate is true.
#include <regex>

#include "catch.h"
#include "exit_status.h"
#include "lrscope/core/text.h"
#include "memory_limit.h"
#include "process.h"

using namespace std::string_literals;

namespace lrscope::test {
namespace {

std::string repeated(const std::string& line, int times) {
  std::string text;
  text.reserve(line.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

/// Random-looking decimals, a header first.
std::string table(int rows, int columns) {
  std::string text;
  for (int c = 0; c < columns; ++c) text += (c ? ",x" : "x") + std::to_string(c);
  text += '\n';
  unsigned state = 1;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      state = state * 1664525u + 1013904223u;
      const std::string digits = std::to_string(state >> 12);
      text += (state & 1 ? "-" : "") + digits.substr(0, 1) + "." + digits.substr(1, 5) +
              (c + 1 < columns ? "," : "\n");
    }
  return text;
}

/// The need that a refusal under a small limit names, in bytes. It leaves room for the longest row.
double need_of(const std::string& arguments, const std::string& folder) {
  const std::string err = run_lrscope(arguments + " --max-memory 25M", folder).err;
  const std::string before = "needs about ";
  const auto begin = err.find(before), end = err.find(" of memory");
  REQUIRE(begin != std::string::npos);
  const auto words = split(err.substr(begin + before.size(), end - begin - before.size()), ' ');
  const double units = words.at(1) == "GB" ? 1e9 : words.at(1) == "MB" ? 1e6 : 1e3;
  return *parse_number(words.at(0)) * units;
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
  // 10 MB and 120 bytes for each of 3 columns and 2 inputs; a row takes 3 bytes of text, 3 of ends and 13,
  // then 8 bytes for each of 3 numbers and 4 more.
  const double need = 10e6 + 120 * 5 + 1e5 * (3 + 3 + 13 + 8 * 7);
  REQUIRE(short_number_text(need / 1e6, 3) == "17.5");
  const std::string sweep =
      "sweep d.csv --hidden none --sharpness-every 0 --lr 1e-3 --threads 1 --max-steps 1 -q ";
  const Finished refused = run_lrscope(sweep + "--max-memory 17M -o kept.csv", folder);
  CHECK(refused.err ==
        "lrscope: d.csv: needs about 17.5 MB of memory (about 100,000 rows × 3 columns in 600 kB); the limit "
        "is 17 MB "
        "(--max-memory); use fewer rows (a random sample says almost as much) or a file of fewer columns, or "
        "raise "
        "--max-memory.\n");
  CHECK(refused.out == "");
  CHECK(refused.status == 2);
  CHECK(shell("test -e kept.csv", folder).status == 1);
  CHECK(run_lrscope(sweep + "--max-memory 18M", folder).status == 0);
  for (const char* command : {"explain", "find", "spectrum", "data", "trace"}) {
    CAPTURE(command);
    const std::string name = command;
    const Finished other = run_lrscope(name + " d.csv --max-memory 1M" +
                                           (name == "explain" || name == "trace" ? " --lr 1e-3" : "") +
                                           (name == "spectrum" || name == "data" ? "" : " --threads 1"),
                                       folder);
    const std::string layers = "a smaller --batch-size, smaller --hidden layers or ";
    const std::string remedy = name == "data"       ? fewer_rows
                               : name == "spectrum" ? layers + "fewer --sharpness-rows" + raise
                                                    : layers + "--sharpness-every 0" + raise;
    CHECK(is_whole(other.err, R"(lrscope: d\.csv: needs about [0-9.]+ MB of memory \(about 100,000 rows × 3 )"
                              R"(columns in 600 kB\); the limit is 1 MB \(--max-memory\); use )" +
                                  remedy));
    CHECK(other.status == 2);
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
  // 40000 rows of 2001 numbers, at first 8 bytes each, then the floats beside them: 12.
  CHECK(run.err ==
        "lrscope: d.csv: needs about 971 MB of memory (40,000 rows × 2,001 numbers); the limit is 500 MB "
        "(--max-memory); use fewer rows (a random sample says almost as much) or a file of fewer columns, or "
        "raise --max-memory.\n");
  CHECK(run.status == 2);
}

TEST_CASE("a network too large for the memory is refused for what it is") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n", 1000));
  const std::string sweep = "sweep d.csv --hidden 100000,100000 --lr 1e-3,1e-2 ";
  const std::string need = R"(lrscope: d\.csv: needs about [0-9.]+ [GT]B of memory \(about 1,000 rows × 3 )"
                           R"(columns in 6\.01 kB\); the limit is )";
  const std::string cure = "a smaller --batch-size, smaller --hidden layers or --sharpness-every 0, or ";
  const std::string layers = cure + R"(raise --max-memory\.\n)";
  const Finished run = run_lrscope(sweep + "--threads 2 --max-memory 4G", folder);
  CHECK(is_whole(run.err, need + R"(4 GB \(--max-memory\); use fewer --threads, )" + layers));
  CHECK(run.status == 2);
  CHECK(is_whole(run_lrscope(sweep + "--threads 1 --max-memory 4G", folder).err,
                 need + R"(4 GB \(--max-memory\); use )" + layers));
  // Without --max-memory the limit is what this machine grants, to this program and to this test alike.
  const cli::MemoryLimit own = cli::memory_limit(std::nullopt);
  CHECK(is_whole(
      run_lrscope("sweep d.csv --hidden 1000000,1000000 --threads 1 --lr 1e-3", folder).err,
      need + cli::bytes_text(own.bytes) + ", " + own.origin + "; use " + cure + own.more + R"(\.\n)"));
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
  CHECK(run_lrscope(sweep + "30M", folder).err ==
        "lrscope: h.csv: needs about 31 MB of memory (the row that begins on line 1 has not ended after 4.19 "
        "MB); "
        "the limit is 30 MB (--max-memory); close its quotes, check its line end and --delimiter, or raise "
        "--max-memory.\n");
  const Measured refused = measure_lrscope(sweep + "100M", folder);
  CHECK(refused.status == 2);
  CHECK((refused.peak < 100e6 || is_sanitized));
  const Measured read = measure_lrscope(sweep + "500M", folder);
  CHECK(read.status == 0);
  CHECK((read.peak < 500e6 || is_sanitized));
}

TEST_CASE("a need that prints like the limit is said to be more") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n" + repeated("1,2,3\n", 100'000));
  CHECK(run_lrscope("sweep d.csv --hidden none --sharpness-every 0 --lr 1e-3 --threads 1 --max-steps 1 -q "
                    "--max-memory 17.5M",
                    folder)
            .err.starts_with("lrscope: d.csv: needs more than 17.5 MB of memory ("));
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
        "lrscope: out of memory; use fewer --threads, a smaller --batch-size or smaller --hidden layers.\n");
  CHECK(run.status == cli::exit_fault);
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
  // 10 MB, 120 bytes for each of no columns, and 6 for each cell.
  const auto refusal = [](const std::string& data) {
    return "lrscope: " + data +
           ": needs about 64 MB of memory (9,000,000 cells); the limit is 50 MB (--max-memory); use a "
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

TEST_CASE("the estimate is within a factor of 1.5 of what is measured") {
  const std::string folder = scratch();
  write_file(folder, "long.csv", table(1'000'000, 4));
  write_file(folder, "wide.csv", table(20, 100'000));
  write_file(folder, "some.csv", table(60'000, 20));
  write_file(folder, "flat.csv", table(3, 300'000));
  // Two steps and a few products: the memory is that of the longest run.
  const std::string quick = " --lr 1e-3 --max-steps 2 --threads 1 -q ", few = " --max-hvps 5 ";
  for (const std::string& arguments :
       {"sweep long.csv --hidden none --sharpness-every 0" + quick,
        "sweep long.csv --hidden none --sharpness-every 0 --precision float64 --scale robust" + quick,
        "sweep wide.csv --hidden 16 --max-hvps 30" + quick,
        "sweep wide.csv --hidden 64 --sharpness-every 0 --optimizer adam" + quick,
        "sweep some.csv --hidden 128,128" + few + quick,
        "sweep some.csv --hidden 128,128 --batch-size full --sharpness-every 0" + quick,
        "trace some.csv --hidden 128,128 --activation tanh" + few + quick,
        "explain some.csv --hidden 64 --no-boundaries" + quick, "data some.csv"s,
        "map case:square --x lr=lin:.1:5 --y init-scale=lin:.1:5 --size 2000 --max-steps 1 --threads 1 -q "
        "-o map.png --journal map.jsonl"s,
        "data long.csv"s, "data flat.csv"s}) {
    CAPTURE(arguments);
    const Measured run = measure_lrscope(arguments, folder);
    const double need = need_of(arguments, folder);
    CAPTURE(run.peak, need);
    CHECK((run.status == 0 || run.status == 3));
    CHECK((need <= 1.5 * run.peak || is_sanitized));
    CHECK((run.peak <= 1.5 * need || is_sanitized));
  }
}

}  // namespace lrscope::test
