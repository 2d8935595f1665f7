// Commands that lrscope prints and records name files so that a shell finds them, whatever they are called.
#include "in_process.h"
#include "pasted.h"

namespace fs = std::filesystem;

namespace {
using Words = std::vector<std::string>;

/// This process in a fresh folder.
class Here {
 public:
  Here() : before_(fs::current_path()) { fs::current_path(scratch()); }
  ~Here() { fs::current_path(before_); }

 private:
  fs::path before_;
};

Words operator+(Words a, const Words& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::string table() {
  std::string text = "a,b,y\n";
  for (int i = 0; i < 20; ++i)
    text += std::to_string(i) + "," + std::to_string(i * 7 % 5) + "," + std::to_string(i * i % 11) + "\n";
  return text;
}

/// Those of the hostile names that a file can have, and that do not name something else.
Words file_names() {
  Words names;
  for (const std::string& name : hostile_names())
    if (!name.empty() && name.size() <= 200 && name != ".." && name.find('/') == std::string::npos)
      names.push_back(name);
  return names;
}

/// As a person types it behind "--": a lone dash is standard input.
std::string typed(const std::string& name) { return name == "-" || name == "--" ? "./" + name : name; }

const Words quick = {"--hidden", "none", "--max-steps", "1", "--no-trial"};

std::string bytes_of(const Json& json) {
  if (json.is_string()) return json;
  std::string text;
  for (std::string digits = json.at("hex"); !digits.empty(); digits.erase(0, 2))
    text += static_cast<char>(std::stoi(digits.substr(0, 2), nullptr, 16));
  return text;
}
}  // namespace

TEST_CASE("the right form that a refusal shows, pasted, finds the file") {
  const Here here;
  Words lines;
  for (const std::string& name : file_names()) {
    write_file(".", name, table());
    for (const Words& words : {Words{"trace"},
                               {"explain"},
                               {"map"},
                               {"spectrum", "--at-step", "3"},
                               {"explain", "--lr", "1e-3,1e-2"},
                               {"spectrum", "--at-step", "3", "--lr", "1e-3,1e-2"}}) {
      const Ran refused = run_in_process(Words{"lrscope"} + words + Words{"--", typed(name)});
      CAPTURE(name, words.front(), refused.error);
      REQUIRE(refused.status == 2);
      const Words found = commands_in(refused.error);
      REQUIRE(found.size() == 1);
      lines.push_back(found.front());
    }
    const bool is_option = name.starts_with("-");
    if (is_option) continue;  // the next test
    const Ran bare = run_in_process({"lrscope", name});
    CAPTURE(name, bare.error);
    const Words found = commands_in(bare.output);
    CHECK_EACH(bare.status == 0, found.size() >= 2);
    lines.insert(lines.end(), found.begin(), found.end());
  }
  std::ranges::sort(lines);
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  for (const Words& words : pasted(lines, "sh")) {
    CAPTURE(words);
    const Ran run = run_in_process(words + Words{"-q", "--hidden", "none", "--max-steps", "3"} +
                                   (words[1] == "map"       ? Words{"--size", "2"}
                                    : words[1] == "explain" ? Words{"--no-boundaries"}
                                                            : Words{}));
    CAPTURE(run.error);
    CHECK(run.status == 0);
  }
}

TEST_CASE("a word before the command is repeated as one word of a shell") {
  for (const std::string word : {"-x; touch pwned", "-$(touch pwned)", "-it's", "--`touch pwned`"}) {
    const Ran run = run_in_process({"lrscope", word, "sweep"});
    CAPTURE(run.error);
    CHECK_EACH(run.status == 2,
               run.error.find("write lrscope COMMAND DATA " + shell_word(word) + " …") != std::string::npos);
  }
  const Ran extra = run_in_process({"lrscope", "sweep", "d.csv", "--lr", "1;2", "$(touch pwned)"});
  CHECK(extra.error.find("write --lr '1;2,$(touch pwned)' instead") != std::string::npos);
}

TEST_CASE("the plan of a sweep, pasted line by line, runs") {
  const Here here;
  Words lines;
  const Words names = file_names();
  for (const std::string& name : names) {
    write_file(".", name, table());
    const Ran plan = run_in_process(Words{"lrscope", "sweep", "-q", "--lr", "1e-3,1e-2", "--dry-run",
                                          "--journal=" + name + ".jsonl", "--trajectories=" + name + ".t.csv"} +
                                    quick + Words{"--", typed(name)});
    CAPTURE(name, plan.error);
    REQUIRE(plan.status == 0);
    const Words found = commands_in(plan.output);
    REQUIRE(found.size() == 2);
    lines.push_back(found.front());
  }
  const auto all = pasted(lines, "sh");
  CHECK(pasted(lines, "bash") == all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(lines[i]);
    const Ran run = run_in_process(all[i] + Words{"-q", "--format", "csv"});
    CAPTURE(run.error);
    CHECK_EACH(run.status == 0, std::ranges::count(run.output, '\n') == 2, fs::exists(names[i] + ".1.jsonl"),
               fs::exists(names[i] + ".t.1.csv"));
  }
}

TEST_CASE("what a sweep advises can be pasted") {
  const Here here;
  Words lines;
  for (const std::string& name : file_names()) {
    write_file(".", name, table());
    const Ran run = run_in_process(
        Words{"lrscope", "sweep", "-q", "--lr", "1e-9", "--hidden", "none", "--max-steps", "1", "--", typed(name)});
    const Words found = commands_in(run.output);
    CAPTURE(name, run.output, run.error);
    REQUIRE(!found.empty());
    lines.insert(lines.end(), found.begin(), found.end());
  }
  for (const Words& words : pasted(lines, "sh")) {
    CAPTURE(words);
    const Ran run = run_in_process(words + (words[1] == "explain" ? Words{"-q", "--no-boundaries"} : Words{"-q"}));
    CAPTURE(run.error);
    CHECK(run.status == 0);
  }
}

TEST_CASE("the command that jsonl records runs again, to the byte, also where names are no UTF-8") {
  const Here here;
  for (const std::string& name : file_names()) {
    write_file(".", name, "\"" + std::string("c\xff") + "\",b,y\n1,2,3\n2,1,4\n5,3,1\n4,4,4\n");
    const Ran first = run_in_process(Words{"lrscope", "sweep", "-q", "--lr", "1e-3,1e-2", "--format", "jsonl"} + quick +
                                     Words{"--drop", "c\xff", "--", typed(name)});
    CAPTURE(name, first.error);
    REQUIRE(first.status == 0);
    Words command;
    const Json begin = records_of(first.output, "begin").at(0);
    for (const Json& word : begin.at("command")) command.push_back(bytes_of(word));
    CHECK(bytes_of(begin.at("config").at("drop")) == "c\xff");
    CHECK(bytes_of(begin.at("data").at("path")) == typed(name));
    const Ran again = run_in_process(command + Words{"-q"});
    CHECK(again.status == 0);
    if (!name.starts_with("-")) CHECK(again.output == first.output);  // "./-q" is another path than "-q"
  }
}

TEST_CASE("a file that may have been meant is named as a command takes it") {
  Words lines, of;
  for (const std::string& name : file_names()) {
    const Here here;
    write_file(".", name, table());
    const Ran missing = run_in_process({"lrscope", "data", "--", name + "q"});
    CAPTURE(name, missing.error);
    const Words found = suggestions_in(missing.error);
    CHECK(found.size() == (name.size() >= 4 && name.size() < 190 ? 1u : found.size()));
    for (const std::string& word : found) {
      lines.push_back("lrscope data " + word);
      of.push_back(name);
    }
  }
  const auto words = pasted(lines, "sh");
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Here here;
    write_file(".", of[i], table());
    CAPTURE(lines[i]);
    CHECK(run_in_process(words[i]).status == 0);
  }
}

