// Panels of records: what they show is what the records hold, wherever these come from.
#include "plot/panels.h"

#include <regex>

#include "figure/svg.h"
#include "plot/parts.h"
#include "test.h"

namespace {
const std::string words =
    "sweep case:diabetes --target progression --scale standard --hidden 8 --max-steps 12 --sharpness-every 4 "
    "--lr 1e-3,1e-2,1,100 --seeds 0,1 -q ";

/// The records of a small sweep, two ways.
std::string swept_folder() {
  const std::string folder = scratch();
  REQUIRE(run_lrscope(words + "-o runs.jsonl --trajectories steps.jsonl --journal journal.jsonl", folder).status == 0);
  return folder;
}

std::set<std::string> names_of(const Figure& figure) {
  std::set<std::string> names;
  for (const Panel& panel : figure.panels) names.insert(panel.name);
  return names;
}

Panel find_panel(const Figure& figure, std::string_view name) {
  const auto at = std::ranges::find(figure.panels, name, &Panel::name);
  REQUIRE(at != figure.panels.end());
  return *at;
}

std::vector<Mark> marks_of(const Panel& panel, MarkShape shape) {
  std::vector<Mark> found = panel.marks;
  std::erase_if(found, [&](const Mark& mark) { return mark.shape != shape; });
  return found;
}
}  // namespace

TEST_CASE("a journal and the outputs of the same sweep give the same panels of runs and steps") {
  const std::string folder = swept_folder();
  const RecordSet outputs = read_records({folder + "/runs.jsonl", folder + "/steps.jsonl"});
  const RecordSet journal = read_records({folder + "/journal.jsonl"});
  const Figure first = figure_of(outputs), second = figure_of(journal);
  CHECK(names_of(first) == std::set<std::string>{"rates", "skill", "trajectories", "sharpness", "stability", "gradient",
                                                 "gradient-curvature", "prediction"});
  CHECK(names_of(first) == names_of(second));
  for (const char* name : {"stability", "gradient", "prediction"}) {
    const Panel a = find_panel(first, name), b = find_panel(second, name);
    // Runs are called after the file of their steps.
    const auto picture = [](const Panel& panel) {
      return std::regex_replace(svg_of({.title = "", .panels = {panel}}), std::regex(" data-run=\"[^\"]*\""), "");
    };
    CHECK(picture(a) == picture(b));
  }
}

TEST_CASE("every run is a mark at its learning rate and final loss, failed ones above the axis") {
  const std::string folder = swept_folder();
  const RecordSet records = read_records({folder + "/runs.jsonl"});
  const Panel panel = find_panel(figure_of(records), "rates");
  const std::vector<Mark> dots = marks_of(panel, MarkShape::dot);
  REQUIRE(dots.size() == 8);
  REQUIRE(records.of("run").size() == 8);
  int failed = 0;
  for (const Row& run : records.of("run")) {
    const auto dot = std::ranges::find_if(dots, [&](const Mark& one) {
      return one.lr == run.number("lr") &&
             one.hover.find("seed " + number_text(*run.number("seed")) + "\n") != std::string::npos;
    });
    REQUIRE(dot != dots.end());
    CHECK(dot->points[0].x == run.number("lr"));
    CHECK(dot->hover.find("final_loss " + number_text(*run.number("final_loss"))) != std::string::npos);
    failed += is_failed(run);
    if (is_failed(run))
      CHECK((!std::isfinite(dot->points[0].y) && dot->color.ink == Ink::bad && dot->symbol != Symbol::dot));
    else
      CHECK(dot->points[0].y == run.number("final_loss"));
  }
  CHECK((failed >= 2 && failed < 8));
}

TEST_CASE("a trajectory has every step's loss, and marks where it is infinite and NaN first") {
  const std::string folder = swept_folder();
  const RecordSet records = read_records({folder + "/steps.jsonl", folder + "/runs.jsonl"});
  const Panel panel = find_panel(figure_of(records), "trajectories");
  const std::vector<Mark> lines = marks_of(panel, MarkShape::line);
  REQUIRE(lines.size() == 8);
  std::size_t points = 0;
  for (const Mark& line : lines) points += line.points.size();
  CHECK(points == records.of("step").size());
  std::size_t infinite = 0, nan = 0;
  for (const Row& run : records.of("run")) {
    infinite += run.number("loss_inf_step").has_value();
    nan += run.number("nan_step").has_value();
  }
  const std::vector<Mark> dots = marks_of(panel, MarkShape::dot);
  REQUIRE(nan > 0);
  CHECK(std::ranges::count_if(dots, [](const Mark& dot) { return std::isnan(dot.points[0].y); }) ==
        static_cast<std::ptrdiff_t>(nan));
  CHECK(dots.size() == infinite + nan);
}

