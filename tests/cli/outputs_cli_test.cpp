// Outputs: each ends by itself, is replaced whole or left as it is, and takes the place of nothing that is needed.
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

namespace {
namespace fs = std::filesystem;

const std::string rows = "a,b,price\n1,2,3\n4,5,6\n7,8,10\n1,1,2\n";
const std::string small = " d.csv -q --hidden 2 --batch-size full --max-steps 2 --sharpness-every 0 ";

std::string folder_with_data() {
  const std::string folder = scratch();
  write_file(folder, "d.csv", rows);
  return folder;
}

/// Whatever was being written when a process ended is gone.
bool has_parts(const std::string& folder) {
  return std::ranges::any_of(fs::directory_iterator(folder),
                             [](const fs::directory_entry& entry) { return entry.path().string().ends_with(".part"); });
}

/// A way in which an output names what another option protects.
struct Collision {
  std::string name;
  std::string setup;       // a shell line
  std::string flags;       // of a sweep, map or explain
  std::string path;        // that the output names
  std::string protects{};  // the file that stays as it is; "": there is none yet
};

const std::vector<Collision> collisions = {
    {"the data", ":", "", "d.csv", "d.csv"},
    {"the data by another path", ":", "", "./d.csv", "d.csv"},
    {"a link to the data", "ln -s d.csv x.csv", "", "x.csv", "d.csv"},
    {"a link to a link to the data", "ln -s d.csv y.csv; ln -s y.csv x.csv", "", "x.csv", "d.csv"},
    {"another name of the data", "ln d.csv x.csv", "", "x.csv", "d.csv"},
    {"the data through a linked folder", "ln -s . here", "", "here/d.csv", "d.csv"},
    {"a list of learning rates", "echo 1e-3 > x.csv", "--lr @x.csv", "x.csv", "x.csv"},
    {"the configuration", "echo 'epochs = 2' > x.csv", "--config x.csv", "x.csv", "x.csv"},
    {"a link to the configuration", "echo 'epochs = 2' > c.toml; ln -s c.toml x.csv", "--config c.toml", "x.csv",
     "c.toml"},
    {"a journal", "cp old.jsonl x.jsonl", "", "x.jsonl", "old.jsonl"},
    {"a link to a journal", "ln -s old.jsonl x.jsonl", "", "x.jsonl", "old.jsonl"},
    {"its own journal", ":", "--journal j.jsonl", "j.jsonl"},
    {"a dangling link to its own journal", "ln -s j.jsonl x.jsonl", "--journal j.jsonl", "x.jsonl"},
    {"its own journal through a dangling link", "ln -s j.jsonl x.jsonl", "--journal x.jsonl", "j.jsonl"},
    {"its own journal through a linked folder", "ln -s . here", "--journal j.jsonl", "here/j.jsonl"},
    {"another output", ":", "-o x.csv", "x.csv"},
    {"another output by another path", ":", "-o x.csv", "././x.csv"},
    {"a dangling link to another output", "ln -s z.csv x.csv", "-o z.csv", "x.csv"},
};

/// The outputs of the commands, with what is before their path.
const std::vector<std::pair<std::string, std::string>> outputs = {
    {"sweep", "-o "},           {"sweep", "--trajectories "},      {"sweep", "--save-init "},
    {"trace --lr 1e-3", "-o "}, {"explain --lr 1e-3", "--along "}, {"map --x lr=log:1e-3:1 --size 2", "-o "}};
}  // namespace

TEST_CASE("no output takes the place of what another option names, whatever path leads there") {
  for (const auto& [command, output] : outputs)
    for (const Collision& collision : collisions) {
      const bool has_journal = collision.flags.find("--journal") != std::string::npos;
      if (has_journal && (command.starts_with("trace") || command.starts_with("explain"))) continue;
      if (collision.flags.starts_with("--lr") && command != "sweep") continue;
      const std::string folder = folder_with_data();
      REQUIRE(run_lrscope("sweep" + small + "--lr 1e-3 --journal old.jsonl", folder).status == 0);
      REQUIRE(shell(collision.setup, folder).status == 0);
      const std::string before = collision.protects.empty() ? "" : read_file(folder + "/" + collision.protects);
      const std::string words = command +
                                (command == "sweep" && !collision.flags.starts_with("--lr") ? " --lr 1e-3" : "") +
                                small + collision.flags + " " + output + collision.path;
      CAPTURE(collision.name, words);
      const Finished run = run_lrscope(words, folder);
      CHECK_EACH(run.status == 2, run.out == "", run.err.starts_with("lrscope: "));
      if (!collision.protects.empty()) CHECK(read_file(folder + "/" + collision.protects) == before);
    }
}

