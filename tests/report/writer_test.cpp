// How words stand in each format, and which output gets which records. Whole outputs are in transcripts/.
#include "data/csv/byte_stream.h"
#include "lrscope/records.h"
#include "report/field.h"
#include "report/outputs.h"
#include "test.h"

namespace lrscope {

/// A record of this test.
struct Words {
  std::string first;
  std::string second;
};

static const RecordKind<Words>& kind_of(const Words*) {
  using R = Words;
  static const RecordKind<Words> kind("words", "words", {FIELD(first, "", ""), FIELD(second, "", "")});
  return kind;
}

}  // namespace lrscope

namespace {
const Kind& runs = kind_of<RunRecord>();
const Kind& steps = kind_of<StepRecord>();

StepRecord step() {
  StepRecord s;
  s.step = 4;
  s.lr = 1e-4;
  s.loss = 2.5;
  s.gg = 0;
  s.gHg = -infinity;
  s.actual_change = not_a_number;
  s.preconditioned_sharpness = Eigenvalue{80, 0.5, 7, false};
  s.stability_note = "why";
  s.top_eigenvalues = {{5, 0.25, 10, true}, {4, 0.125, 10, true}};
  s.bottom_eigenvalues = {{-3, 0.5, 2, true}, {not_a_number, not_a_number, 2, false}};
  return s;
}

std::string line_of(Format format) { return writer_of(format)->line(kind_of<StepRecord>().view(step())); }

/// Two cells of words in this format.
std::string words(Format format, const std::string& first, const std::string& second) {
  return writer_of(format)->line(kind_of<Words>().view({first, second}));
}
}  // namespace

TEST_CASE("csv: shortest digits, empty for absent, nan and inf spelled out, tsv the same with tabs") {
  std::string line =
      "0,0,4,0,0.0001,2.5,,,0,-inf,,,,nan,,,,,,,80,0.5,7,false,,why,5 4,0.25 0.125,-3 nan,0.5 nan,12,false,,,,,\n";
  CHECK(line_of(Format::csv) == line);
  std::replace(line.begin(), line.end(), ',', '\t');
  CHECK(line_of(Format::tsv) == line);
}

TEST_CASE("jsonl: no key for absent, null and a note for what is not finite, in markdown a dot for absent") {
  CHECK(line_of(Format::jsonl)
            .starts_with(R"({"type":"step","run":0,"seed":0,"step":4,"epoch":0,"lr":0.0001,"loss":2.5,"gg":0.0,)"
                         R"("gHg":null,"actual_change":null,"preconditioned_sharpness":80.0,)"));
  CHECK(line_of(Format::jsonl).find(R"("nonfinite":{"gHg":"-inf","actual_change":"nan")") != std::string::npos);
  CHECK(line_of(Format::markdown).starts_with("| 0 | 0 | 4 | 0 | 0.0001 | 2.5 | · | · | 0 | -inf | · |"));
}

TEST_CASE("formats are chosen by name and by ending") {
  CHECK(parse_format("jsonl") == Format::jsonl);
  CHECK_EACH(parse_format("md") == Format::markdown, parse_format("json") == Format::json,
             parse_format("ndjson") == Format::jsonl);
  CHECK_THROWS_AS(parse_format("xlsx"), UsageError);
  const auto is = [](const std::string& text, const std::string& path, Format format, bool is_compressed) {
    const NamedOutput output = named_output(text, Format::tsv);
    return output.path == path && output.format == format && output.is_compressed == is_compressed;
  };
  CHECK_EACH(is("a/b.tsv", "a/b.tsv", Format::tsv, false), is("a/b.md", "a/b.md", Format::markdown, false),
             is("b.csv.gz", "b.csv.gz", Format::csv, true), is("b.json", "b.json", Format::json, false),
             is("jsonl:runs", "runs", Format::jsonl, false), is("csv:b.jsonl.gz", "b.jsonl.gz", Format::csv, true),
             is("md:/dev/stderr", "/dev/stderr", Format::markdown, false),
             is("/dev/stderr", "/dev/stderr", Format::tsv, false),
             is("other:b.csv", "other:b.csv", Format::csv, false));
  for (const char* text : {"a/b.xlsx", "b.gz", "-", "csv:", "csv:-", "csv", "other:b"})
    CHECK_THROWS_AS(named_output(text), UsageError);
}