TEST_CASE("the edge of stability is the threshold over each run's learning rate") {
  const RecordSet records =
      record_set("made", R"({"type":"run","run":0,"seed":0,"lr":0.5,"outcome":"trained","stability_threshold":2}
{"type":"step","run":0,"seed":0,"step":0,"lr":0.5,"sharpness":3}
{"type":"step","run":0,"seed":0,"step":1,"lr":0.25,"sharpness":5}
)");
  const Panel panel = find_panel(figure_of(records), "sharpness");
  const std::vector<Mark> lines = marks_of(panel, MarkShape::line);
  REQUIRE(lines.size() == 2);
  CHECK(marks_of(panel, MarkShape::dot).empty());
  CHECK_EACH(lines[0].points[1].y == 5, lines[1].points[0].y == 4, lines[1].points[1].y == 8,
             lines[1].dash == Dash::dashed);
}

TEST_CASE("a run that failed is marked where its steps end, also in what stayed finite") {
  for (const std::string outcome : {"nonfinite", "diverged"}) {
    const std::string run = R"({"type":"run","run":0,"seed":0,"lr":0.5,"outcome":")" + outcome + "\"}\n";
    const RecordSet records =
        record_set("made", run + R"({"type":"step","run":0,"seed":0,"step":0,"lr":0.5,"stability_ratio":3}
{"type":"step","run":0,"seed":0,"step":4,"lr":0.5,"stability_ratio":5}
)");
    const std::vector<Mark> dots = marks_of(find_panel(figure_of(records), "stability"), MarkShape::dot);
    REQUIRE(dots.size() == 1);
    CHECK(dots[0].points[0].x == 4);
    CHECK((outcome == "diverged" ? std::isinf(dots[0].points[0].y) : std::isnan(dots[0].points[0].y)));
  }
}

TEST_CASE("every question's records have their panel") {
  const std::string folder = scratch();
  const std::string data = " case:diabetes --target progression --scale standard --hidden 4 -q ";
  REQUIRE(run_lrscope("explain" + data + "--lr 1 --max-steps 30 -o e.jsonl --along a.jsonl", folder).status == 0);
  REQUIRE(run_lrscope("find" + data + "--steps 60 -o f.jsonl", folder).status == 0);
  REQUIRE(run_lrscope("spectrum" + data + "--eigenvalues 3 -o s.jsonl", folder).status == 0);
  const Figure figure =
      figure_of(read_records({folder + "/e.jsonl", folder + "/a.jsonl", folder + "/f.jsonl", folder + "/s.jsonl"}));
  for (const char* name : {"along", "changes", "range-test", "spectrum", "eigenvalues"})
    CHECK(names_of(figure).contains(name));
  CHECK(marks_of(find_panel(figure, "eigenvalues"), MarkShape::dot).size() == 6);
  std::vector<Mark> spans = find_panel(figure, "changes").marks;
  CHECK(std::isinf(spans.back().points[0].y));  // the learning rate, from edge to edge
  spans.pop_back();
  REQUIRE(spans.size() >= 2);
  for (const Mark& span : spans) CHECK(span.points[0].x < span.points[1].x);
  // Each seed's range test ends where its loss has passed the limit.
  CHECK(!marks_of(find_panel(figure, "range-test"), MarkShape::dot).empty());
}

TEST_CASE("what cannot be drawn is refused with the place and what helps") {
  const std::string folder = scratch();
  write_file(folder, "data.csv", "a,b\n1,2\n");
  write_file(folder, "newer.jsonl", "{\"type\":\"begin\",\"schema\":9}\n");
  write_file(folder, "empty.jsonl", "");
  write_file(folder, "begin.jsonl", "{\"type\":\"begin\",\"command\":[\"lrscope\",\"sweep\"]}\n");
  write_file(folder, "torn.jsonl",
             "{\"type\":\"journal\"}\n{\"type\":\"run\",\"lr\":1,\"final_loss\":2,\"outcome\":\"trained\"}\n"
             "{\"type\":\"run\",\"lr\":2,\"final_loss\":3,\"outcome\":\"trained\"}\n{\"type\":\"run\",\"lr\":3,");
  const auto refused = [&](const std::string& arguments, const std::string& words_of_error) {
    const Finished run = run_lrscope("plot " + arguments, folder);
    INFO(run.err);
    CHECK(run.status != 0);
    CHECK(run.err.find(words_of_error) != std::string::npos);
  };
  refused("", "plot needs FILES");
  refused("begin.jsonl", "plot needs a picture");
  refused("data.csv -o p.svg", "data.csv: line 1: this is no record of lrscope");
  refused("empty.jsonl -o p.svg", "empty.jsonl: holds no records");
  refused("begin.jsonl -o p.svg", "fill no panel");
  refused("newer.jsonl -o p.svg", "newer.jsonl: line 1: a newer lrscope has written this: its schema is 9");
  refused("missing.jsonl -o p.svg", "missing.jsonl: cannot be read");
  refused("torn.jsonl -o p.bmp", "use .svg, .png, .pdf or .html");
  refused("torn.jsonl -o p.svg --panel rats", "did you mean 'rates'");
  refused("torn.jsonl -o p.svg --panel sharpness", "its records are missing");
  refused("torn.jsonl -o torn.jsonl.svg -o /nowhere/p.svg", "there is no folder '/nowhere'");
  CHECK_FALSE(std::filesystem::exists(folder + "/p.svg"));
  refused("torn.jsonl empty.jsonl -o p.svg", "empty.jsonl: holds no records");
  const Finished torn = run_lrscope("plot torn.jsonl -o p.svg", folder);
  CHECK_EACH(torn.status == 0, torn.err == "torn.jsonl: the last line is incomplete and left out\n");
  CHECK(read_file(folder + "/p.svg").find("lr 3") == std::string::npos);
}

