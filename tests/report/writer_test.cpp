// The exact text of every format, from records made by hand.
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "catch.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/record/records.h"
#include "process.h"
#include "report/members.h"
#include "report/outputs.h"

namespace lrscope {

/// A record of this test.
struct Words {
  std::string first;
  std::string second;
};

static const RecordKind<Words>& kind_of(const Words*) {
  static const RecordKind<Words> kind(
      "words", "words", {field("first", "", &Words::first, ""), field("second", "", &Words::second, "")});
  return kind;
}

}  // namespace lrscope

using namespace lrscope;
using namespace lrscope::test;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

RunRecord failed_run() {
  RunRecord run;
  run.run = 1;
  run.lr = 0.001;
  run.outcome = Outcome::nonfinite;
  run.steps = 9;
  run.initial_loss = 29063.25;
  run.final_loss = not_a_number;
  run.best_loss = 1e-7;
  run.best_step = 3;
  run.start.sharpness = Eigenvalue{8, 1e-6, 21, true};
  run.start.threshold = 2;
  run.start.limit = 0.25;
  run.start.formula = "η·λmax(H) = 2";
  run.last_sharpness = 9;
  run.first_rise_step = 0;
  run.loss_inf_step = 8;
  run.growth_per_step = infinity;
  run.nonfinite_at = NonfiniteAt{8,
                                 Stage::forward,
                                 2,
                                 "pre_activation",
                                 5,
                                 12,
                                 NonfiniteKind::overflow,
                                 {{Stage::forward, 2, "pre_activation", 1.5e30}}};
  run.loss_curve = {1, 10, 100, infinity, not_a_number};
  return run;
}

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

std::string written(Format format, const Kind& rows) {
  const std::string path = scratch() + "/out";
  write_in_turn({{.path = path, .format = format, .rows = &rows}}, [](Outputs& outputs) {
    BeginRecord begin;
    begin.command = {"lrscope", "sweep"};
    begin.config = {{"lr", "1e-4,1e-3"}, {"momentum", "0.9"}, {"hidden", "64"}};
    begin.data_path = "a.csv";
    begin.data_hash = "00ff";
    begin.rows = 3;
    begin.features = {"a", "b\""};
    begin.targets = {"y"};
    begin.task = "regression";
    begin.parameters = 7;
    outputs.begin(begin);
    outputs.write(step());
    outputs.write(failed_run());
    Summary summary;
    summary.runs = 1;
    summary.smallest_failed_lr = 0.001;
    summary.suggestion_rule = "a rule";
    outputs.write(summary);
  });
  return read_file(path);
}

const Kind& runs = kind_of<RunRecord>();
const Kind& steps = kind_of<StepRecord>();

/// Two cells of words in this format.
std::string words(Format format, const std::string& first, const std::string& second) {
  return writer_of(format)->line(kind_of<Words>().view({first, second}));
}

}  // namespace

TEST_CASE("csv: names, shortest digits, empty for absent, nan and inf spelled out") {
  CHECK(written(Format::csv, runs) ==
        "run,lr,seed,outcome,steps,initial_loss,final_loss,best_loss,best_step,stability_limit,"
        "sharpness,sharpness_residual,sharpness_hvps,sharpness_converged,preconditioned_sharpness,"
        "preconditioned_residual,preconditioned_hvps,preconditioned_converged,"
        "stability_threshold,stability_formula,stability_note,top_eigenvalues,top_residuals,"
        "bottom_eigenvalues,bottom_residuals,eigenvalues_hvps,eigenvalues_converged,last_sharpness,"
        "first_rise_step,divergence_step,loss_inf_step,"
        "gradient_nonfinite_step,parameter_nonfinite_step,nan_step,growth_per_step,dead_units,dead_layer,"
        "nonfinite_at,"
        "seconds\n"
        "1,0.001,0,nonfinite,9,29063.25,nan,1e-07,3,0.25,8,1e-06,21,true,,,,,2,η·λmax(H) = "
        "2,,,,,,,,9,0,,8,,,,inf,,,"
        "step=8 stage=forward layer=2 tensor=pre_activation index=5:12 kind=overflow,\n");
  CHECK(written(Format::csv, steps) ==
        "run,seed,step,epoch,lr,loss,full_loss,gradient_norm,gg,gHg,directional_curvature,critical_lr,"
        "predicted_change,"
        "actual_change,update_norm,parameter_norm,"
        "sharpness,sharpness_residual,sharpness_hvps,sharpness_converged,preconditioned_sharpness,"
        "preconditioned_residual,preconditioned_hvps,preconditioned_converged,"
        "stability_ratio,stability_note,top_eigenvalues,top_residuals,bottom_eigenvalues,bottom_residuals,"
        "eigenvalues_hvps,eigenvalues_converged\n"
        "0,0,4,0,0.0001,2.5,,,0,-inf,,,,nan,,,,,,,80,0.5,7,false,,why,5 4,0.25 0.125,-3 nan,0.5 nan,12,"
        "false\n");
}

TEST_CASE("tsv is csv with tabs") {
  std::string csv = written(Format::csv, runs);
  for (char& c : csv)
    if (c == ',') c = '\t';
  CHECK(written(Format::tsv, runs) == csv);
}

TEST_CASE("markdown: a dot for absent") {
  const std::string text = written(Format::markdown, steps);
  CHECK(text.find("| run | seed | step |") == 0);
  CHECK(text.find("\n|---|---|") != std::string::npos);
  CHECK(text.find("\n| 0 | 0 | 4 | 0 | 0.0001 | 2.5 | · | · | 0 | -inf | · |") != std::string::npos);
}

