// What is printed can be pasted: every remedy and every command, whatever the columns and files are called, is read by a
// shell as the words that were meant, runs nothing else, and does what it says.
#include "in_process.h"
#include "pasted.h"

namespace fs = std::filesystem;

namespace {
/// This process in a fresh folder.
class Here {
 public:
  Here() : before_(fs::current_path()), folder(scratch()) { fs::current_path(folder); }
  ~Here() { fs::current_path(before_); }

 private:
  fs::path before_;

 public:
  const std::string folder;
};

std::string cell(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

/// Control characters at the beginning of a file make it binary: there, a long name stands before the others.
const std::string far_column(5000, 'p');

/// A file with a column `name`, and how it is read.
struct Table {
  std::string header;
  std::string rows;
  int column;  // of `name`, from 1
  std::vector<std::string> flags = {};
};

/// Each offers other remedies for the column, or against it.
std::vector<Table> tables_with(const std::string& name) {
  const std::string n = cell(name);
  std::string words, ids;
  for (int i = 0; i < 30; ++i) {
    words += "w" + std::to_string(i) + "," + std::to_string(i % 7) + "," + std::to_string(i * i % 11) + "\n";
    ids += std::to_string(i % 5) + "," + std::to_string(i % 5 * 1000) + "," + std::to_string(i * i % 11) + "\n";
  }
  return {{n + ",b,y\n", "x,2,3\n4,5,6\n7,8,9\n1,1,4\n", 1},
          {n + ",b,y\n", ",2,3\n4,5,6\n7,8,9\n1,1,4\n", 1},
          {n + ",b,y\n", words, 1},
          {"k," + n + ",c\n", "1,2,3\n4,5,3\n7,8,3\n", 2},
          {"k,b," + n + "\n", "1,2,3\n4,5,3\n7,8,3\n", 3},
          {n + ",b,y\n", "5/3/19,2,3\n6/3/19,5,6\n1/2/19,8,9\n", 1},
          {n + ",b,y\n", "1,2,3\n1,5,6\n1,8,9\n", 1, {"--scale", "standard"}},
          {"b," + n + ",y\n", ids, 2}};
}

/// Whether the file is read as any other, with its header and its delimiter.
const std::vector<std::string> reading = {"--header", "yes", "--delimiter", ","};

bool has_control(const std::string& text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// Writes d.csv; returns the column's place in it.
int write_table(const Table& table, const std::string& name) {
  const bool is_far = has_control(name);
  std::string rows = table.rows;
  if (is_far) {
    rows.insert(0, "1,");
    int row = 0;
    for (std::size_t at = 0; (at = rows.find('\n', at)) != std::string::npos && ++at < rows.size();)
      rows.insert(at, std::to_string(++row % 3) + ",");
  }
  write_file(".", "d.csv", (is_far ? far_column + "," : "") + table.header + rows);
  return table.column + is_far;
}

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<std::string> without_program(const std::vector<std::string>& words) {
  return {words.begin() + 1, words.end()};
}

/// What became of each column, and the defects that are left.
struct Outcome {
  std::vector<std::string> roles, kinds;
  std::multiset<std::pair<std::string, int>> defects;  // kind, column
};

Outcome outcome_of(const Ran& run) {
  Outcome outcome;
  for (const Json& record : records_of(run.output)) {
    if (record["type"] == "column") {
      outcome.roles.push_back(record["role"]);
      outcome.kinds.push_back(record["kind"]);
    }
    if (record["type"] == "defect") outcome.defects.emplace(record["kind"], record.value("column", 0));
  }
  return outcome;
}

/// A remedy that was printed, about a column of a table.
struct Offer {
  std::size_t name, table;
  std::string flags;
};

/// What is read of d.csv, with further options.
Outcome read(const Table& table, const std::vector<std::string>& words = {}) {
  const Ran run = run_in_process(std::vector<std::string>{"lrscope", "data", "d.csv", "-q", "--format", "jsonl"} +
                                 reading + table.flags + words);
  CAPTURE(run.error);
  REQUIRE((run.status == 0 || run.status == 3));
  return outcome_of(run);
}

/// Takes an offer about `column`, from 0: true if it was left out, or is the target now.
bool take(const Table& table, const Outcome& before, std::size_t column, const std::vector<std::string>& words) {
  const Outcome after = read(table, words);
  REQUIRE(after.roles.size() == before.roles.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with("--drop") && !words[i].starts_with("--drop-lines"))
      CHECK(std::ranges::count(after.roles, "dropped") == 1);
    if (words[i] == "--categorical" || words[i].starts_with("--categorical=")) CHECK(after.kinds[column] == "category");
  }
  // It is for something: fewer defects, or fewer columns.
  CHECK((after.defects.size() < before.defects.size() || after.roles != before.roles));
  return after.roles[column] == "dropped" || (after.roles[column] == "target" && before.roles[column] == "feature");
}
}  // namespace

TEST_CASE("every remedy that data prints, pasted, is about the column that it was offered for") {
  const Here here;
  std::vector<Offer> offers;
  std::vector<std::string> lines;
  const auto& names = hostile_names();
  REQUIRE(names.size() > 100);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto tables = tables_with(names[i]);
    for (std::size_t k = 0; k < tables.size(); ++k) {
      write_table(tables[k], names[i]);
      const auto command = std::vector<std::string>{"lrscope", "data", "d.csv"} + reading + tables[k].flags;
      const Ran data = run_in_process(command);
      std::string printed = data.error;
      if (!tables[k].flags.empty())  // a warning about the scale
        printed += run_in_process(std::vector<std::string>{"lrscope", "sweep", "d.csv", "--lr", "1e-3", "--hidden",
                                                           "none", "--max-steps", "1", "--no-trial"} +
                                  reading + tables[k].flags)
                       .error;
      for (const std::string& flags : flags_in(printed)) {
        offers.push_back({i, k, flags});
        lines.push_back("lrscope " + flags);
      }
    }
  }
  REQUIRE(offers.size() > 10 * names.size());
  const auto words = pasted(lines, "sh");
  CHECK(pasted(lines, "bash") == words);
  std::set<std::pair<std::size_t, std::size_t>> used;  // where an offer left the column out, or made it the target
  for (std::size_t i = 0; i < offers.size();) {
    const Offer first = offers[i];
    const Table table = tables_with(names[first.name])[first.table];
    const auto column = static_cast<std::size_t>(write_table(table, names[first.name])) - 1;
    const Outcome before = read(table);
    for (; i < offers.size() && offers[i].name == first.name && offers[i].table == first.table; ++i) {
      CAPTURE(names[first.name], first.table, offers[i].flags);
      if (take(table, before, column, without_program(words[i]))) used.insert({first.name, first.table});
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    for (const std::size_t k : {0, 1, 2, 3, 4, 6}) {
      CAPTURE(names[i], k);
      CHECK(used.contains({i, k}));
    }
}

TEST_CASE("what explain says would help can be pasted, from its table, its sentences and its records") {
  const Here here;
  std::vector<std::string> lines;
  std::vector<std::size_t> of;
  const auto& names = hostile_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto tables = tables_with(names[i]);
    for (const std::size_t k : {0, 7}) {
      write_table(tables[k], names[i]);
      const auto command =
          std::vector<std::string>{"lrscope",  "explain", "d.csv",       "--lr", "1e-9",           "-q",
                                   "--hidden", "none",    "--max-steps", "2",    "--no-boundaries"} +
          reading;
      const Ran run = run_in_process(command);
      const Ran records = run_in_process(command + std::vector<std::string>{"--format", "jsonl"});
      std::vector<std::string> found = commands_in(run.output);
      for (const Json& change : records_of(records.output, "change")) {
        const std::string flags = change.at("flags");
        if (flags.find("--drop") == std::string::npos || flags.find("--drop-lines") != std::string::npos) continue;
        CHECK((run.output.find(" " + flags + " ") != std::string::npos ||
               run.output.find(" " + flags + "\n") != std::string::npos));  // the table has it whole
        found.push_back(change.at("command"));
      }
      if (k == 0)
        for (const std::string& flags : flags_in(run.output + run.error))
          found.push_back("lrscope sweep d.csv " + flags);
      CAPTURE(names[i], k, run.output, run.error);
      CHECK(found.size() >= 1);
      for (const std::string& line : found) {
        lines.push_back(line);
        of.push_back(2 * i + (k == 7));
      }
    }
  }
  const auto words = pasted(lines, "sh");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& name = names[of[i] / 2];
    CAPTURE(name, lines[i]);
    write_table(tables_with(name)[of[i] % 2 ? 7 : 0], name);
    auto command = words[i] + std::vector<std::string>{"-q", "--format", "jsonl"};
    if (lines[i].starts_with("lrscope sweep d.csv --") && std::ranges::find(command, "--lr") == command.end())
      command = command + std::vector<std::string>{"--lr", "1e-3", "--max-steps", "1", "--hidden", "none"} + reading;
    const Ran run = run_in_process(command);
    CAPTURE(run.error);
    CHECK(run.status == 0);
    const bool drops = std::ranges::any_of(command, [](const std::string& word) {
      return word.starts_with("--drop") && !word.starts_with("--drop-lines");
    });
    if (!drops || run.status != 0) continue;
    const Json features = records_of(run.output, "begin").at(0).at("data").at("features");
    const std::size_t left = has_control(name) ? 2 : 1;
    CHECK((features.size() == left && features.back() == "b"));
  }
}