TEST_CASE("a picture is the same for any number of threads, and from a pipe") {
  const std::string folder = scratch();
  for (const char* threads : {"1", "2", "3"})
    REQUIRE(shell("\"$LRSCOPE\" " + words + "--format jsonl --threads " + threads + " | \"$LRSCOPE\" plot - -o " +
                      threads + ".svg",
                  folder)
                .status == 0);
  CHECK(read_file(folder + "/1.svg") == read_file(folder + "/2.svg"));
  CHECK(read_file(folder + "/1.svg") == read_file(folder + "/3.svg"));
  CHECK(read_file(folder + "/1.svg").find("<title>lrscope sweep case:diabetes</title>") != std::string::npos);
  if (shell("xmllint --version").status == 0) CHECK(shell("xmllint --noout 1.svg", folder).status == 0);
}

TEST_CASE("pictures of every format are the same bytes at any time, and a PNG says how it was made") {
  const std::string folder = scratch();
  const std::string words = "\"$LRSCOPE\" sweep case:square --lr .1,.2 --max-steps 3 -q";
  for (const std::string ending : {"svg", "png", "pdf", "html"}) {
    INFO(ending);
    REQUIRE(shell(words + " -o a." + ending + " && sleep 1.1 && " + words + " -o b." + ending, folder).status == 0);
    const std::string bytes = read_file(folder + "/a." + ending);
    CHECK(bytes == read_file(folder + "/b." + ending));
    if (ending == "png") CHECK(bytes.find("lrscope sweep case:square --lr .1,.2") != std::string::npos);
  }
}

TEST_CASE("without librsvg a PNG is refused before the work begins, and an SVG is made") {
  const std::string folder = scratch();
  const std::string words_of_sweep =
      "PATH=/nowhere \"$LRSCOPE\" sweep case:square --lr .1,.2 --max-steps 3 -q -o p.svg";
  const Finished run = shell(words_of_sweep + " -o p.png", folder);
  INFO(run.err);
  CHECK_EACH(run.status == 2, run.err.find("is missing; install it (apt install librsvg2-bin") != std::string::npos,
             run.out.empty(), !std::filesystem::exists(folder + "/p.svg"));
  CHECK(shell(words_of_sweep, folder).status == 0);
  CHECK(std::filesystem::exists(folder + "/p.svg"));
}

TEST_CASE("where librsvg's program fails, the picture is refused in words and nothing is left") {
  const std::string folder = scratch();
  write_file(folder, "rsvg-convert", "#!/bin/sh\n[ \"$1\" = --version ] || exit 3\n");
  REQUIRE(shell("chmod +x rsvg-convert", folder).status == 0);
  const Finished run = shell("PATH=. \"$LRSCOPE\" sweep case:square --lr .1,.2 --max-steps 3 -q -o p.png", folder);
  INFO(run.err);
  CHECK_EACH(run.status == 4, run.err.find("rsvg-convert") != std::string::npos,
             run.err.find("write an .svg") != std::string::npos, !std::filesystem::exists(folder + "/p.png"));
}

TEST_CASE("a long line keeps its peaks, its breaks and its ends, and few points besides") {
  std::vector<FigurePoint> points;
  for (int i = 0; i < 100'000; ++i) points.push_back({static_cast<double>(i), std::sin(i / 1000.0)});
  points[54'321].y = 7;
  points[12'345].y = -7;
  points[77'777].y = NAN;
  const std::vector<FigurePoint> kept = thinned(points);
  CHECK((kept.size() <= 2003 && kept.size() > 900));
  const auto has = [&](double x, double y) {
    return std::ranges::any_of(kept, [&](const FigurePoint& point) {
      return point.x == x && (point.y == y || (std::isnan(y) && std::isnan(point.y)));
    });
  };
  CHECK_EACH(has(54'321, 7), has(12'345, -7), has(77'777, NAN), kept.front().x < 200, has(99'999, points.back().y));
  CHECK(std::ranges::is_sorted(kept, {}, &FigurePoint::x));
  CHECK(thinned(kept.size() < 2000 ? kept : points).size() <= 2003);
}

TEST_CASE("where a command found nothing to draw its picture says so, and its table is printed") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b\n1,x1\n2,x2\n3,x3\n");
  for (const char* command : {"data d.csv -q -o p.svg", "explain d.csv --lr .1 -q -o p.svg"}) {
    const Finished plain = run_lrscope(std::string(command).substr(0, std::string(command).find(" -o")), folder);
    const Finished run = run_lrscope(command, folder);
    INFO(command << run.err);
    CHECK_EACH(run.status == plain.status, run.out == plain.out, run.err == plain.err);
    if (run.status == 0) CHECK(read_file(folder + "/p.svg").find("nothing that could be drawn") != std::string::npos);
  }
}
