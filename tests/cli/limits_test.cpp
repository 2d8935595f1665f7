// Limits of processors and memory, read from planted control groups of both versions.
#include "cli/resources.h"
#include "test.h"

namespace {
namespace fs = std::filesystem;

/// A root with `groups`, the text of /proc/self/cgroup.
struct Root {
  std::string path = scratch();

  explicit Root(const std::string& groups) { plant("proc/self/cgroup", groups); }
  Root& plant(const std::string& name, const std::string& text) {
    fs::create_directories(fs::path(path + "/" + name).parent_path());
    write_file(path, name, text);
    return *this;
  }
  int processors(int affinity = 64) const { return cli::processors_granted(affinity, path); }
  std::uint64_t memory(std::uint64_t physical = 1'000'000'000'000) const { return cli::memory_granted(physical, path); }
};
}  // namespace

TEST_CASE("without control groups the machine counts, and text that is no number limits nothing") {
  const Root none("");
  CHECK_EACH(none.processors(6) == 6, none.processors(0) == 1, none.memory(123) == 123);
  CHECK(cli::processors_granted(3, none.path + "/nowhere") == 3);
  Root root("0::/a\n");
  for (const char* text : {"", "abc", "0 0", "-5 100000", "5", "1e3 100000"}) {
    root.plant("sys/fs/cgroup/a/cpu.max", text);
    CHECK(root.processors() == 64);
  }
}

TEST_CASE("a quota of version 2 is rounded up, and the smallest of the groups above counts") {
  Root root("0::/user.slice/job.scope\n");
  root.plant("sys/fs/cgroup/user.slice/job.scope/cpu.max", "max 100000\n");
  CHECK(root.processors() == 64);
  root.plant("sys/fs/cgroup/user.slice/cpu.max", "250000 100000\n");
  CHECK_EACH(root.processors() == 3, root.processors(2) == 2);
  root.plant("sys/fs/cgroup/user.slice/job.scope/cpu.max", "1000 100000\n");
  CHECK(root.processors() == 1);
}

TEST_CASE("a quota of version 1 stands in two files, under either name of the controller") {
  for (const char* folder : {"cpu,cpuacct", "cpu"}) {
    CAPTURE(folder);
    Root root("11:memory:/x\n4:cpu,cpuacct:/batch/17\n0::/\n");
    const std::string top = "sys/fs/cgroup/" + std::string(folder);
    root.plant(top + "/batch/17/cpu.cfs_quota_us", "-1\n").plant(top + "/batch/17/cpu.cfs_period_us", "100000\n");
    CHECK(root.processors() == 64);
    root.plant(top + "/batch/cpu.cfs_quota_us", "400000\n").plant(top + "/batch/cpu.cfs_period_us", "100000\n");
    CHECK(root.processors() == 4);
  }
}

TEST_CASE("no more threads are started than fit into the address space") {
  if (shell("ulimit -v 400000; \"$LRSCOPE\" --version").status != 0) {
    WARN("skipped: the program does not start in 400 MB of addresses");
    return;
  }
  // 16 threads would not fit: the program would end with a signal.
  const auto run = shell(
      "ulimit -v 400000; \"$LRSCOPE\" sweep case:line --hidden none --lr dec:1e-4:1:12 --max-steps 3 -q --threads 16 "
      "--sharpness-every 0");
  CHECK_EACH(run.status == 0, run.err.empty());
}