TEST_CASE("an ending that is unknown is refused with all that are known") {
  try {
    named_output("a.xlsx");
  } catch (const UsageError& error) {
    for (const char* ending :
         {".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".md", ".markdown", ".txt", ".gz", "csv:a.xlsx"})
      CHECK(std::string(error.what()).find(ending) != std::string::npos);
    return;
  }
  FAIL("it was not refused");
}

TEST_CASE("a compressed output is a gzip file of the same text, and the same bytes twice") {
  const std::string folder = scratch();
  const auto write_to = [&](const std::string& name, bool is_compressed) {
    Outputs outputs(
        {{.path = folder + "/" + name, .format = Format::csv, .is_compressed = is_compressed, .rows = &runs}});
    for (int i = 0; i < 3000; ++i) {
      RunRecord run;
      run.run = i;
      run.lr = 1.0 / (i + 1);
      outputs.write(run);
    }
    outputs.finish();
    return read_file(folder + "/" + name);
  };
  const std::string plain = write_to("plain", false), compressed = write_to("one.gz", true);
  CHECK_EACH(compressed.size() < plain.size() / 3, compressed == write_to("two.gz", true));
  ByteStream stream(folder + "/one.gz");
  std::string text;
  for (std::string_view block = stream.next(); !block.empty(); block = stream.next()) text += block;
  CHECK(text == plain);
}

TEST_CASE("quotes stand around a cell of csv where RFC 4180 asks for them, and nowhere else") {
  CHECK(words(Format::csv, "two words", "a;b") == "two words,a;b\n");
  CHECK(words(Format::csv, "say \"hi\"", "") == "\"say \"\"hi\"\"\",\n");
  CHECK(words(Format::csv, "a,b", "\"") == "\"a,b\",\"\"\"\"\n");
  CHECK(words(Format::csv, "line\nend", "return\r") == "\"line\nend\",\"return\r\"\n");
  CHECK(words(Format::tsv, "a,b", "tab\tstop") == "a,b\t\"tab\tstop\"\n");
}

TEST_CASE(
    "words that a spreadsheet would take for a formula, a terminal for commands or markdown for a border are "
    "harmless") {
  for (const std::string text : {"=1+1", "+1", "-1", "@SUM(A1)"})
    CHECK(words(Format::csv, "x", text) == "x,'" + text + "\n");
  for (const std::string text : {"\tx", "\r=1", "\n=1"})
    CHECK(words(Format::tsv, "x", text) == "x\t\"'" + text + "\"\n");
  for (const std::string text : {"a=1", "1-2", "größe"}) CHECK(words(Format::csv, "x", text) == "x," + text + "\n");
  CHECK(words(Format::csv, "\x1b[31mred", "x") == "\\x1b[31mred,x\n");
  CHECK(words(Format::csv, "\xff.csv", "x") == "\\xff.csv,x\n");
  CHECK(words(Format::markdown, "a|b", "") == "| a\\|b | · |\n");
}

TEST_CASE("every output gets the records of its kind, jsonl all but those left out") {
  const std::string folder = scratch();
  Outputs outputs({{.path = folder + "/runs.csv", .format = Format::csv, .rows = &runs},
                   {.path = folder + "/all.jsonl", .format = Format::jsonl, .rows = &runs, .left_out = &steps},
                   {.path = folder + "/steps.tsv", .format = Format::tsv, .rows = &steps},
                   {.path = folder + "/table.txt", .rows = &runs}});
  CHECK(outputs.take<StepRecord>());
  outputs.write(RunRecord{});
  outputs.write(StepRecord{});
  outputs.text([] { return std::string("a table\x1b\n"); });
  outputs.text<StepRecord>([](bool) { return std::string("of steps\n"); });
  outputs.text<RunRecord>([](bool is_colored) { return std::string(is_colored ? "colour" : "plain\n"); });
  outputs.finish();
  const auto lines = [&](const std::string& name) {
    const std::string text = read_file(folder + "/" + name);
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(lines("runs.csv") == 2);
  CHECK(read_file(folder + "/all.jsonl").starts_with(R"({"type":"run","run":0,)"));
  CHECK_EACH(lines("all.jsonl") == 1, lines("steps.tsv") == 2);
  CHECK(read_file(folder + "/table.txt") == "a table\\x1b\nplain\n");
}
