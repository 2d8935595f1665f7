// A journal comes from elsewhere: whatever string in it is hostile, merge shows nothing of it to a terminal as it is.
#include "in_process.h"
#include "sweep/journal/journal_text.h"
#include "test.h"

namespace {
const std::string hostile =
    "x\x1b]0;x\x07\x1b[31m\x7f\xc2\x9b"
    "31m\xe2\x80\xae\xe2\x81\xa6";

using Ordered = nlohmann::ordered_json;

/// The strings of a line, in order, but for what says which kind of line it is.
void append_strings(Ordered& json, std::vector<Ordered*>& strings) {
  if (json.is_string()) strings.push_back(&json);
  if (!json.is_structured()) return;
  for (auto& [name, part] : json.items())
    if (name != "type" && name != "key") append_strings(part, strings);
}

std::vector<Ordered*> strings_of(Ordered& json) {
  std::vector<Ordered*> strings;
  append_strings(json, strings);
  return strings;
}

struct JournalOf {
  Ordered header;
  std::vector<Ordered> runs;

  /// The runs belong to the header, if it is one.
  std::string text() const {
    std::string text = header.dump() + "\n", identity;
    try {
      identity = identity_of(read_header(header.dump()));
    } catch (const MalformedLine&) {
    }
    for (Ordered run : runs) {
      run["key"] = key_of(identity, run["lr"].get<double>(), run["seed"].get<std::uint64_t>());
      text += run.dump() + "\n";
    }
    return text;
  }
};

JournalOf sweep_in(const std::string& folder) {
  write_file(folder, "d.csv", "a,b,c,y\n1,u,3,0\n4,v,6,1\n7,u,9,0\n2,v,8,1\n");
  REQUIRE(run_in_process({"lrscope", "sweep", folder + "/d.csv", "--lr", "1e-3,1e30", "--max-steps", "9", "--hidden",
                          "4", "--optimizer", "adam", "--categorical", "b", "--scale", "standard", "-q", "--journal",
                          folder + "/j.jsonl"})
              .status == 0);
  std::istringstream lines(read_file(folder + "/j.jsonl"));
  JournalOf journal;
  for (std::string line; std::getline(lines, line);)
    if (journal.header.is_null())
      journal.header = Ordered::parse(line);
    else
      journal.runs.push_back(Ordered::parse(line));
  return journal;
}

/// Merges it in every format; returns how often the hostile string was shown, spelled out.
int check_merged(const JournalOf& journal, const std::string& folder) {
  const std::string path = write_file(folder, "hostile.jsonl", journal.text());
  int shown = 0;
  for (const char* format : {"table", "csv", "tsv", "markdown", "jsonl"}) {
    const Ran merged = run_in_process({"lrscope", "merge", path, "--format", format, "--color", "never"});
    CAPTURE(format, merged.status);
    for (const std::string& text : {merged.output, merged.error}) {
      CHECK(printable_lines(text, true) == text);
      shown += text.find("]0;x") != std::string::npos;
    }
  }
  return shown;
}
}  // namespace

TEST_CASE("every string of every line of a journal may be hostile: merge shows none of them as it is") {
  const std::string folder = scratch();
  JournalOf journal = sweep_in(folder);
  REQUIRE(journal.runs.size() == 2);
  std::vector<Ordered*> strings = strings_of(journal.header);
  for (Ordered& run : journal.runs)
    for (Ordered* text : strings_of(run)) strings.push_back(text);
  CHECK(strings.size() > 100);
  int shown = 0;
  for (Ordered* text : strings) {
    CAPTURE(text->dump());
    const Ordered before = std::exchange(*text, hostile);
    shown += check_merged(journal, folder);
    *text = before;
  }
  CHECK(shown > 100);  // it does get there, spelled out
}
