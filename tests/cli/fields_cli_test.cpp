// --fields, --rows, --label and the forms of -o, as they are typed.
#include <regex>

#include "test.h"

namespace {
const std::string folder_rows = "a,b,price\n1,2,3\n4,5,6\n7,8,10\n1,1,2\n2,9,4\n";
const std::string small = " d.csv -q --hidden 2 --batch-size full --max-steps 3 ";

std::string folder_with_data() {
  const std::string folder = scratch();
  write_file(folder, "d.csv", folder_rows);
  return folder;
}

/// Every command with records, with what it needs.
const std::vector<std::string> commands = {"sweep" + small + "--lr 1e-3,1e-2",
                                           "trace" + small + "--lr 1e-3,1e-2",
                                           "explain" + small + "--lr 10 --no-boundaries",
                                           "find d.csv -q --hidden 2 --batch-size full --epochs 2 --lr 1e-3 --steps 10",
                                           "spectrum d.csv -q --hidden 2",
                                           "data d.csv -q",
                                           "map" + small + "--x lr=log:1e-3:1 --size 2",
                                           "merge -q j.jsonl"};

std::string name_of(const std::string& command) { return command.substr(0, command.find(' ')); }

/// The kinds that --rows of a command may name.
std::vector<std::string> kinds_of(const std::string& command) {
  std::vector<std::string> kinds;
  std::istringstream lines(run_lrscope("--complete " + name_of(command) + " --rows ''").out);
  for (std::string line; std::getline(lines, line);) kinds.push_back(line.substr(0, line.find('\t')));
  return kinds;
}

std::string head_of(const std::string& text) { return text.substr(0, text.find('\n')); }
}  // namespace

TEST_CASE("every kind of record of every command is rows of csv, and any of its fields are columns, in any order") {
  const std::string folder = folder_with_data();
  REQUIRE(run_lrscope("sweep" + small + "--lr 1e-3,1e-2 --journal j.jsonl", folder).status == 0);
  for (const std::string& command : commands)
    for (const std::string& kind : kinds_of(command)) {
      CAPTURE(command, kind);
      const std::string rows = command + " --rows " + kind, csv = run_lrscope(rows + " --format csv", folder).out;
      const std::vector<std::string> names = split(head_of(csv), ',');
      REQUIRE(names.size() > 1);
      const std::string last = names.back(), fields = last + "," + names.front() + ",optimizer,file,label";
      for (const std::string format : {"csv", "tsv", "markdown", "table", "json"}) {
        const Finished run = run_lrscope(rows + " --format " + format + " --label L --fields " + fields, folder);
        std::string head = std::regex_replace(head_of(run.out), std::regex("[ |\t,]+"), " ");
        if (format == "json") {
          for (const Json& record : Json::parse(run.out)) CHECK_EACH(record["label"] == "L", record["file"] == "d.csv");
          continue;
        }
        CHECK(trimmed(head) == last + " " + names.front() + " optimizer file label");
      }
    }
}

TEST_CASE("a summary, a configuration and the steps of a sweep are rows") {
  const std::string folder = folder_with_data();
  const std::string sweep = commands.front() + " --format csv --rows ";
  CHECK_EACH(line_count(write_file(folder, "s", run_lrscope(sweep + "summary", folder).out)) == 2,
             line_count(write_file(folder, "s", run_lrscope(sweep + "begin", folder).out)) == 2,
             line_count(write_file(folder, "s", run_lrscope(sweep + "steps", folder).out)) == 7,
             run_lrscope(sweep + "steps", folder).out ==
                 run_lrscope(commands[1] + " --format csv --sharpness-every 0", folder).out);
  CHECK(run_lrscope("trace" + small + "--lr 1e-3 --rows summary --format csv --fields runs,failed", folder).out ==
        "runs,failed\n1,0\n");
  const std::string steps = run_lrscope(sweep + "steps --trajectories t.csv", folder).out;
  CHECK_EACH(steps.size() > 1000, steps == read_file(folder + "/t.csv"));
  CHECK(run_lrscope(sweep + "begin --fields config", folder).out.find("hidden=2") != std::string::npos);
}

TEST_CASE("a field that there is not is refused before any work, with the nearest name") {
  const std::string folder = folder_with_data();
  for (const std::string& command : commands) {
    CAPTURE(command);
    const Finished run = run_lrscope(command + " --fields lable -o x.csv", folder);
    CHECK_EACH(run.status == 2, run.out.empty(),
               run.err.find("is called 'lable'; did you mean 'label'?") != std::string::npos,
               !std::filesystem::exists(folder + "/x.csv"));
  }
  CHECK(run_lrscope(commands.front() + " --fields lr,,d2", folder).status == 2);
  CHECK(run_lrscope(commands.front() + " --fields run,command --dry-run", folder)
            .out.starts_with("run  command\n  0  lrscope"));
}