TEST_CASE("a journal that another process writes is no output") {
  const std::string folder = folder_with_data();
  Child writer({"sweep", "d.csv", "-q", "--hidden", "64,64", "--lr", "1e-4", "--epochs", "3000", "--seeds", "0..500",
                "--sharpness-every", "0", "--journal", "j.jsonl"},
               folder);
  while (!fs::exists(folder + "/j.jsonl") || read_file(folder + "/j.jsonl").empty())
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(run_lrscope("sweep" + small + "--lr 1e-3 -o j.jsonl", folder).status == 2);
  writer.send(SIGKILL);
  writer.wait();
  CHECK(read_file(folder + "/j.jsonl").starts_with(R"({"type":"journal")"));
}

TEST_CASE("a reader of standard output who goes away ends that output alone") {
  const std::string folder = folder_with_data();
  const auto to_a_reader_who_leaves = [&](const std::string& words) {
    return shell("\"$LRSCOPE\" " + words + " | head -1 > /dev/null; exit ${PIPESTATUS[0]}", folder);
  };
  const std::string many = "sweep" + small + "--lr lin:.001:1:3000 --format csv ";
  CHECK(to_a_reader_who_leaves(many + "-o o.csv --journal j.jsonl").status == 0);
  CHECK_EACH(line_count(folder + "/o.csv") == 3001, line_count(folder + "/j.jsonl") == 3001);
  CHECK(to_a_reader_who_leaves(many + "--trajectories t.csv").status == 0);
  CHECK(line_count(folder + "/t.csv") == 6001);
  CHECK(to_a_reader_who_leaves("sweep" + small + "--lr lin:1e6:1e7:3000 --format csv --fail-on diverged").status == 1);
  CHECK(to_a_reader_who_leaves("trace d.csv -q --hidden 4 --lr .01 --epochs 500 --sharpness-every 0 -o o.csv "
                               "--format csv")
            .status == 0);
  CHECK(line_count(folder + "/o.csv") == 501);
  for (const std::string command : {"explain d.csv -q --lr 1e-3", "find d.csv -q", "spectrum d.csv -q", "data d.csv -q",
                                    "map d.csv -q --x lr=log:1e-3:1 --size 8"}) {
    CAPTURE(command);
    CHECK(to_a_reader_who_leaves(command + " --format jsonl -o x.csv -o y.jsonl").status == 0);
    CHECK_EACH(line_count(folder + "/x.csv") > 0, line_count(folder + "/y.jsonl") > 1);
    fs::remove(folder + "/x.csv");
  }
}

TEST_CASE("a full disk ends the output on it alone, and the exit status says so") {
  const std::string folder = folder_with_data();
  const std::vector<std::string> commands = {"sweep" + small + "--lr 1e-3,1e-2",
                                             "trace" + small + "--lr 1e-3",
                                             "explain" + small + "--lr 1e-3",
                                             "find" + small,
                                             "data d.csv -q",
                                             "spectrum d.csv -q --hidden 2",
                                             "map" + small + "--x lr=log:1e-3:1 --size 4"};
  for (const std::string& command : commands) {
    CAPTURE(command);
    fs::remove(folder + "/full.csv");
    fs::create_symlink("/dev/full", folder + "/full.csv");
    const std::string whole = run_lrscope(command + " --format csv -o whole.csv", folder).out;
    const Finished run = run_lrscope(command + " --format csv -o full.csv -o kept.csv", folder);
    CHECK_EACH(run.status == 4, run.out == whole, read_file(folder + "/kept.csv") == read_file(folder + "/whole.csv"),
               run.err.find("full.csv: cannot be written: No space left on device") != std::string::npos);
  }
}

