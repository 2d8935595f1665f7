// Options from a configuration file and from the environment: who wins, what is ignored, and what is said
// about a key or a value that is wrong.
#include <filesystem>

#include "catch.h"
#include "process.h"

namespace lrscope::test {
namespace {

std::string folder_with(const std::string& config) {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,c,price\n1,2,9,3\n4,5,7,6\n7,8,1,10\n1,1,4,2\n");
  write_file(folder, "run.toml", config);
  return folder;
}

/// The line of --print-config that sets `key`, with `variables` (as typed in a shell) in the environment.
std::string setting(const std::string& key, const std::string& config, const std::string& variables,
                    const std::string& arguments) {
  const Finished run =
      shell("env " + variables + " \"$LRSCOPE\" " + arguments + " --print-config --config run.toml",
            folder_with(config));
  CAPTURE(config, variables, arguments, run.err);
  CHECK(run.status == 0);
  for (const std::string& start : {"\n" + key + " = ", "\n# " + key + " = "}) {
    const auto begin = run.out.find(start);
    if (begin == std::string::npos) continue;
    const auto end = run.out.find('\n', begin + 1);
    return run.out.substr(begin + 1, end - begin - 1);
  }
  return "no line for " + key;
}

/// A configuration that is refused: the whole of standard error.
void check_refused(const std::string& config, const std::string& message, int status = 2,
                   const std::string& arguments = "sweep d.csv -q -o kept.csv") {
  CAPTURE(config);
  const std::string folder = folder_with(config);
  const Finished run = run_lrscope(arguments + " --config run.toml", folder);
  CHECK(run.err == "lrscope: " + message + "\n");
  CHECK(run.out == "");
  CHECK(run.status == status);
  CHECK(!std::filesystem::exists(folder + "/kept.csv"));
}

void check_variable_refused(const std::string& variables, const std::string& message) {
  CAPTURE(variables);
  const Finished run =
      shell("env " + variables + " \"$LRSCOPE\" sweep d.csv -q -o kept.csv", folder_with(""));
  CHECK(run.err == "lrscope: " + message + "\n");
  CHECK(run.out == "");
  CHECK(run.status == 2);
}

const std::string keys_remedy =
    " A key is an option without its dashes; lrscope sweep --print-config lists them.";
const std::string toml_remedy =
    "; words and names of files stand in quotes, as in scale = \"standard\", a number has a digit before and "
    "after its "
    "point, as in 0.1, and no key is also a table; see https://toml.io.";
const std::string commands = "sweep, trace, explain, find, map, spectrum, data, merge";

}  // namespace

TEST_CASE(
    "a single value: the command line wins over the environment, it over the file, it over the default") {
  CHECK(setting("epochs", "", "", "sweep") == "epochs = 10");
  CHECK(setting("epochs", "epochs = 2", "", "sweep") == "epochs = 2");
  CHECK(setting("epochs", "epochs = 2", "LRSCOPE_EPOCHS=3", "sweep") == "epochs = 3");
  CHECK(setting("epochs", "epochs = 2", "LRSCOPE_EPOCHS=3", "sweep --epochs 4") == "epochs = 4");
  CHECK(setting("epochs", "epochs = 2", "", "sweep --epochs 10") == "epochs = 10");
  CHECK(setting("epochs", "epochs = 2", "LRSCOPE_EPOCHS=", "sweep") == "epochs = 2");
}

TEST_CASE("a switch: every level can turn it off again") {
  CHECK(setting("no-bias", "", "", "sweep") == "no-bias = false");
  CHECK(setting("no-bias", "no-bias = true", "", "sweep") == "no-bias = true");
  CHECK(setting("no-bias", "no-bias = true", "LRSCOPE_NO_BIAS=no", "sweep") == "no-bias = false");
  CHECK(setting("no-bias", "no-bias = false", "LRSCOPE_NO_BIAS=yes", "sweep") == "no-bias = true");
  CHECK(setting("no-bias", "no-bias = false", "LRSCOPE_NO_BIAS=no", "sweep --no-bias") == "no-bias = true");
  CHECK(setting("no-bias", "no-bias = true", "LRSCOPE_NO_BIAS=1", "sweep --no-bias=false") ==
        "no-bias = false");
  CHECK(setting("quiet", "quiet = true", "LRSCOPE_QUIET=0", "sweep") == "quiet = false");
}

TEST_CASE("a list: the higher level takes the place of the lower one, it is not added to it") {
  const std::string file = "target = ['a', 'b']\ndrop = [1, 'c']\noutput = ['x.csv', 'y.md']\n";
  CHECK(setting("target", file, "", "sweep") == "target = [\"a\", \"b\"]");
  CHECK(setting("drop", file, "", "sweep") == "drop = [1, \"c\"]");
  CHECK(setting("output", file, "", "sweep") == "output = [\"x.csv\", \"y.md\"]");
  CHECK(setting("target", file, "LRSCOPE_TARGET=c", "sweep") == "target = \"c\"");
  CHECK(setting("drop", file, "LRSCOPE_DROP=2,3", "sweep") == "drop = \"2,3\"");
  CHECK(setting("output", file, "LRSCOPE_OUTPUT=z.csv", "sweep") == "output = \"z.csv\"");
  CHECK(setting("target", file, "LRSCOPE_TARGET=c", "sweep --target b --target c") ==
        "target = [\"b\", \"c\"]");
  CHECK(setting("output", file, "LRSCOPE_OUTPUT=z.csv", "sweep -o w.csv") == "output = \"w.csv\"");
  CHECK(setting("hidden", "hidden = [8, 4]", "", "sweep") == "hidden = \"8,4\"");
  CHECK(setting("hidden", "hidden = [8, 4]", "LRSCOPE_HIDDEN=2", "sweep") == "hidden = 2");
  CHECK(setting("lr", "lr = [0.1, 1e-3]", "", "sweep") == "lr = \"0.1,0.001\"");
}

TEST_CASE("the table of a command wins over the top level, and concerns no other command") {
  const std::string file = "lr = 0.1\nepochs = 2\n[sweep]\nepochs = 3\n[trace]\nlr = 0.2\n";
  CHECK(setting("epochs", file, "", "sweep") == "epochs = 3");
  CHECK(setting("epochs", file, "", "trace") == "epochs = 2");
  CHECK(setting("epochs", "sweep.epochs = 3\nepochs = 2", "", "sweep") == "epochs = 3");
  CHECK(setting("lr", file, "", "sweep") == "lr = 0.1");
  CHECK(setting("lr", file, "", "trace") == "lr = 0.2");
  CHECK(setting("lr", file, "LRSCOPE_LR=.3", "trace") == "lr = \".3\"");
  CHECK(setting("delimiter", "trajectories = 't.csv'\nprobes = 3\ndelimiter = ';'", "", "sweep") ==
        "delimiter = \";\"");  // probes is an option of spectrum
  CHECK(setting("data", "[sweep]\ndata = 'e.csv'\n[data]\ndata = 'f.csv'", "", "data") == "data = \"f.csv\"");
}

TEST_CASE("DATA and the name of the file come from every level") {
  CHECK(setting("data", "data = 'e.csv'", "", "sweep") == "data = \"e.csv\"");
  CHECK(setting("data", "data = 'e.csv'", "LRSCOPE_DATA=f.csv", "sweep") == "data = \"f.csv\"");
  CHECK(setting("data", "data = 'e.csv'", "LRSCOPE_DATA=f.csv", "sweep g.csv") == "data = \"g.csv\"");
  CHECK(setting("data", "", "", "sweep") == "# data = FILE");
  const std::string folder = folder_with("data = 'd.csv'\nlr = 0.1e-2\nhidden = 'none'\n");
  const Finished flags = run_lrscope("sweep d.csv --lr .001 --hidden none", folder);
  CHECK(flags.status == 0);
  for (const char* command :
       {"\"$LRSCOPE\" sweep --config run.toml", "LRSCOPE_CONFIG=run.toml \"$LRSCOPE\" sweep",
        "LRSCOPE_DATA=d.csv LRSCOPE_LR=.001 LRSCOPE_HIDDEN=none \"$LRSCOPE\" sweep",
        "LRSCOPE_CONFIG=nowhere.toml \"$LRSCOPE\" sweep --config run.toml"}) {
    CAPTURE(command);
    const Finished run = shell(command, folder);
    CHECK(run.status == 0);
    CHECK(run.out == flags.out);
    CHECK(run.err == flags.err);
  }
  CHECK(run_lrscope("sweep --config run.toml", folder_with("lr = 0.1")).err ==
        "lrscope: sweep needs DATA, a CSV file (or - for standard input): lrscope sweep data.csv. See "
        "lrscope sweep "
        "--help.\n");
}

TEST_CASE("true and false are the yes and no of an option that takes these words") {
  CHECK(setting("shuffle", "shuffle = false", "", "sweep") == "shuffle = \"no\"");
  CHECK(setting("header", "header = true", "", "sweep") == "header = \"yes\"");
}

TEST_CASE("a file that is not TOML is refused where it stops being TOML") {
  check_refused("epochs = 2\nscale = standard\n",
                "run.toml:2:9: this is not TOML: Error while parsing value: could not determine value type" +
                    toml_remedy);
  check_refused(
      "data = 'd.csv'\n[data]\nlr = 1\n",
      "run.toml:2:1: this is not TOML: Error while parsing table header: cannot redefine existing string "
      "'data' as table" +
          toml_remedy);
  check_refused(
      "lr = .1",
      "run.toml:1:6: this is not TOML: Error while parsing floating-point: expected decimal digit, saw "
      "'.'" +
          toml_remedy);
  check_refused(
      "hidden = [64, 64",
      "run.toml:1:17: this is not TOML: Error while parsing array: encountered end-of-file" + toml_remedy);
}

TEST_CASE("a key that no command has is refused with the nearest, one that another command has is not") {
  check_refused("hidden = 4\nepoch = 3\n",
                "run.toml:2:1: unknown key 'epoch'; did you mean 'epochs'?" + keys_remedy);
  check_refused("batch_size = 3",
                "run.toml:1:1: unknown key 'batch_size'; did you mean 'batch-size'?" + keys_remedy);
  check_refused("[sweep]\nprobes = 3", "run.toml:2:1: unknown key 'probes' in [sweep]." + keys_remedy);
  check_refused(
      "[trace]\n  lrr = 3",
      "run.toml:2:3: unknown key 'lrr' in [trace]; did you mean 'lr'? A key is an option without its dashes; "
      "lrscope trace --print-config lists them.");
  check_refused("[sweeps]\nlr = 1",
                "run.toml:1:2: unknown table 'sweeps'; did you mean 'sweep'? A table is named "
                "after its command: " +
                    commands + ".");
  check_refused("[demo]\n",
                "run.toml:1:2: unknown table 'demo'. A table is named after its command: " + commands + ".");
  check_refused("config = 'other.toml'",
                "run.toml:1:1: config: belongs on the command line; a configuration file names no other.");
  check_refused(
      "print-config = true",
      "run.toml:1:1: print-config: belongs on the command line; a configuration file names no other.");
}

TEST_CASE("a value of the wrong kind is refused with its place and the right form") {
  check_refused("no-bias = 'yes'",
                "run.toml:1:11: no-bias 'yes': is a switch; write no-bias = true or false.");
  check_refused("epochs = true",
                "run.toml:1:10: epochs 'true': is no switch, it takes a value; write epochs = N.");
  check_refused("epochs = [1, 2]", "run.toml:1:10: epochs '1,2': expected a whole number from 1 to 10^12.");
  const std::string forms =
      " is no value of an option; write a string, a number, true or false, or a list of these.";
  check_refused("epochs = 1979-05-27", "run.toml:1:10: epochs '1979-05-27': a date or time" + forms);
  check_refused("# ä\n[sweep]\nlr = { \"ä\" = 1, b = [0.1] }  # no",
                "run.toml:3:6: lr '{ \"ä\" = 1, b = [0.1] }': a table" + forms);
  check_refused("[sweep.lr]\nfrom = 1", "run.toml:1:1: lr '[sweep.lr]': a table" + forms);
  check_refused("hidden = [8, [4]]",
                "run.toml:1:14: hidden '[4]': a list stands in a list; a list holds strings or "
                "numbers, as in hidden = [64, 64].");
}

TEST_CASE("a value that the option refuses is refused with the place where it stands") {
  check_refused("\n  epochs = 0", "run.toml:2:12: epochs '0': expected a whole number from 1 to 10^12.");
  check_refused("[sweep]\nscale = 'standart'",
                "run.toml:2:9: scale 'standart': unknown value; did you mean 'standard'? One of: none, "
                "standard, minmax, "
                "max, robust.");
  check_refused("optimizer = 'adm'",
                "run.toml:1:13: optimizer 'adm': unknown name; did you mean 'adam'? One of: sgd, "
                "heavy-ball, nesterov, adagrad, rmsprop, adam, adamw.");
  check_refused("format = 'jsnol'",
                "run.toml:1:10: unknown --format 'jsnol'; did you mean 'jsonl'? One of: table, csv, "
                "tsv, jsonl, markdown.");
  check_refused("seeds = '0-4'",
                "run.toml:1:9: seeds '0-4': a seed is a whole number from 0 up. Right forms: 0..4 · 1,5,9.");
  check_refused("batch-size = 5",
                "run.toml:1:14: batch-size 5: the data have only 4 rows; use --batch-size full, or at "
                "most 4.");
  check_refused("target = 'zz'",
                "d.csv: --target 'zz': the file has no such column. Columns: a, b, c, price. (--target "
                "is set by run.toml:1:10.)",
                3);
  check_refused("save-init = './run.toml'",
                "run.toml:1:13: save-init './run.toml': this is the configuration file; name another.");
  check_refused("start-lr = 3\nend-lr = 2",
                "run.toml:1:12: start-lr 3 --end-lr 2: the range must rise, as in --start-lr 1e-7 --end-lr "
                "10. (--end-lr "
                "is set by run.toml:2:10.)",
                2, "find d.csv -q -o kept.csv");
  check_refused("data = 'none.csv'",
                "none.csv: cannot be read: No such file or directory; check its name, and the folder that "
                "lrscope was started in. (DATA is set by "
                "run.toml:1:8.)",
                4, "sweep -q -o kept.csv");
}

TEST_CASE("a bad value that a higher level replaces hurts nobody") {
  CHECK(setting("epochs", "epochs = 0", "", "sweep --epochs 3") == "epochs = 3");
  CHECK(setting("epochs", "epochs = 0", "LRSCOPE_EPOCHS=3", "sweep") == "epochs = 3");
  CHECK(setting("epochs", "epochs = 0\n[sweep]\nepochs = 3", "", "sweep") == "epochs = 3");
}

TEST_CASE("a configuration file that cannot be read is an input error") {
  const std::string folder = folder_with("");
  const auto check = [&](const std::string& file, int status, const std::string& message) {
    const Finished run = run_lrscope("sweep d.csv -q --config " + file, folder);
    CHECK(run.err == "lrscope: " + message + "\n");
    CHECK(run.out == "");
    CHECK(run.status == status);
  };
  check("none.toml", 4, "none.toml: cannot be read: No such file or directory; did you mean 'run.toml'?");
  check(".", 4, ".: is a directory; name a file inside it.");
  check("''", 2, "--config '': the name of a file is empty (a shell variable that is not set?).");
  write_file(folder, "big.toml", std::string((1 << 20) + 1, '\n'));
  check("big.toml", 2, "big.toml: is larger than 1 MiB, which no configuration file is; is it the data?");
  CHECK(shell("LRSCOPE_CONFIG=none.toml \"$LRSCOPE\" sweep d.csv", folder).err ==
        "lrscope: LRSCOPE_CONFIG: none.toml: cannot be read: No such file or directory; did you mean "
        "'run.toml'?\n");
  write_file(folder, "bytes.toml", "target = '\xff'\n");
  CHECK(run_lrscope("sweep d.csv -q --config bytes.toml", folder).status == 2);
  for (const char* text : {"\xc3\xa9 = 1\n", "y = { a = 1, ] }\n"}) {  // sore spots of the parser
    write_file(folder, "odd.toml", text);
    const Finished run = run_lrscope("sweep d.csv -q --config odd.toml", folder);
    CHECK(run.status == 2);
    CHECK(run.err.starts_with("lrscope: odd.toml:1:"));
  }
  write_file(folder, "deep.toml", "hidden = " + std::string(100000, '['));
  CHECK(run_lrscope("sweep d.csv -q --config deep.toml", folder).status == 2);
}

TEST_CASE("a bad value from the environment is refused by the name of its variable") {
  check_variable_refused("LRSCOPE_EPOCHS=0", "LRSCOPE_EPOCHS '0': expected a whole number from 1 to 10^12.");
  check_variable_refused("LRSCOPE_BATCH_SIZE=5",
                         "LRSCOPE_BATCH_SIZE 5: the data have only 4 rows; use --batch-size full, "
                         "or at most 4.");
  check_variable_refused(
      "LRSCOPE_QUIET=x LRSCOPE_NO_BIAS=maybe",
      "LRSCOPE_NO_BIAS 'maybe': --no-bias is a switch; expected yes or no (or true, false, on, off, 1, "
      "0).");
  check_variable_refused("LRSCOPE_SEEDS=0-4",
                         "LRSCOPE_SEEDS '0-4': a seed is a whole number from 0 up. Right forms: 0..4 "
                         "· 1,5,9.");
  check_variable_refused("LRSCOPE_OUTPUT=x LRSCOPE_FAIL_ON=never",
                         "LRSCOPE_FAIL_ON 'never': unknown value. One of: nonfinite, diverged, untrained.");
}

TEST_CASE("demos read neither environment nor configuration") {
  CHECK(shell("LRSCOPE_PRECISION=float64 LRSCOPE_CONFIG=none.toml \"$LRSCOPE\" demo square").out ==
        run_lrscope("demo square").out);
}

}  // namespace lrscope::test
