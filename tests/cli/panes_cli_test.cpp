// What people see in panes of tmux(1), a terminal that knows which of its lines it has torn apart.
#include "test.h"
#include "text_shape.h"

namespace {
const std::string small = " case:diabetes --scale standard --hidden 8 --epochs 2 ";
const std::vector<std::string> commands = {"sweep" + small + "--lr 1e-3,1e-2,1 --seeds 0..1 --holdout .2",
                                           "trace" + small + "--lr .1 --max-steps 6",
                                           "explain" + small + "--lr .5",
                                           "find" + small + "--steps 40 --seeds 0..1",
                                           "spectrum" + small,
                                           "data case:diabetes --holdout .2",
                                           "map" + small + "--x lr=log:1e-3:10 --y init-scale=log:.1:10 --size 24x12"};

/// Every command as it is typed, and once more into a pipe.
std::string script() {
  std::string lines;
  for (std::size_t i = 0; i < commands.size(); ++i)
    lines += "echo '=== " + commands[i].substr(0, commands[i].find(' ')) + "'\n\"$LRSCOPE\" " + commands[i] +
             "\n\"$LRSCOPE\" " + commands[i] + " | cat > piped" + std::to_string(i) + "\n";
  return lines + "echo '=== end'\nexec sleep 600\n";
}

struct Pane {
  std::vector<std::string> lines;   // as they stand there
  std::vector<std::string> joined;  // as they were written
};

/// A pane that wide, of a server of its own, once script() has run in it.
Pane pane(const std::string& folder, int columns) {
  write_file(folder, "script", script());
  write_file(folder, "settings", "set -g history-limit 20000\n");
  const Finished done = shell(
      "export LC_ALL=C.UTF-8; tmux() { command tmux -u -S \"$PWD/socket\" \"$@\"; }\n"
      "trap 'tmux kill-server' EXIT\n"
      "tmux -f settings new-session -d -x " +
          std::to_string(columns) +
          " -y 200 'sh ./script' || exit 98\n"
          "for i in {1..1200}; do tmux capture-pane -p -J -S - > joined; grep -q '^=== end' joined && "
          "tmux capture-pane -p -S - > lines && exit 0; sleep .05; done; exit 97",
      folder);
  INFO(done.err);
  REQUIRE(done.status == 0);
  const auto trimmed_lines = [&](const std::string& name) {
    std::vector<std::string> lines = lines_of(read_file(folder + "/" + name));
    for (std::string& line : lines) line.resize(line.find_last_not_of(' ') + 1);
    while (!lines.empty() && lines.back() != "=== end") lines.pop_back();
    return lines;
  };
  return {trimmed_lines("lines"), trimmed_lines("joined")};
}
}  // namespace

TEST_CASE("no pane tears a line apart, and what goes into a pipe is the same beside any of them") {
  if (shell("tmux -V").status != 0) {
    WARN("skipped: tmux is not installed");
    return;
  }
  std::vector<std::string> piped;
  for (const std::string& command : commands) piped.push_back(run_lrscope(command).out);
  for (const int columns : {80, 120, 200}) {
    CAPTURE(columns);
    const std::string folder = scratch();
    const Pane seen = pane(folder, columns);
    CHECK_EACH(seen.joined.size() > 150, seen.lines.size() == seen.joined.size());
    for (const std::string& line : seen.joined) {
      CAPTURE(line);
      CHECK(characters(line) <= static_cast<std::size_t>(columns));
    }
    for (std::size_t i = 0; i < commands.size(); ++i) {
      CAPTURE(commands[i]);
      CHECK(piped[i].size() > 500);
      CHECK((read_file(folder + "/piped" + std::to_string(i)) == piped[i]));
    }
  }
}
