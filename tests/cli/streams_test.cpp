// Standard streams that are closed, full or left, files that are read and written, and surroundings: statuses
// and what is left behind. The words are in transcripts/.
#include "test.h"

namespace {
const std::string good = "a,b,price\n1,2,3\n4,5,6\n7,8,10\n1,1,2\n";

std::string folder_with_data() {
  const std::string folder = scratch();
  write_file(folder, "d.csv", good);
  return folder;
}
}  // namespace

TEST_CASE("what is refused writes nothing, neither to standard output nor to files") {
  const std::string folder = folder_with_data();
  std::filesystem::create_directory(folder + "/directory");
  const std::vector<std::pair<int, std::vector<std::string>>> refused = {
      {2,
       {"d.csv --lr 0", "d.csv --seeds 0-4", "d.csv --batch-size 5", "d.csv --loss cross-entropy", "d.csv --lr .1 .2",
        "d.csv -o x.xls", "d.csv -o kept.csv", "''", "d.csv --shard 4/3", "case:square --target y"}},
      {3, {"d.csv --target prise", "d.csv --drop a,b", "d.csv --init-from d.csv --batch-size full"}},
      {4,
       {"d.csv -o nowhere/x.csv", "d.csv --trajectories nowhere/t.csv", "d.csv --save-init nowhere/theta", "none.csv",
        "directory"}}};
  for (const auto& [status, commands] : refused)
    for (const std::string& words : commands) {
      CAPTURE(words);
      const Finished run = run_lrscope("sweep -q --max-steps 2 -o kept.csv " + words, folder);
      CHECK_EACH(run.status == status, run.err.starts_with("lrscope: "), run.out == "");
      CHECK(!std::filesystem::exists(folder + "/kept.csv"));
    }
}

TEST_CASE("a learning rate that float32 takes for 0 or inf is refused, float64 takes it") {
  CHECK(run_lrscope("sweep case:line -q --lr 1e39").status == 2);
  CHECK(run_lrscope("sweep case:line -q --lr 1e-50").status == 2);
  CHECK(run_lrscope("sweep case:line -q --lr 1e39,1e-50 --precision float64").status == 0);
}

TEST_CASE("an output never destroys what the command reads, nor what stands there when it is refused") {
  const std::string folder = folder_with_data();
  write_file(folder, "old.csv", "earlier results");
  write_file(folder, "lrs.csv", "1e-3\n");
  for (const std::string command :
       {"sweep d.csv -o d.csv", "sweep d.csv -o ./d.csv", "sweep d.csv -q -o old.csv --batch-size 99",
        "sweep - --lr 1e-3 -o d.csv < d.csv", "sweep d.csv --lr 1e-2,@lrs.csv -o lrs.csv", "data d.csv -o d.csv",
        "sweep d.csv --lr 1e-3 --save-init d.csv", "sweep d.csv --lr 1e-3 -o x.csv --save-init ./x.csv"}) {
    CAPTURE(command);
    CHECK(run_lrscope(command, folder).status == 2);
  }
  CHECK_EACH(read_file(folder + "/d.csv") == good, read_file(folder + "/old.csv") == "earlier results",
             read_file(folder + "/lrs.csv") == "1e-3\n");
}

TEST_CASE("an option that names a file takes one, and a second one is an error before any is written") {
  const std::string folder = folder_with_data();
  const Finished twice =
      run_lrscope("sweep d.csv -q --lr 1e-3 --save-init a --trajectories a.csv --trajectories b.csv", folder);
  CHECK_EACH(twice.status == 2, twice.out.empty(),
             twice.err == "lrscope: --trajectories: given more than once, as 'a.csv' and 'b.csv'; give it once.\n");
  for (const char* name : {"a", "a.csv", "b.csv"}) CHECK(!std::filesystem::exists(folder + "/" + name));
}

TEST_CASE("a closed standard stream is an error of that stream, and no file takes its place") {
  const std::string folder = folder_with_data();
  const std::string table = run_lrscope("sweep d.csv -q --lr .001 --format csv", folder).out;
  CHECK(shell("\"$LRSCOPE\" sweep d.csv -q --lr .001 -o table.csv >&-", folder).status == 4);
  CHECK(read_file(folder + "/table.csv") == table);
}

TEST_CASE("a standard error that nobody reads changes neither records nor exit status") {
  const std::string folder = folder_with_data();
  const std::string records = run_lrscope("sweep d.csv --lr .001 --format csv", folder).out;
  for (const std::string stream : {"2>&-", "2>/dev/full"}) {
    CAPTURE(stream);
    const Finished fine = shell("\"$LRSCOPE\" sweep d.csv --lr .001 --format csv " + stream, folder);
    CHECK_EACH(fine.status == 0, fine.out == records);
    CHECK(shell("\"$LRSCOPE\" sweep d.csv --lr 0 " + stream, folder).status == 2);
    CHECK(shell("\"$LRSCOPE\" sweep " + stream, folder).status == 2);
    CHECK(shell("\"$LRSCOPE\" demo square --format csv " + stream, folder).status == 0);
  }
}

TEST_CASE("a closed pipe ends the program quietly, a full disk is an output error") {
  for (const std::string command : {"sweep d.csv -q --lr dec:1e-6:1:100 --format csv",
                                    "trace d.csv -q --lr 1e-3 --epochs 3000 --format csv", "demo square", "--help"}) {
    CAPTURE(command);
    const Finished run =
        shell("\"$LRSCOPE\" " + command + " | head -1 >/dev/null; exit ${PIPESTATUS[0]}", folder_with_data());
    CHECK_EACH(run.status == 0, run.err == "");
    CHECK(shell("\"$LRSCOPE\" " + command + " > /dev/full", folder_with_data()).status == 4);
  }
}

TEST_CASE("standard input is read like a file, and a locale with decimal commas changes nothing") {
  const std::string folder = folder_with_data();
  CHECK(shell("cat d.csv | \"$LRSCOPE\" sweep - --lr 1e-3 --format csv --batch-size full", folder).out ==
        run_lrscope("sweep d.csv --lr 1e-3 --format csv --batch-size full", folder).out);
  if (shell("localedef -i de_DE -f UTF-8 ./de_DE.UTF-8", folder).status != 0) {
    WARN("skipped: localedef cannot make de_DE.UTF-8");
    return;
  }
  write_file(folder, "f.csv", "a,b,y\n1.5,2,3\n4,5.25,6\n7,8,9.5\n");
  const std::string run = "\"$LRSCOPE\" sweep f.csv --lr .001,.5 --scale standard --format jsonl";
  const Finished plain = shell("LC_ALL=C " + run, folder);
  const Finished german = shell("LOCPATH=\"$PWD\" LC_ALL=de_DE.UTF-8 " + run, folder);
  CHECK_EACH(plain.status == 0, german.out == plain.out, german.err == plain.err);
}