TEST_CASE("a column or a file that may have been meant is named so that it can be pasted") {
  const Here here;
  std::vector<std::string> lines;
  std::vector<std::size_t> of;
  const auto& names = hostile_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Table table = tables_with(names[i])[7];
    write_table(table, names[i]);
    for (const char* flag : {"--drop=", "--target="}) {
      const Ran run =
          run_in_process(std::vector<std::string>{"lrscope", "data", "d.csv", flag + names[i] + "q"} + reading);
      for (const std::string& word : suggestions_in(run.error)) {
        lines.push_back("lrscope " + std::string(flag) + word);
        of.push_back(i);
      }
      // A range that runs backwards is turned round.
      const Ran range =
          run_in_process(std::vector<std::string>{"lrscope", "data", "d.csv", "--drop=y.." + names[i]} + reading);
      for (const std::string& flags : flags_in(range.error)) {
        lines.push_back("lrscope " + flags);
        of.push_back(i);
      }
    }
  }
  REQUIRE(lines.size() > names.size());
  const auto words = pasted(lines, "sh");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(names[of[i]], lines[i]);
    write_table(tables_with(names[of[i]])[7], names[of[i]]);
    const Ran run =
        run_in_process(std::vector<std::string>{"lrscope", "data", "d.csv"} + reading + without_program(words[i]));
    CAPTURE(run.error);
    CHECK((run.error.find("no such column") == std::string::npos && run.error.find("backwards") == std::string::npos &&
           run.error.find("unknown option") == std::string::npos));
  }
}
