// Messages that no other file of tests holds: the whole of standard error for files that cannot be read or
// written, words that are not understood, and values that do not go with the data or the model.
#include <filesystem>

#include "catch.h"
#include "lrscope/core/text.h"
#include "process.h"

namespace lrscope::test {
namespace {

struct Refusal {
  std::string command;  // after the program's name
  int status;
  std::string message;
};

/// A folder with d.csv, of four rows, and with `name`, if one is given, that holds `text`.
std::string folder_with(const std::string& name = "", const std::string& text = "") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,price\n1,2,3\n4,5,6\n7,8,10\n1,1,2\n");
  if (!name.empty()) write_file(folder, name, text);
  return folder;
}

void check_refused(const Refusal& refusal, const std::string& folder = folder_with()) {
  CAPTURE(refusal.command);
  const Finished run = run_lrscope(refusal.command, folder);
  CHECK(run.err == "lrscope: " + refusal.message + "\n");
  CHECK(run.out == "");
  CHECK(run.status == refusal.status);
}

/// `sweep d.csv FLAGS`, where d.csv holds `text`.
void check_data_refused(const std::string& text, const std::string& flags, const std::string& message) {
  check_refused({"sweep d.csv -q --lr 1e-3 " + flags, 3, message}, folder_with("d.csv", text));
}

const std::string no_name = ": the name of a file is empty (a shell variable that is not set?).";

}  // namespace

TEST_CASE("a file of learning rates that cannot be used is named with its flag") {
  const std::string folder = folder_with("empty", "# nothing\n\n"),
                    wanted = "; name a text file with one learning rate a line.";
  std::filesystem::create_directory(folder + "/folder");
  const std::string start = "sweep d.csv -q --lr ";
  check_refused({start + "@none", 4, "--lr '@none': cannot be read: No such file or directory" + wanted},
                folder);
  check_refused({start + "@folder", 4, "--lr '@folder': cannot be read: Is a directory" + wanted}, folder);
  check_refused({start + "@empty", 2, "--lr '@empty': the file holds no learning rate; write one a line."},
                folder);
  check_refused(
      {"sweep d.csv -q --lr @", 2,
       "--lr '@': the name of a file is missing. Right forms: 1e-4,1e-3 · log:1e-6:1:25 (25 values) "
       "· dec:1e-6:1:4 (4 per decade) · lin:.01:.2:20 · @file · auto (the boundary, to 1 %) · "
       "auto:.002 (to 0.2 %)."});
}

TEST_CASE("an option that names a file refuses an empty name, and takes the last of several") {
  for (const std::string flag : {"--init-from", "--save-init", "--trajectories", "--journal"})
    check_refused({"sweep d.csv --lr 1e-3 " + flag + " ''", 2, flag + " ''" + no_name});
  check_refused({"explain d.csv --lr 1e-3 --along ''", 2, "--along ''" + no_name});
  check_refused({"merge ''", 2, "merge ''" + no_name});
  check_refused({"sweep '' --lr 1e-3", 2, "DATA ''" + no_name});
  const std::string folder = folder_with();
  const Finished run = run_lrscope(
      "sweep d.csv -q --lr 1e-3 --batch-size full --save-init a --save-init b --trajectories a.csv "
      "--trajectories b.csv",
      folder);
  CHECK(run.status == 0);
  for (const char* name : {"a", "a.csv"}) CHECK(!std::filesystem::exists(folder + "/" + name));
  for (const char* name : {"b", "b.csv"}) CHECK(std::filesystem::exists(folder + "/" + name));
}

TEST_CASE("what opens and cannot be read is an input error, wherever it was named") {
  const std::string closed =
      "<stdin>: cannot be read: Bad file descriptor; it is closed, name a file instead.";
  check_refused({"sweep - -q --lr 1e-3 <&-", 4, closed});
  check_refused({"sweep d.csv -q --lr 1e-3 --batch-size full --init-from - <&-", 4, closed});
  if (!std::filesystem::exists("/proc/self/mem")) {
    WARN("skipped: no /proc/self/mem here");
    return;
  }
  const std::string memory = "/proc/self/mem",
                    broken = memory +
                             ": cannot be read: Input/output error; try a copy of it, or name another file.";
  for (const std::string& command :
       {"sweep " + memory, "data " + memory, "sweep d.csv --batch-size full --init-from " + memory,
        "sweep d.csv --batch-size full --journal " + memory, "sweep d.csv --config " + memory,
        "merge " + memory})
    check_refused({command + " -q", 4, broken});
  check_refused(
      {"sweep d.csv -q --lr @" + memory, 4,
       "--lr '@" + memory +
           "': cannot be read: Input/output error; name a text file with one learning rate a line."});
}

