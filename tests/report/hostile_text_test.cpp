// One gate before a terminal: whatever member of whatever record a hostile string was, and whatever made the text.
#include "curvature/spectrum.h"
#include "explain/explanation.h"
#include "find/warmup_record.h"
#include "lrscope/records.h"
#include "made_runs.h"
#include "map/map_record.h"
#include "profile/data_record.h"
#include "report/outputs.h"
#include "sweep/sweep_table.h"
#include "test.h"
#include "train/examination.h"

namespace {
/// Sets a title, deletes, turns, in C0, C1 and bidirectional controls, and paints as our own tables do.
const std::string hostile =
    "x\x1b]0;x\x07\x1b[31m\x7f\xc2\x9b"
    "31m\xe2\x80\xae\xe2\x81\xa6\x9b\r\b";

/// No control character but line ends and the styles of our own: those are taken out first.
void check_harmless(std::string text, const std::vector<std::string>& own = {}) {
  for (const std::string& style : own)
    for (std::size_t at = 0; (at = text.find(style)) != std::string::npos;) text.erase(at, style.size());
  CHECK(printable_lines(text, true) == text);
}

const Value hostile_values[] = {
    hostile,
    std::vector<Value>{hostile, 1.0, hostile},
    Object{hostile, {{"part", hostile}, {hostile, std::vector<Value>{Object{hostile, {{"inner", hostile}}}}}}},
};

constexpr Format formats[] = {Format::csv, Format::tsv, Format::jsonl, Format::json, Format::markdown};

/// Every column of the kind in turn is hostile, in every format.
void check_kind(const Kind& kind, const std::string& folder) {
  INFO(kind.type);
  std::vector<Target> targets;
  for (const Format format : formats)
    targets.push_back({.path = folder + "/" + std::to_string(targets.size()), .format = format, .rows = &kind});
  Outputs outputs(targets);
  for (const Value& value : hostile_values)
    for (std::size_t i = 0; i < kind.columns.size(); ++i) {
      RecordView record{kind, std::vector<Value>(kind.columns.size(), 1.0)};
      record.values[i] = value;
      outputs.write(record);
    }
  outputs.finish();
  for (const Target& target : targets) {
    const std::string text = read_file(target.path);
    CHECK(static_cast<std::size_t>(std::ranges::count(text, '\n')) >= std::size(hostile_values) * kind.columns.size());
    check_harmless(text);
  }
}

template <class... Records>
void check_kinds() {
  const std::string folder = scratch();
  (check_kind(kind_of<Records>(), folder), ...);
}

/// What a table of text gets.
std::string shown(const auto& make, bool is_colored) {
  const std::string path = scratch() + "/table.txt";
  Outputs outputs({{.path = path, .is_colored = is_colored}});
  outputs.text(make);
  outputs.finish();
  return read_file(path);
}
}  // namespace

TEST_CASE("whatever member of whatever record is hostile, no format takes it to a terminal as it is") {
  check_kinds<BeginRecord, StepRecord, RunRecord, Summary, SpectrumRecord, EigenvalueRecord, DensityRecord, ShareRecord,
              ExplanationRecord, ChangeRecord, EventRecord, LayerRecord, BatchRecord, RowRecord, AlongRecord,
              SuggestionRecord, RangeTestRecord, RangeStepRecord, FindRecord, WarmupTrialRecord, WarmupRecord,
              CellRecord, MapRecord, DataRecord, ColumnRecord, PairRecord, ClassRecord, Remark, Defect>();
}

TEST_CASE("what a writer forgets is caught behind it: the names of columns, which are our own, are no exception") {
  const std::string folder = scratch();
  const Kind kind{"hostile", "hostile", {hostile, "y"}};
  std::vector<Target> targets;
  for (const Format format : formats)
    targets.push_back({.path = folder + "/" + std::to_string(targets.size()), .format = format, .rows = &kind});
  Outputs outputs(targets);
  outputs.write(RecordView{kind, {1.0, 2.0}});
  outputs.finish();
  for (const Target& target : targets) check_harmless(read_file(target.path));
}

TEST_CASE("words in a list or an object follow the rules of words: a row of markdown stays a line") {
  const Kind kind{"words", "words", {"list", "object"}};
  const RecordView record{kind, {std::vector<Value>{std::string("a\nb"), 1.0}, Object{"c\rd", {}}}};
  CHECK_EACH(
      writer_of(Format::markdown)->line(record) == "| a b 1 | c d |\n",
      writer_of(Format::csv)->line({kind, {std::vector<Value>{std::string("=1")}, Object{"+1", {}}}}) == "'=1,'+1\n");
}

TEST_CASE("a hostile string cannot make a style of its own, whatever stands around it") {
  for (const bool is_colored : {false, true}) {
    const auto make = [](bool) {
      StyledText text = hostile;
      text += painted(hostile, Paint::red);
      text += hostile + "\n";
      return text;
    };
    const std::string text = shown(make, is_colored);
    CHECK(text.starts_with("x\\x1b]0;x\\x07\\x1b[31m\\x7f"));
    CHECK((text.find("\x1b[38;5;160mx\\x1b") != std::string::npos) == is_colored);
    check_harmless(text, {"\x1b[38;5;160m", "\x1b[0m"});
    check_harmless(shown([] { return hostile; }, is_colored));
    check_harmless(shown([](bool) { return hostile; }, is_colored));
  }
}

TEST_CASE("a run whose every string is hostile is shown in a table, in colours and without") {
  RunRecord run = everything().run;
  run.start.note = run.start.formula = hostile;
  run.nonfinite_at->tensor = hostile;
  run.outcome = Outcome::nonfinite;
  StepRecord step = everything().steps.front();
  step.stability_ratio.reset();
  step.stability_note = hostile;
  for (const bool is_colored : {false, true})
    for (const bool has_limit : {false, true}) {
      if (!has_limit) run.start.limit.reset();
      StepTable table(hostile);
      table.add(step);
      const std::vector<std::string> own = {"\x1b[38;5;160m", "\x1b[38;5;28m", "\x1b[38;5;130m", "\x1b[0m"};
      check_harmless(shown([&](bool color) { return table.row(step, color); }, is_colored), own);
      const std::string verdict = shown([&](bool color) { return table.verdict(run, color); }, is_colored);
      CHECK(verdict.find("\\x1b]0;") != std::string::npos);
      check_harmless(verdict, own);
      check_harmless(shown([&](bool color) { return RunTable(true, true, 4).row(run, color); }, is_colored), own);
    }
}

TEST_CASE("styles change only where they have to, and end with the text") {
  StyledText text("a", {.foreground = "31"});
  text += StyledText("b", {.foreground = "31"});
  text += StyledText("c", {.foreground = "32", .background = "40"});
  text += StyledText("d", {.foreground = "32"});
  text += "e";
  text += StyledText("  ", {.foreground = "31"});
  CHECK(text.shown(true) == "\x1b[31mab\x1b[32;40mc\x1b[0m\x1b[32md\x1b[0me\x1b[31m  \x1b[0m");
  text.cut_blanks_at_end();
  CHECK_EACH(text.shown(true) == "\x1b[31mab\x1b[32;40mc\x1b[0m\x1b[32md\x1b[0me", text.shown(false) == "abcde",
             text.text() == "abcde");
}
