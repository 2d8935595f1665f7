// Maps drawn of their records and of their journals: what was run is seen, wherever it is from.
#include <regex>

#include "made_runs.h"
#include "map/map_journal.h"
#include "plot/panels.h"
#include "sweep/journal/journal_text.h"
#include "test.h"

namespace {
/// A folder with a map's picture, records and journal.
std::string mapped_folder(const std::string& axes) {
  const std::string folder = scratch();
  REQUIRE(run_lrscope("map case:diabetes --target progression --scale standard --hidden 4 --max-steps 10 " + axes +
                          " -q -o m.svg -o m.jsonl --journal j.jsonl",
                      folder)
              .status == 0);
  return folder;
}

const std::string two_axes = "--x lr=log:1e-3:10 --y init-scale=log:.1:10 ";

/// What plot draws of these files, apart from the commands that are named in it.
std::string picture_of(const std::string& folder, const std::string& files) {
  const Finished run = run_lrscope("plot " + files + " -o p.svg", folder);
  INFO(run.err);
  REQUIRE(run.status == 0);
  return std::regex_replace(read_file(folder + "/p.svg"), std::regex("<desc>[^<]*</desc>"), "");
}

std::string cells_of(const std::string& svg) {
  std::smatch match;
  REQUIRE(std::regex_search(svg, match, std::regex("base64,([A-Za-z0-9+/=]{100,})")));
  return match[1].str();
}

/// The lines of `text` that `keep` takes, ends included.
template <class Keep>
std::string lines_where(const std::string& text, const Keep& keep) {
  std::string kept;
  for (const std::string& line : split(text, '\n'))
    if (!line.empty() && keep(line)) kept += line + "\n";
  return kept;
}

bool is_cells(const std::string& line) { return line.starts_with("{\"type\":\"cells\""); }
}  // namespace

TEST_CASE("cells of a map make the picture that the map itself makes, but for the limit") {
  const std::string folder = mapped_folder(two_axes + "--size 7x5");
  CHECK(cells_of(read_file(folder + "/m.svg")) == cells_of(picture_of(folder, "m.jsonl")));
}

TEST_CASE("a journal of a map and its records give the same picture") {
  for (const std::string& axes :
       {two_axes + "--size 7x5", two_axes + "--size 20x15 --refine", two_axes + "--size 9 --zoom .01:1,.3:3",
        std::string("--x lr=log:1e-3:10 --size 12"), std::string("--x lr=log:1e-3:10 --y width=lin:1:3 --size 6x9")}) {
    INFO(axes);
    const std::string folder = mapped_folder(axes);
    const std::string from_records = picture_of(folder, "m.jsonl"), from_journal = picture_of(folder, "j.jsonl");
    CHECK_EACH(from_records == from_journal, cells_of(read_file(folder + "/m.svg")) == cells_of(from_journal),
               from_journal.find("not run") == std::string::npos);
  }
}

TEST_CASE("of an interrupted map the cells are drawn that were run") {
  const std::string folder = mapped_folder(two_axes + "--size 7x5");
  const RecordSet records = read_records({folder + "/m.jsonl"});
  // The last row and the last column have no cell at all.
  const auto was_run = [](std::int64_t column, std::int64_t row) { return column < 6 && row < 4 && column != row; };
  std::string journal = lines_where(read_file(folder + "/j.jsonl"), [](const auto& line) { return !is_cells(line); });
  const std::string whole = lines_where(read_file(folder + "/j.jsonl"), is_cells);
  for (const std::string& line : split(whole, '\n')) {
    if (line.empty()) continue;
    JournalCells cells = read_cells(line);
    std::erase_if(cells.cells, [&](const NumberedEnd& cell) {
      return !was_run(static_cast<std::int64_t>(cell.first) % 7, static_cast<std::int64_t>(cell.first) / 7);
    });
    journal += cells_line(cells.key, cells.cells);
  }
  write_file(folder, "part.jsonl", journal);
  write_file(folder, "torn.jsonl", journal + whole.substr(0, whole.size() / 2));
  write_file(folder, "some.jsonl", lines_where(read_file(folder + "/m.jsonl"), [&](const std::string& line) {
               std::smatch cell;
               if (!std::regex_search(line, cell, std::regex("\"column\":([0-9]+),\"row\":([0-9]+)"))) return true;
               return was_run(std::stoi(cell[1]), std::stoi(cell[2]));
             }));
  const std::string picture = picture_of(folder, "part.jsonl");
  CHECK_EACH(picture == picture_of(folder, "some.jsonl"), picture == picture_of(folder, "torn.jsonl"),
             picture.find(">not run<") != std::string::npos,
             cells_of(picture) != cells_of(picture_of(folder, "m.jsonl")));
}

TEST_CASE("maps of several files are a panel each, called after its file") {
  const std::string folder = mapped_folder(two_axes + "--size 7x5");
  std::filesystem::copy_file(mapped_folder(two_axes + "--size 4") + "/j.jsonl", folder + "/other.jsonl");
  const Figure one = figure_of(read_records({folder + "/other.jsonl"}));
  const Figure two = figure_of(read_records({folder + "/other.jsonl", folder + "/j.jsonl"}));
  REQUIRE((one.panels.size() == 1 && two.panels.size() == 2));
  const auto cells = [](const Panel& panel) { return panel.marks.front().png; };
  CHECK_EACH(cells(two.panels[0]) == cells(one.panels[0]), one.panels[0].title.find("jsonl") == std::string::npos,
             two.panels[0].title.ends_with(folder + "/other.jsonl"), two.panels[1].title.ends_with(folder + "/j.jsonl"),
             two.panels[0].name != two.panels[1].name, two.panels[0].x.high == 4.0, two.panels[1].x.high == 7.0);
}

TEST_CASE("lines that do not belong to a map's journal are refused with their place") {
  const std::string folder = mapped_folder(two_axes + "--size 7x5");
  const std::string journal = read_file(folder + "/j.jsonl");
  const auto refusal = [&](const std::string& text) { return refusal_of([&] { record_set("made.jsonl", text); }); };
  const std::string key = read_cells(split(journal, '\n')[1]).key;
  const std::string second = journal.substr(0, journal.find('\n') + 1);
  CHECK(refusal(journal + cells_line("other", {{0, {}}})).find("do not belong to the map") != std::string::npos);
  CHECK(refusal(second + cells_line(key, {{35, {}}})).find("made.jsonl: line 2") != std::string::npos);
  CHECK(refusal(second + "{\"type\":\"cells\"}\n").find("made.jsonl: line 2") != std::string::npos);
  CHECK(refusal(cells_line(key, {{0, {}}})).find("line 1") != std::string::npos);
  CHECK(refusal(std::regex_replace(journal, std::regex("\"schema\":2"), "\"schema\":1")).find("schema 1") !=
        std::string::npos);
  CHECK(refusal(std::regex_replace(journal, std::regex("lr=log:0.001:10"), "lr=log:7")).find("axes") !=
        std::string::npos);
}