TEST_CASE("built-in cases that are not there are refused with those that are") {
  const std::string functions = "square, half-square, quartic, canyon, catapult, ripple, ";
  const std::string cases = " One of: " + functions + "diabetes, alpha, line, chebyshev, normal.";
  check_refused({"sweep case:foo", 2, "DATA 'case:foo': no such built-in case." + cases});
  check_refused({"data case:diabets", 2,
                 "DATA 'case:diabets': no such built-in case; did you mean 'diabetes'?" + cases});
  check_refused({"sweep d.csv -q --lr 1 --batch-size full --init-from case:lin", 2,
                 "case:lin: no such built-in file; did you mean 'case:line'? One of: case:diabetes, "
                 "case:alpha, case:line, case:chebyshev, case:normal."});
}

TEST_CASE("a file whose name no file can have, and a full disk, end with 4") {
  const std::string folder = folder_with(), name(300, 'x');
  const std::string sweep = "sweep d.csv -q --lr 1e-3 --batch-size full ";
  check_refused({sweep + "-o " + name + ".csv", 4,
                 name + ".csv: cannot be written: File name too long; give it a shorter name."},
                folder);
  check_refused({sweep + "--save-init " + name, 4,
                 name + ": cannot be written: File name too long; give it a shorter name."},
                folder);
  if (!std::filesystem::exists("/dev/full")) {
    WARN("skipped: no /dev/full here");
    return;
  }
  std::filesystem::create_symlink("/dev/full", folder + "/full.csv");
  const std::string full =
      ": cannot be written: No space left on device; make space, or write to another place.";
  check_refused({sweep + "--save-init /dev/full", 4, "/dev/full" + full}, folder);
  for (const std::string& command : {sweep, std::string("data d.csv "), std::string("spectrum d.csv -q "),
                                     std::string("explain d.csv -q --lr 1e-3 --no-boundaries ")})
    CHECK(run_lrscope(command + "-o full.csv --batch-size full", folder).err ==
          "lrscope: full.csv" + full + "\n");
}

TEST_CASE("an option without its value and a switch with one are refused by name, with what to write") {
  check_refused({"sweep d.csv --lr=", 2, "--lr needs a value, --lr VALUES; nothing follows its =."});
  check_refused({"sweep d.csv --target= --lr 1", 2,
                 "--target needs a value, --target NAME|INDEX; nothing follows its =."});
  const auto is_switch = [](const std::string& flag) {
    return ": is a switch; write " + flag + ", " + flag + "=yes or " + flag + "=no.";
  };
  check_refused({"sweep d.csv --no-bias=maybe", 2, "--no-bias 'maybe'" + is_switch("--no-bias")});
  check_refused({"sweep d.csv --timing=2", 2, "--timing '2'" + is_switch("--timing")});
  check_refused({"sweep d.csv --print-config=", 2, "--print-config ''" + is_switch("--print-config")});
  check_refused({"sweep d.csv -q=yes", 2, "-q 'yes'" + is_switch("--quiet")});
  check_refused({"sweep d.csv -q -- --lr", 2,
                 "unexpected argument '--lr'; one DATA is expected. See lrscope sweep --help."});
}

TEST_CASE("words that a command has no use for are refused") {
  const std::string commands =
      " Commands: sweep, trace, explain, find, map, spectrum, data, merge, demo, completion, man; lrscope --help "
      "explains them.";
  check_refused({"--", 2, "a command is missing; lrscope --help lists them."});
  check_refused({"''", 2, "unknown command ''." + commands});
  check_refused({"-", 2, "'-' is not a command; write lrscope sweep -." + commands});
  check_refused({"completion bash zsh", 2, "unexpected argument 'zsh'. See lrscope completion --help."});
  check_refused({"man page", 2, "unexpected argument 'page'. See lrscope man --help."});
  check_refused({"merge --data x", 2, "unknown option '--data'. See lrscope merge --help."});
  check_refused(
      {"merge", 2, "merge needs FILES, the journals of a sweep: lrscope merge part1.jsonl part2.jsonl."});
}