TEST_CASE(
    "the csv of several runs of the program joins by label, file and optimizer, and without them the header is as "
    "ever") {
  const std::string folder = folder_with_data();
  const std::string sweep = "sweep" + small + "--lr 1e-3 --format csv ";
  const std::string plain = run_lrscope(sweep, folder).out;
  CHECK(plain.starts_with("run,lr,seed,outcome,steps,"));
  CHECK(run_lrscope(sweep + "--label 'a, b' --trajectories t.csv", folder).out ==
        "label," + head_of(plain) + "\n\"a, b\"," + plain.substr(plain.find('\n') + 1));
  CHECK(read_file(folder + "/t.csv").starts_with("label,run,seed,step,"));
  CHECK(run_lrscope(sweep + "--fields optimizer,file,lr,label --optimizer adam", folder).out ==
        "optimizer,file,lr,label\nadam,d.csv,0.001,\n");
  const Finished unused = run_lrscope("data d.csv --label x", folder);
  CHECK(unused.err.find("--label: no effect in a table without --fields") != std::string::npos);
}

TEST_CASE("an output is a file by its ending, a format and a name, a stream, or compressed") {
  const std::string folder = folder_with_data();
  const std::string sweep = "sweep" + small + "--lr 1e-3,1e-2 --fields lr,steps ";
  const std::string csv = "lr,steps\n0.001,3\n0.01,3\n";
  const std::string table = run_lrscope(sweep, folder).out;
  REQUIRE(run_lrscope(sweep + "--format csv", folder).out == csv);
  const Finished all =
      run_lrscope(sweep + "-o csv:runs -o r.json -o r.csv.gz -o jsonl:l.gz -o csv:/dev/stderr", folder);
  CHECK_EACH(all.status == 0, all.out == table, all.err == csv, read_file(folder + "/runs") == csv,
             Json::parse(read_file(folder + "/r.json")).size() == 2);
  CHECK_EACH(shell("gzip -dc r.csv.gz", folder).out == csv, line_count(folder + "/runs") == 3,
             records_of(shell("gzip -dc l.gz", folder).out).size() == 2);
  CHECK_EACH(run_lrscope(sweep + "-o csv:-", folder).out == csv, run_lrscope(sweep + "-o -", folder).out == table,
             run_lrscope(sweep + "-o /dev/stderr", folder).err == table,
             run_lrscope(sweep + "--format csv -o /dev/stderr", folder).err == csv,
             run_lrscope(sweep + "--format md", folder).out.starts_with("| lr | steps |"));
  // A stream that leads to a file is not begun again.
  CHECK(shell("(echo before; \"$LRSCOPE\" " + sweep + "-o csv:/dev/stderr 2>&1 > /dev/null; echo after) > all; cat all",
              folder)
            .out == "before\n" + csv + "after\n");
  const Finished wrong = run_lrscope(sweep + "-o r.xlsx", folder);
  CHECK_EACH(wrong.status == 2, wrong.err.find(".json") != std::string::npos,
             wrong.err.find(".gz") != std::string::npos);
}

TEST_CASE("completion offers the fields of the kind that --rows names, also behind a comma") {
  const auto offered = [](const std::string& words) { return run_lrscope("--complete " + words).out; };
  CHECK_EACH(offered("sweep d.csv --fields loss_") == "loss_inf_step\t\n",
             offered("sweep d.csv --fields lr,optimi") == "lr,optimizer\t\n",
             offered("sweep d.csv --rows summary --fields runs,fai") ==
                 "runs,failed\t\nruns,failed_fractions\t\nruns,failed_from\t\nruns,failed_to\t\nruns,failed_"
                 "low\t\nruns,failed_high\t\n",
             offered("sweep d.csv --rows=steps --fields=gg,gH") == "--fields=gg,gHg\t\n",
             offered("find d.csv --fields meth") == "method\t\n");
}

TEST_CASE("where --fail-on ends with 1 it says which run it was, the first of all") {
  const std::string folder = folder_with_data();
  const std::string sweep = "sweep d.csv -q --hidden none --batch-size full --max-steps 200 --lr 1e-3,1,10 ";
  const Finished failed = run_lrscope(sweep + "--fail-on nonfinite", folder);
  CHECK_EACH(failed.status == 1,
             failed.err == "lrscope: --fail-on nonfinite: lr 1, seed 0 ended nonfinite; the first of 2 runs\n");
  CHECK_EACH(
      run_lrscope(sweep, folder).err.empty(),
      run_lrscope("sweep d.csv -q --hidden none --batch-size full --lr 1e-3 --fail-on nonfinite", folder).err.empty());
  CHECK(run_lrscope("explain d.csv -q --no-boundaries --hidden none --max-steps 200 --lr 10 --fail-on diverged", folder)
            .err == "lrscope: --fail-on diverged: lr 10, seed 0 ended nonfinite\n");
}