TEST_CASE("words are put in place of those of an option, not of words that look alike") {
  const Here here;
  for (const std::string name : {"@r.csv", "--lr", "r.csv", "lr", "1e-3"}) write_file(".", name, table());
  write_file(".", "r.txt", "1e-3\n2e-3\n");
  fs::copy_file("r.txt", "@r.txt");
  write_file(".", "@r.csv.txt", "5e-3\n");
  const auto first_line = [](const Ran& run) { return run.output.substr(0, run.output.find('\n')); };
  const auto plan = [&](const Words& words) {
    return first_line(run_in_process(Words{"lrscope", "sweep", "-q", "--dry-run"} + words));
  };
  CHECK(plan({"@r.csv", "--lr", "@r.txt"}) == "lrscope sweep @r.csv --lr 0.001,0.002 --shard 1/2");
  CHECK(plan({"--lr", "@r.txt", "--", "--lr"}) == "lrscope sweep ./--lr --lr 0.001,0.002 --shard 1/2");
  CHECK(plan({"--target=--lr", "--lr=@r.txt", "--", "@r.csv"}).empty());  // there is no such column
  write_file(".", "c.csv", "--lr,b,y\n1,2,3\n2,1,4\n5,3,1\n");
  CHECK(plan({"c.csv", "--target", "--lr", "--lr", "@r.txt"}).empty());  // refused: a value is missing
  CHECK(plan({"c.csv", "--drop=--lr", "--lr", "@r.txt"}) ==
        "lrscope sweep c.csv --lr 0.001,0.002 --drop=--lr --shard 1/2");
  // DATA and the file of rates may be spelled alike.
  fs::remove("r.csv");
  write_file(".", "r.csv", "1e-3\n");
  CHECK(plan({"@r.csv", "--lr", "@r.csv"}) == "lrscope sweep @r.csv --lr 0.001 --shard 1/1");
  const Json begin = records_of(run_in_process(Words{"lrscope", "sweep", "-q", "--lr", "@r.csv", "--format", "jsonl"} +
                                               quick + Words{"@r.csv"})
                                    .output,
                                "begin")
                         .at(0);
  CHECK(begin.at("command").at(2) == "@r.csv");
}