TEST_CASE("what a demo cannot follow is refused like the options of trace") {
  check_refused(
      {"demo qestion", 2,
       "unknown demo 'qestion'; did you mean 'question'? One of: question, square, quartic, canyon, "
       "edge, catapult, momentum, alpha, line, fractal, fractal-1d."});
  const std::string see = " See lrscope trace --help.";
  check_refused({"demo question line", 2,
                 "unexpected argument 'line'; after the demo's name come options of lrscope trace." + see});
  check_refused(
      {"demo square --optimiser adam", 2, "unknown option '--optimiser'; did you mean '--optimizer'?" + see});
  check_refused({"demo square --lr", 2, "--lr needs a value, --lr VALUES; nothing follows it."});
  check_refused({"demo square --lr --seeds 1", 2,
                 "--lr needs a value, --lr VALUES; the next word is the option '--seeds'."});
  check_refused({"demo --lr=1", 2,
                 "'--lr=1' stands where the name of a demo is expected: lrscope demo question --lr=1 …; "
                 "lrscope demo lists them."});
}

TEST_CASE("a remedy quotes a path that a shell would take apart") {
  const std::string path = "'my data.csv'", lr = " --lr 1e-3";
  check_refused({"trace " + path, 2, "trace needs a learning rate: lrscope trace " + path + lr});
  check_refused({"explain " + path, 2, "explain needs a learning rate: lrscope explain " + path + lr});
  check_refused({"spectrum --at-step 3 " + path, 2,
                 "--at-step 3 needs a learning rate: lrscope spectrum " + path + " --at-step 3" + lr});
}

TEST_CASE("names and words that are none of the known ones are refused with all of them") {
  check_refused({"sweep d.csv --init he", 2,
                 "--init 'he': unknown name. One of: glorot-uniform, glorot-normal, he-uniform, he-normal, "
                 "lecun-normal, pytorch, mean-field, normal, zeros."});
  check_refused({"sweep d.csv --schedule cosin", 2,
                 "--schedule 'cosin': unknown name; did you mean 'cosine'? One of: constant, linear, cosine, "
                 "exponential, step, inverse-time."});
  check_refused({"sweep d.csv --format json", 2,
                 "unknown --format 'json'; did you mean 'jsonl'? One of: table, csv, tsv, jsonl, markdown."});
  check_refused({"data d.csv --rows colums", 2,
                 "unknown --rows 'colums'; did you mean 'columns'? One of: columns, pairs, classes, remarks, "
                 "defects, data."});
  check_refused({"find d.csv --rows test", 2,
                 "unknown --rows 'test'; did you mean 'tests'? One of: suggestions, tests, steps, runs, "
                 "find."});
  check_refused(
      {"sweep d.csv --color blue", 2, "--color 'blue': unknown value. One of: auto, always, never."});
  check_refused({"sweep d.csv --print-every 0", 2, "--print-every '0': expected a whole number from 1 up."});
}

TEST_CASE("what cannot be made of the columns is refused with the file, the flag and what to write") {
  check_data_refused("a,b,y\n1,2,3\n4,5,6\n", "--features 3..1",
                     "d.csv: --features '3..1': the range runs backwards; write '1..3'.");
  check_data_refused("a,b,y\n1,2,3\n4,5,6\n", "--drop b..a",
                     "d.csv: --drop 'b..a': the range runs backwards; write 'a..b'.");
  check_data_refused(
      "x,y\n1,2\n2,3\n", "--target x --target y",
      "d.csv: no feature column is left to train on: the file has 2 columns, 2 of them targets; "
      "use less of --drop, or other --features.");
  check_data_refused(
      "a;y\n1,5 m;1\n2,5 m;2\n3,5 m;3\n", "",
      "d.csv:2:1: column 'a': 3 different values in 3 rows ('1,5 m', …): such a column names the "
      "rows and teaches nothing; leave it out with --drop 'a', or write numbers with a decimal "
      "point, not a comma.");
  check_data_refused(
      "x,y\n1,2\n,3\n,4\n", "--na drop --drop-lines 2",
      "d.csv: no row of data is left after --na drop and --drop-lines; training needs at least "
      "two rows.");
  std::string wide, row;
  for (int i = 1; i <= 31; ++i) {
    wide += (i > 1 ? ",c" : "c") + std::to_string(i);
    row += i > 1 ? ",1" : "1";
  }
  std::string shown = wide.substr(0, wide.rfind(','));
  for (std::size_t at = 0; (at = shown.find(',', at)) != std::string::npos; at += 2)
    shown.insert(at + 1, " ");
  check_data_refused(wide + "\n" + row + "\n" + row + "\n", "--target price",
                     "d.csv: --target 'price': the file has no such column. Columns: " + shown + ", ….");
}

