// What the program says about a command line it cannot follow, and about streams that fail: the whole of
// standard error, the exit status, and that nothing was written.
#include <filesystem>

#include "catch.h"
#include "process.h"

namespace lrscope::test {
namespace {

const std::string good = "a,b,price\n1,2,3\n4,5,6\n7,8,10\n1,1,2\n";

std::string folder_with_data() {
  const std::string folder = scratch();
  write_file(folder, "d.csv", good);
  return folder;
}

/// `command` as typed after the program's name, with "-o kept.csv" after it.
void check_refused(const std::string& command, int status, const std::string& message,
                   const std::string& folder = folder_with_data()) {
  CAPTURE(command);
  const Finished run = run_lrscope(command, folder);
  CHECK(run.err == "lrscope: " + message + "\n");
  CHECK(run.out == "");
  CHECK(run.status == status);
  CHECK(!std::filesystem::exists(folder + "/kept.csv"));
}

void check_flag_refused(const std::string& flags, const std::string& message) {
  check_refused("sweep d.csv -q --max-steps 2 -o kept.csv " + flags, 2, message);
}

const std::string lr_forms =
    " Right forms: 1e-4,1e-3 · log:1e-6:1:25 (25 values) · dec:1e-6:1:4 (4 per decade) · lin:.01:.2:20 · "
    "@file · auto (the boundary, to 1 %) · auto:.002 (to 0.2 %).";

void check_lr_refused(const std::string& text, const std::string& why) {
  check_flag_refused("--lr '" + text + "'", "--lr '" + text + "': " + why + lr_forms);
}

}  // namespace

TEST_CASE("learning rates that are not positive and finite are refused with the right forms") {
  check_lr_refused("0", "a learning rate of 0 trains nothing; it must be above 0.");
  check_lr_refused("-1", "a learning rate must be above 0.");
  check_lr_refused("nan", "a learning rate must be finite.");
  check_lr_refused("inf", "a learning rate must be finite.");
  check_lr_refused("", "a value is missing.");
  check_lr_refused("log:1:1e-6:7", "the range runs backwards; write log:1e-6:1:7.");
  check_lr_refused("log:-6:0:7",
                   "ranges take values, not exponents: write 1e-6, not -6; a learning rate must be above 0.");
}

TEST_CASE("a learning rate that float32 takes for 0 or inf is refused, float64 takes it") {
  check_flag_refused("--lr 1e39",
                     "--lr 1e+39: does not fit float32 (1.4e-45 to 3.4e38); use --precision float64.");
  check_flag_refused("--lr 1e-50,.1",
                     "--lr 1e-50: does not fit float32 (1.4e-45 to 3.4e38); use --precision float64.");
  CHECK(run_lrscope("sweep case:line -q --lr 1e39,1e-50 --precision float64").status == 0);
}

TEST_CASE("a function takes no options about data") {
  check_refused("sweep case:square --lr 1 -o kept.csv --target y", 2,
                "--target: case:square is a function, it has no data; leave this option out.");
}

TEST_CASE("a closed standard stream is an error of that stream, and no file takes its place") {
  const std::string folder = folder_with_data();
  const Finished run = shell("\"$LRSCOPE\" sweep d.csv -q --lr .001 -o table.csv >&-", folder);
  CHECK(run.status == 4);
  CHECK(run.err ==
        "lrscope: standard output: cannot be written: Bad file descriptor; it is closed, send it to a file "
        "or a pipe.\n");
  CHECK(read_file(folder + "/table.csv").find("final loss") == std::string::npos);
}

TEST_CASE("a standard error that nobody reads changes neither records nor exit status") {
  const std::string folder = folder_with_data();
  const std::string records = run_lrscope("sweep d.csv --lr .001 --format csv", folder).out;
  for (const char* stream : {"2>&-", "2>/dev/full"}) {
    CAPTURE(stream);
    const Finished fine =
        shell(std::string("\"$LRSCOPE\" sweep d.csv --lr .001 --format csv ") + stream, folder);
    CHECK(fine.status == 0);
    CHECK(fine.out == records);
    CHECK(shell(std::string("\"$LRSCOPE\" sweep d.csv --lr 0 ") + stream, folder).status == 2);
    CHECK(shell(std::string("\"$LRSCOPE\" sweep ") + stream, folder).status == 2);
    CHECK(shell(std::string("\"$LRSCOPE\" demo square --format csv ") + stream, folder).status == 0);
  }
  CHECK(shell("\"$LRSCOPE\" demo > /dev/full", folder).status == 4);
  CHECK(shell("\"$LRSCOPE\" demo square > /dev/full", folder).status == 4);
  const Finished piped = shell("set -o pipefail; \"$LRSCOPE\" demo question | head -1", folder);
  CHECK(piped.status == 0);
  CHECK(piped.err.empty());
}

TEST_CASE("seeds with a dash are refused with the right forms") {
  check_flag_refused("--seeds 0-4",
                     "--seeds '0-4': a seed is a whole number from 0 up. Right forms: 0..4 · 1,5,9.");
}

TEST_CASE("sizes that cannot be are refused") {
  check_flag_refused("--batch-size 5",
                     "--batch-size 5: the data have only 4 rows; use --batch-size full, or at most 4.");
  check_flag_refused(
      "--batch-size 0",
      "--batch-size '0': expected a whole number from 1 up, or 'full' for all rows in every step.");
  check_flag_refused(
      "--hidden 0",
      "--hidden '0': expected units per hidden layer, each 1 or more, such as 64,64, or 'none' for a "
      "linear model.");
  check_flag_refused("--threads 0", "--threads '0': expected a whole number from 1 to 1024.");
}

TEST_CASE("unknown names are refused with the nearest and with all of them") {
  check_flag_refused(
      "--activation rleu",
      "--activation 'rleu': unknown name; did you mean 'relu'? One of: identity, relu, leaky-relu, "
      "tanh, sigmoid, softplus, elu, gelu, silu.");
  check_flag_refused(
      "--optimizer adm",
      "--optimizer 'adm': unknown name; did you mean 'adam'? One of: sgd, heavy-ball, nesterov, "
      "adagrad, rmsprop, adam, adamw.");
  check_flag_refused(
      "--loss msee",
      "--loss 'msee': unknown name; did you mean 'mse'? One of: mse, half-mse, sse, half-sse, mae, "
      "huber, cross-entropy, naive-cross-entropy.");
  check_flag_refused(
      "--progress alway",
      "--progress 'alway': unknown value; did you mean 'always'? One of: auto, always, never.");
}

TEST_CASE("cross-entropy wants classes") {
  check_flag_refused("--loss cross-entropy",
                     "--loss cross-entropy: the target holds numbers, this loss wants classes; use --task "
                     "classification, or a loss for numbers such as mse.");
}

TEST_CASE("unknown options are refused with the nearest, also by the names other programs use") {
  const std::string see = " See lrscope sweep --help.";
  check_flag_refused("--optimiser adam", "unknown option '--optimiser'; did you mean '--optimizer'?" + see);
  check_flag_refused("--batch_size 4", "unknown option '--batch_size'; did you mean '--batch-size'?" + see);
  check_flag_refused("--learning-rate .1", "unknown option '--learning-rate'; did you mean '--lr'?" + see);
  check_flag_refused("--learning-rate=.1", "unknown option '--learning-rate'; did you mean '--lr'?" + see);
  check_flag_refused("-lr .1", "unknown option '-lr'; did you mean '--lr'?" + see);
  check_flag_refused("--frobnicate", "unknown option '--frobnicate'." + see);
}

TEST_CASE("a value that is missing is missed, not taken from the next option") {
  check_flag_refused("--lr", "--lr needs a value, --lr VALUES; nothing follows it.");
  check_flag_refused("--target --lr 1e-3",
                     "--target needs a value, --target NAME|INDEX; the next word is the option '--lr'.");
  check_refused("sweep d.csv -o", 2, "-o needs a value, -o FILE; nothing follows it.");
}

TEST_CASE("a value that begins with a dash is a value") {
  const Finished run =
      run_lrscope("sweep d.csv --target -1 --lr=.001 --max-steps 2 --batch-size full", folder_with_data());
  CHECK(run.status == 0);
  CHECK(run.err == "d.csv: 4 rows, 2 features, target 'price' (regression); delimiter ',', header yes\n");
}

TEST_CASE("words too many are explained") {
  const std::string see = " See lrscope sweep --help.";
  check_flag_refused("--lr .1 .2",
                     "unexpected argument '.2'; several values are one word: --lr .1,.2." + see);
  check_flag_refused("--lr=.1 .2",
                     "unexpected argument '.2'; several values are one word: --lr .1,.2." + see);
  check_flag_refused("--hidden 64 32",
                     "unexpected argument '32'; several values are one word: --hidden 64,32." + see);
  check_refused("sweep d.csv other.csv", 2, "unexpected argument 'other.csv'; one DATA is expected." + see);
}

TEST_CASE("DATA and learning rate are asked for") {
  check_refused(
      "sweep", 2,
      "sweep needs DATA, a CSV file (or - for standard input): lrscope sweep data.csv. See lrscope sweep "
      "--help.");
  check_refused(
      "trace --lr 1e-3", 2,
      "trace needs DATA, a CSV file (or - for standard input): lrscope trace data.csv. See lrscope trace "
      "--help.");
  check_refused("sweep '' -o kept.csv", 2,
                "DATA '': the name of a file is empty (a shell variable that is not set?).");
  check_refused("trace d.csv -o kept.csv", 2, "trace needs a learning rate: lrscope trace d.csv --lr 1e-3");
}

TEST_CASE("a command that is unknown, left out or late is explained") {
  const std::string commands =
      " Commands: sweep, trace, explain, find, map, spectrum, data, merge, demo, completion, man; lrscope --help "
      "explains them.";
  check_refused("swep d.csv", 2, "unknown command 'swep'; did you mean 'sweep'?" + commands);
  check_refused("d.csv --lr 1e-3", 2, "'d.csv' is not a command; write lrscope sweep d.csv." + commands);
  check_refused("--lr 1e-3 sweep d.csv", 2,
                "option '--lr' stands before the command; write lrscope COMMAND DATA --lr …." + commands);
}

TEST_CASE("without arguments the help goes to standard error") {
  const Finished run = run_lrscope("");
  CHECK(run.status == 2);
  CHECK(run.out == "");
  CHECK(run.err == run_lrscope("--help").out);
}

TEST_CASE("files that cannot be written are refused before anything is done") {
  const std::string folder = folder_with_data();
  std::filesystem::create_directory(folder + "/directory.csv");
  const std::string start = "sweep d.csv -q -o kept.csv ";
  check_refused(start + "-o nowhere/x.csv", 4,
                "nowhere/x.csv: cannot be written: No such file or directory; there is no folder 'nowhere': "
                "make it, or name another file.",
                folder);
  check_refused(start + "-o directory.csv", 4, "directory.csv: is a directory; name a file to write.",
                folder);
  check_refused(
      start + "-o x.xls", 2,
      "output file 'x.xls': the ending decides the format; use .csv, .tsv, .jsonl, .md or .txt (the table).",
      folder);
  check_refused(start + "--trajectories nowhere/t.csv", 4,
                "nowhere/t.csv: cannot be written: No such file or directory; there is no folder 'nowhere': "
                "make it, or name another file.",
                folder);
  check_refused(start + "--save-init nowhere/theta", 4,
                "nowhere/theta: cannot be written: No such file or directory; there is no folder 'nowhere': "
                "make it, or name another file.",
                folder);
  check_refused(start + "--save-init theta --seeds 0..2", 2,
                "--save-init 'theta': every seed has its own initial parameters; give one --seed.", folder);
  check_refused(start + "-o kept.csv", 2, "output file 'kept.csv': it is named twice; name another.", folder);
}

TEST_CASE("an output never destroys what the command reads, nor what stands there when it is refused") {
  const std::string folder = folder_with_data();
  check_refused(
      "sweep d.csv -o d.csv", 2,
      "output file 'd.csv': this file is read by the same command, which would destroy it; name another.",
      folder);
  check_refused(
      "sweep d.csv -o ./d.csv", 2,
      "output file './d.csv': this file is read by the same command, which would destroy it; name another.",
      folder);
  CHECK(read_file(folder + "/d.csv") == good);
  write_file(folder, "old.csv", "earlier results");
  check_refused("sweep d.csv -q -o old.csv --batch-size 99", 2,
                "--batch-size 99: the data have only 4 rows; use --batch-size full, or at most 4.", folder);
  CHECK(read_file(folder + "/old.csv") == "earlier results");
}

TEST_CASE("a closed pipe ends the program quietly") {
  for (const char* command : {"sweep d.csv -q --lr dec:1e-6:1:100 --format csv",
                              "trace d.csv -q --lr 1e-3 --format csv", "--help"}) {
    CAPTURE(command);
    const Finished run =
        shell("\"$LRSCOPE\" " + std::string(command) + " | head -1 >/dev/null; exit ${PIPESTATUS[0]}",
              folder_with_data());
    CHECK(run.status == 0);
    CHECK(run.err == "");
  }
}

TEST_CASE("a full disk is an output error") {
  if (!std::filesystem::exists("/dev/full")) {
    WARN("skipped: no /dev/full here");
    return;
  }
  for (const char* command :
       {"sweep d.csv -q --lr 1e-3", "sweep d.csv -q --lr 1e-3 --format jsonl", "--help"}) {
    CAPTURE(command);
    const Finished run = shell("\"$LRSCOPE\" " + std::string(command) + " >/dev/full", folder_with_data());
    CHECK(run.err ==
          "lrscope: standard output: cannot be written: No space left on device; make space, or write to "
          "another place.\n");
    CHECK(run.status == 4);
  }
}

}  // namespace lrscope::test