TEST_CASE("a second run that fails or is killed leaves the results of the first") {
  const std::string folder = folder_with_data();
  const std::string command = "sweep" + small + "--lr lin:.001:1:900 -o y.csv ";
  REQUIRE(run_lrscope("sweep" + small + "--lr 1e-3 -o y.csv", folder).status == 0);
  const std::string yesterday = read_file(folder + "/y.csv");
  CHECK(shell("ulimit -f 1; \"$LRSCOPE\" " + command, folder).status == 4);
  CHECK_EACH(read_file(folder + "/y.csv") == yesterday, !has_parts(folder));
  REQUIRE(run_lrscope("sweep" + small + "--lr lin:.001:1:900 -o today.csv", folder).status == 0);
  const std::string today = read_file(folder + "/today.csv");
  std::mt19937 random(3);  // NOLINT: the same moments in every test run
  int killed = 0, done = 0;
  while (killed < 200) {
    write_file(folder, "y.csv", yesterday);
    Child sweep(split(command.substr(0, command.size() - 1), ' '), folder);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 90'000));
    sweep.send(SIGKILL);
    killed += sweep.wait() == 128 + SIGKILL;
    const std::string there = read_file(folder + "/y.csv");
    REQUIRE((there == yesterday || there == today));
    done += there == today;
  }
  INFO(done << " were done");
  // A kill just before the new file takes its place leaves it under another name; the next run removes it.
  write_file(folder, ".lrscope-0.part", "left");
  REQUIRE(run_lrscope(command, folder).status == 0);
  CHECK_EACH(read_file(folder + "/y.csv") == today, !has_parts(folder));
}

TEST_CASE("a file that is replaced keeps its permissions, its links and its place") {
  const std::string folder = folder_with_data();
  fs::create_directory(folder + "/elsewhere");
  write_file(folder, "elsewhere/y.csv", "yesterday");
  chmod((folder + "/elsewhere/y.csv").c_str(), 0640);
  fs::create_symlink("elsewhere/y.csv", folder + "/y.csv");
  REQUIRE(run_lrscope("sweep" + small + "--lr 1e-3 -o y.csv", folder).status == 0);
  struct stat status {};
  REQUIRE(stat((folder + "/elsewhere/y.csv").c_str(), &status) == 0);
  CHECK_EACH((status.st_mode & 0777) == 0640, fs::is_symlink(folder + "/y.csv"), line_count(folder + "/y.csv") == 2);
  CHECK(shell("umask 027; \"$LRSCOPE\" sweep" + small + "--lr 1e-3 -o new.csv > /dev/null", folder).status == 0);
  REQUIRE(stat((folder + "/new.csv").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  fs::create_symlink("/dev/stdout", folder + "/stdout.csv");
  CHECK(shell("\"$LRSCOPE\" sweep" + small + "--lr 1e-3 -o stdout.csv --format csv | wc -l", folder).out == "4\n");
}

TEST_CASE("a pipe without a reader or a writer is waited for no longer than the time limit or a signal allows") {
  const std::string folder = folder_with_data();
  mkfifo((folder + "/f.csv").c_str(), 0600);
  const std::string map = "map" + small + "--x lr=log:1e-3:1 --size 3 -o f.csv";
  CHECK(run_lrscope(map + " --time-limit .3", folder).status == 5);
  Child waiting(split(map, ' '), folder);
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  waiting.send(SIGTERM);
  CHECK(waiting.wait() == 128 + SIGTERM);
  for (const std::string words : {"--lr @f.csv", "--config f.csv", "-o f.csv", "--trajectories f.csv"}) {
    CAPTURE(words);
    CHECK(run_lrscope("sweep" + small + words + " --time-limit .3", folder).status == 5);
  }
  const Finished read = shell("\"$LRSCOPE\" " + map + " > /dev/null & cat f.csv; wait", folder);
  CHECK(std::ranges::count(read.out, '\n') == 4);
}