TEST_CASE("jsonl: one valid object a line, no key for absent, null and a note for non-finite") {
  CHECK(
      written(Format::jsonl, runs) ==
      R"({"type":"begin","schema":1,"version":"0.1.0","command":["lrscope","sweep","--format","jsonl"],"config":{"lr":"1e-4,1e-3","momentum":0.9,"hidden":64},"parameters":7,"data":{"path":"a.csv","xxh3_128":"00ff","rows":3,"task":"regression","features":["a","b\""],"targets":["y"]}})"
      "\n"
      R"({"type":"step","run":0,"seed":0,"step":4,"epoch":0,"lr":0.0001,"loss":2.5,"gg":0.0,"gHg":null,"actual_change":null,"preconditioned_sharpness":80.0,"preconditioned_residual":0.5,"preconditioned_hvps":7,"preconditioned_converged":false,"stability_note":"why","top_eigenvalues":[5.0,4.0],"top_residuals":[0.25,0.125],"bottom_eigenvalues":[-3.0,null],"bottom_residuals":[0.5,null],"eigenvalues_hvps":12,"eigenvalues_converged":false,"nonfinite":{"gHg":"-inf","actual_change":"nan"}})"
      "\n"
      R"({"type":"run","run":1,"lr":0.001,"seed":0,"outcome":"nonfinite","steps":9,"initial_loss":29063.25,"final_loss":null,"best_loss":1e-07,"best_step":3,"stability_limit":0.25,"sharpness":8.0,"sharpness_residual":1e-06,"sharpness_hvps":21,"sharpness_converged":true,"stability_threshold":2.0,"stability_formula":"η·λmax(H) = 2","last_sharpness":9.0,"first_rise_step":0,"loss_inf_step":8,"growth_per_step":null,"nonfinite_at":{"step":8,"stage":"forward","layer":2,"tensor":"pre_activation","index":[5,12],"kind":"overflow","last_finite":[{"stage":"forward","layer":2,"tensor":"pre_activation","max_abs":1.5e+30}]},"nonfinite":{"final_loss":"nan","growth_per_step":"inf"}})"
      "\n"
      R"({"type":"summary","runs":1,"failed":0,"smallest_failed_lr":0.001,"monotone":true,"inversions":0,"suggestion_rule":"a rule"})"
      "\n");
}

TEST_CASE("formats are chosen by name and by ending") {
  CHECK(parse_format("jsonl") == Format::jsonl);
  CHECK(format_of_path("a/b.tsv") == Format::tsv);
  CHECK(format_of_path("a/b.md") == Format::markdown);
  CHECK_THROWS_WITH(
      parse_format("json"),
      "unknown --format 'json'; did you mean 'jsonl'? One of: table, csv, tsv, jsonl, markdown.");
  CHECK_THROWS_WITH(
      format_of_path("a/b.xlsx"),
      "output file 'a/b.xlsx': the ending decides the format; use .csv, .tsv, .jsonl, .md or .txt (the "
      "table).");
}

TEST_CASE("an output that cannot be opened says why") {
  const std::string folder = scratch();
  CHECK_THROWS_WITH(Output(folder), folder + ": is a directory; name a file to write.");
  CHECK_THROWS_WITH(Output(folder + "/no/file"),
                    folder + "/no/file: cannot be written: No such file or directory; there is no folder " +
                        in_quotes(folder + "/no") + ": make it, or name another file.");
}

TEST_CASE("quotes stand around a cell of csv where RFC 4180 asks for them, and nowhere else") {
  CHECK(words(Format::csv, "two words", "a;b") == "two words,a;b\n");
  CHECK(words(Format::csv, "say \"hi\"", "") == "\"say \"\"hi\"\"\",\n");
  CHECK(words(Format::csv, "a,b", "\"") == "\"a,b\",\"\"\"\"\n");
  CHECK(words(Format::csv, "line\nend", "return\r") == "\"line\nend\",\"return\r\"\n");
  CHECK(words(Format::tsv, "a,b", "tab\tstop") == "a,b\t\"tab\tstop\"\n");
}

TEST_CASE("words that a spreadsheet would take for a formula are made text, words for a terminal harmless") {
  for (const std::string text : {"=1+1", "+1", "-1", "@SUM(A1)"})
    CHECK(words(Format::csv, "x", text) == "x,'" + text + "\n");
  for (const std::string text : {"\tx", "\r=1", "\n=1"})
    CHECK(words(Format::tsv, "x", text) == "x\t\"'" + text + "\"\n");
  for (const std::string text : {"a=1", "1-2", "größe"})
    CHECK(words(Format::csv, "x", text) == "x," + text + "\n");
  CHECK(words(Format::csv, "\x1b[31mred", "x") == "\\x1b[31mred,x\n");
}

TEST_CASE("a bar within a cell of markdown is no border") {
  CHECK(words(Format::markdown, "a|b", "") == "| a\\|b | · |\n");
}

TEST_CASE("every output gets the records of its kind, jsonl all but those left out") {
  const std::string folder = scratch();
  Outputs outputs(
      {{.path = folder + "/runs.csv", .format = Format::csv, .rows = &runs},
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
  CHECK(lines("all.jsonl") == 1);
  CHECK(lines("steps.tsv") == 2);
  CHECK(read_file(folder + "/table.txt") == "a table\\x1b\nplain\n");
}