TEST_CASE("numbers whose sum overflows have a mean all the same") {
  const std::string folder = folder_with("f.csv", "a,y\n1e308,1\n1.6e308,2\n,3\n");
  const std::string begin = "sweep f.csv -q --lr 1e-3 --na mean --hidden none --batch-size full --precision ";
  CHECK(run_lrscope(begin + "float64", folder).err == "");
  CHECK(run_lrscope(begin + "float32", folder).err ==
        "lrscope: f.csv:2:1: column 'a': '1e+308' does not fit float32 (largest 3.4e38); use --precision "
        "float64, or --scale.\n");
  CHECK(run_lrscope(begin + "float64 --scale minmax", folder).err == "");
  CHECK(run_lrscope(begin + "float64 --scale standard", folder).err ==
        "lrscope: f.csv: column 'a': its numbers are so large that --scale overflows; divide them by a "
        "constant first, or leave --scale out.\n");
}

TEST_CASE("numbers that the precision cannot hold are refused with a remedy that there is") {
  const std::string tenth = " cannot hold a tenth of it, which minimum/10 may suggest; use ";
  check_refused({"find case:line --precision float64 --start-lr 1e-323", 2,
                 "--start-lr 1e-323: float64" + tenth + "a larger one, such as 1e-300."});
  const std::string start = "sweep d.csv -q --lr 1e-3 --batch-size full --init normal --init-scale ";
  check_refused(
      {start + "1e39", 2,
       "--init-scale 1e+39: the initial weights are not finite; use a smaller scale, or --precision "
       "float64."});
  check_refused({start + "1.7e308 --precision float64", 2,
                 "--init-scale 1.7e+308: the initial weights are not finite; use a smaller scale."});
  const std::string folder = folder_with("huge.csv", "a,b,y\n1e30,1,1\n2e30,5,2\n-3e30,2,3\n");
  check_refused({"spectrum huge.csv -q --hidden none --precision float32", 2,
                 "--at-step 0: the Hessian is not finite there (the loss is inf); use --scale standard, a "
                 "smaller --init-scale, or --precision float64."},
                folder);
}

TEST_CASE("a step that has no finite Hessian is refused with those that may have one") {
  // On x² a step multiplies x, 1 at first, by 1 − 2η: by 2·10⁹ each, which float32 holds four times.
  check_refused({"spectrum case:square -q --precision float32 --lr 1e9 --max-steps 50 --at-step 40", 2,
                 "--at-step 40: the run ended nonfinite after 6 steps, its parameters not finite from step 5 "
                 "on; choose a step from 0 to 4."});
  // By −19, and the loss by 361, above the diverge factor after one step.
  check_refused({"spectrum case:square -q --lr 10 --max-steps 50 --at-step 40 --stop-on-divergence", 2,
                 "--at-step 40: the run ended diverged after 1 step; choose a step from 0 to 1."});
  // One step of x⁴ leads to about −η, where 12 x² is not finite, and x is.
  check_refused({"spectrum case:quartic -q --precision float32 --lr 1e30 --at-step 1", 2,
                 "--at-step 1: the Hessian is not finite there (the loss is inf); choose an earlier step."});
}

TEST_CASE("notes on the way say what was done, and what to do") {
  const std::string folder = folder_with("k.csv", "x,y\n1,2\n1,3\n1,4\n1,5\n9,6\n");
  CHECK(run_lrscope("sweep k.csv --scale robust --batch-size full --lr 1e-3", folder).err ==
        "k.csv: 5 rows, 1 feature, target 'y' (regression); delimiter ',', header yes\n"
        "warning: k.csv: column 'x' has interquartile range 0, so --scale leaves its scale as it is; most of "
        "its values are equal, another scaling may suit it better.\n");
  // 10 inputs, 600 and 600 units, 1 output, each with biases; a twentieth of the rows is below the hundred
  // that are worth proposing.
  const int parameters = 11 * 600 + 601 * 600 + 601;
  CHECK(run_lrscope("sweep case:diabetes --hidden 600,600 --lr 1e-9 --max-steps 1 --max-hvps 1").err ==
        "case:diabetes: 442 rows, 10 features, target 'progression' (regression); delimiter ',', header "
        "yes\n" +
            std::to_string(parameters) +
            " parameters, and the Hessian is that of all 442 rows: this takes its time; --sharpness-rows 100 "
            "measures it on a random subset\n");
  CHECK(run_lrscope("sweep case:square --lr .1 --max-steps 1").err == "case:square: x², from x = 1\n");
  CHECK(
      run_lrscope("sweep case:square -q --lr auto --time-limit .0000001").err ==
      "lrscope: time limit: 0 runs finished; with --journal FILE the same command could go on from there.\n");
}

}  // namespace lrscope::test