TEST_CASE("a group whose name does not exist inside a container is that of the top") {
  Root root("0::/docker/0123456789\n");
  root.plant("sys/fs/cgroup/cpu.max", "200000 100000\n").plant("sys/fs/cgroup/memory.max", "1073741824\n");
  CHECK_EACH(root.processors() == 2, root.memory() == 1'073'741'824);
  Root above("0::/../../elsewhere\n");  // of a sibling namespace
  above.plant("elsewhere/memory.max", "5\n").plant("sys/fs/cgroup/memory.max", "7\n");
  CHECK(above.memory() == 7);
}

TEST_CASE("the memory of a group is the smallest of its own and those above, in both versions") {
  Root second("0::/a/b\n");
  second.plant("sys/fs/cgroup/a/b/memory.max", "max\n");
  CHECK(second.memory() == 1'000'000'000'000);
  second.plant("sys/fs/cgroup/a/memory.max", "3000000000\n");
  CHECK_EACH(second.memory() == 3'000'000'000, second.memory(2'000'000'000) == 2'000'000'000);
  Root first("7:memory:/job\n");
  first.plant("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(first.memory() == 1'000'000'000'000);
  first.plant("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "500000000\n");
  CHECK(first.memory() == 500'000'000);
}

TEST_CASE("a limit that was asked for takes the place of the machine's") {
  CHECK_EACH(cli::memory_limit(123).bytes == 123, cli::memory_limit(123).origin == " (--max-memory)",
             cli::memory_limit(123).more == "raise --max-memory");
  const cli::MemoryLimit own = cli::memory_limit(std::nullopt);
  CHECK_EACH(own.bytes > 0, own.origin.starts_with(", 85 % of the "));
  const Root none("");
  CHECK(cli::memory_limit(std::nullopt, none.path).more == "raise --max-memory");
  Root container("0::/job\n");
  container.plant("sys/fs/cgroup/job/memory.max", "1000000\n");
  const cli::MemoryLimit granted = cli::memory_limit(std::nullopt, container.path);
  CHECK_EACH(granted.bytes == 850'000, granted.more == "give the container or job more memory");
}

TEST_CASE("where the system refuses threads a sweep goes on with those that there are, and says so once") {
  // The limit counts processes of a user who is not root; the program stands where that user can read it.
  const std::string as_user =
      "if [ \"$(id -u)\" = 0 ]; then user='setpriv --reuid=65534 --regid=65534 --clear-groups'; "
      "else user=; fi; chmod 755 .; cp \"$LRSCOPE\" program; $user test -x \"$PWD/program\" || "
      "exit 77; exec $user bash -c \"ulimit -u 1; exec '$PWD/program' ";
  const std::string sweep =
      "sweep case:diabetes --scale standard --hidden 4 --lr 1e-3,1e-2,1e-1 --max-steps 20 "
      "--format csv --no-trial ";
  const std::filesystem::path folder = std::filesystem::path(scratch());
  std::filesystem::permissions(folder.parent_path(), std::filesystem::perms(0755));
  const Finished limited = shell(as_user + sweep + "--threads 2\"", folder);
  if (limited.status == 77 || limited.status == 127) {
    WARN("skipped: no setpriv(1) here, or another user cannot run the program");
    return;
  }
  const std::string warning = "warning: the system allows 1 of 2 threads; going on with 1.\n";
  CHECK_EACH(limited.status == 0, limited.err.starts_with(warning),
             limited.out == run_lrscope(sweep + "--threads 2 -q").out);
  const Finished quiet = shell(as_user + sweep + "--threads 2 -q\"", folder);
  CHECK_EACH(quiet.status == 0, quiet.err.empty(), quiet.out == limited.out);
}

TEST_CASE("what is nested without end is refused, however it is written, and never a crash") {
  const std::string folder = scratch();
  const auto times = [](std::string_view text) {
    std::string all;
    for (int i = 0; i < 100'000; ++i) all += text;
    return all;
  };
  const std::string lists = times("[") + times("]");
  for (const std::string& text :
       {"x = " + lists, "x = " + times("{a=") + "1" + times("}"), times("a.") + "a = 1", "[" + times("a.") + "a]\n",
        "[[" + times("a.") + "a]]\n", times("\"a\".") + "a = 1", times("'a' . ") + "a = 1",
        "x = '#' # \"\nx = {" + times("a.") + "a = 1}", "x = [" + times("{x = [") + "1"}) {
    CAPTURE(text.substr(0, 20));
    write_file(folder, "c.toml", text);
    const Finished run = run_lrscope("sweep case:line --config c.toml", folder);
    CHECK_EACH(run.status == 2, run.err.starts_with("lrscope: c.toml:"));
  }
  write_file(folder, "fine.toml",
             "# " + times("a.") + "\nlr = \"1e-3\" # \"" + times("a.") + "\nhidden = [" + times("") +
                 "4]\nsave-init = '" + std::string(100, '.') + "'\n");
  const Finished fine = run_lrscope("sweep case:line --config fine.toml --print-config", folder);
  CHECK_EACH(fine.status == 0, fine.err.empty());
  for (const std::string& text : {"{\"type\":\"journal\",\"schema\":" + lists + "}\n",
                                  "{\"type\":\"journal\",\"schema\":1,\"x\":" + times("{\"a\":") + "\n",
                                  "{\"type\":\"journal\"," + times("[") + "\n"}) {
    write_file(folder, "j.jsonl", text);
    for (const std::string command : {"merge j.jsonl", "sweep case:line --lr 1 --journal j.jsonl",
                                      "map case:line --x lr=log:1e-3:1 --size 3 --journal j.jsonl"}) {
      const Finished run = run_lrscope(command + " -q", folder);
      CHECK_EACH(run.status == 3,
                 run.err.starts_with("lrscope: j.jsonl:1: this line is damaged (brackets in more than 64 levels)"));
    }
  }
}
