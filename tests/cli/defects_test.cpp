// `lrscope data` and the reading for training must be of one mind about what is wrong with a file.
#include <algorithm>
#include <sstream>

#include "catch.h"
#include "process.h"

using namespace lrscope::test;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string folder_with(const std::string& text) {
  const std::string folder = scratch();
  write_file(folder, "f.csv", text);
  return folder;
}

/// What --format csv --rows defects says of each defect's kind, in order.
std::vector<std::string> kinds(const std::string& folder, const std::string& options = "") {
  const Finished done = run_lrscope("data f.csv --format tsv --rows defects " + options, folder);
  std::vector<std::string> found;
  for (const std::string& line : lines_of(done.out)) found.push_back(line.substr(0, line.find('\t')));
  found.erase(found.begin());
  return found;
}

using Kinds = std::vector<std::string>;

struct Dirty {
  const char* text;
  const char* options;
};

constexpr Dirty files[] = {
    {"", ""},
    {"\n\n", ""},
    {"a,b\n", ""},
    {"a,b\n1,2\n", ""},
    {"a,b\n1,2\n3,4\n", ""},
    {"a,b\n1,2\n3,4,5\n6,7\n8\n9,1\n", ""},
    {"a,b\n1,2,\n3,4,\n", ""},
    {"a,b\n1,2\n3,\"4\n5,6\n", ""},
    {"a,b\n1,2\n3,4\"x\n5,6\n", ""},
    {"a,b\n1,2\n,4\n5,\n7,8\n", ""},
    {"a,b\n1,2\n,4\n5,\n7,8\n", "--na drop"},
    {"a,b\n1,2\n,4\n5,\n7,8\n", "--na mean"},
    {"a,b\n,2\n,4\n", "--na drop"},
    {"a,b\n1,2\n,4\n", "--na drop"},
    {"a,b\n,1\n,4\nNA,2\n", "--na median"},
    {"a,b\n1,\n2,\n3,\n", ""},
    {"a;b\n1,5;2\n2,5;3\n3,5;x\n7;8\n", ""},
    {"a,b\n1,2\ninf,4\n1e999,1\n5,nan\n7,8\n", ""},
    {"a,b\n1,2\n3,1e999\n5,6\n", ""},
    {"a,b\n1,$2\n3,4\n5,6\n", ""},
    {"w,b\nu,1\nv,2\nw,3\n", ""},
    {"w,b\nu,1\nv,2\nu,3\n", ""},
    {"a,c\n1,u\n2,v\n3,w\n", ""},
    {"a,c\n1,u\n2,u\n3,u\n", ""},
    {"a,c\n1,u\n2,\n3,u\n", ""},
    {"a,c\n1,u\n2,v\n3,u\n", "--task regression"},
    {"a,c\n1,1\n2,2\n3,1\n", "--task classification"},
    {"a,c\n1,1\n2,2\n3,3\n", "--task classification"},
    {"a,b,y\n1,x,1\n2,,2\n3,5,3\n4,6,?\n", ""},
    {"a,b\n1e308,1\n-1e308,2\n1.5e308,3\n", "--scale minmax"},
    {"a,b\n1e308,1\n-1e308,2\n1.5e308,3\n", ""},
    {"a,b\n1e308,1\n1.5e308,2\n,3\n1.5e308,4\n", "--na mean"},
    {"a,b\n1,1\n2,2\n3,1\n", "--target c"},
    {"a,b\n1,1\n2,2\n3,1\n", "--drop a"},
    {"a,a,y\n1,1,2\n2,2,2\n3,1,3\n", ""},
    {"a,a,y\n1,1,2\n2,2,2\n3,1,3\n", "--drop a"},
    {"a\n1\n2\n", ""},
    {"a,b\n1,\x01\n", ""},
    {"w,v,b\nu,x,1\nv,y,2\nw,z,3\n", "--categorical b"},
};

}  // namespace

TEST_CASE("data refuses exactly the files that cannot be trained on, and names the same defect first") {
  for (const Dirty& file : files) {
    const std::string folder = folder_with(file.text);
    const std::string options = std::string(" f.csv ") + file.options;
    const Finished sweep = run_lrscope(
        "sweep --hidden none --precision float64 --lr 1e-9 --max-steps 1 -q --progress never" + options,
        folder);
    const Finished data = run_lrscope("data" + options, folder);
    INFO(file.text << "\noptions " << file.options << "\nsweep: " << sweep.err << "\ndata: " << data.err);
    CHECK(data.status == sweep.status);
    CHECK((data.status == 0 || data.status == 3));
    if (sweep.status != 3) {
      CHECK(data.err.empty());
      continue;
    }
    const auto listed = lines_of(data.err);
    REQUIRE(listed.size() >= 2);
    CHECK(listed.front() + "\n" == sweep.err);
  }
}

TEST_CASE("every defect is listed, in a line of its own with place, value and remedy") {
  const std::string folder =
      folder_with("a,b,name,y\n1,2,x,3\n,x,y,4\n\"1,5\",3,z,5\n4,inf,w,6\n5,1e999,v,?\n");
  const Finished done = run_lrscope("data f.csv", folder);
  CHECK(done.status == 3);
  CHECK(
      done.err ==
      "lrscope: f.csv:6:4: column 'y': the target is missing ('?'); use --na drop to leave such rows out.\n"
      "lrscope: f.csv:3:1: column 'a': missing value (''), 1 in this column; use --na drop to leave such "
      "rows "
      "out, --na mean, median or zero to fill them, or --drop 'a' to leave the column out.\n"
      "lrscope: f.csv:4:1: column 'a': '1,5' is not a number that lrscope reads: decimals take a point, and "
      "there "
      "are no separators of thousands, % or currency signs; correct the cell, or use --drop 'a', or "
      "--categorical "
      "'a' if these are categories.\n"
      "lrscope: f.csv:3:2: column 'b': 'x' is not a number; correct the cell, or use --drop 'b', or "
      "--categorical "
      "'b' if these are categories.\n"
      "lrscope: f.csv:5:2: column 'b': 'inf' is not a finite number; correct the cell, or use --drop 'b', or "
      "--categorical 'b' if these are categories.\n"
      "lrscope: f.csv:6:2: column 'b': '1e999' is out of range (numbers end at 1.8e308); correct the cell, "
      "or use "
      "--drop 'b', or --categorical 'b' if these are categories.\n"
      "lrscope: f.csv:2:3: column 'name': 5 different values in 5 rows ('x', …): such a column names the "
      "rows and "
      "teaches nothing; leave it out with --drop 'name'.\n"
      "lrscope: f.csv: 7 defects.\n");
  CHECK(kinds(folder) == Kinds{"target", "missing", "localised", "number", "range", "range", "identifier"});
  // The cells that are there are described all the same: a holds 1, 4 and 5.
  CHECK(done.out.find(
            "    1  a       number          1        3           1           5       3.333         1.7 "
            "        ·\n") != std::string::npos);
  CHECK(done.out.find("limit      none is computed while there are defects: see standard error.\n") !=
        std::string::npos);
}

TEST_CASE("a target that is missing everywhere is one defect, since it has one remedy") {
  CHECK(kinds(folder_with("a,b\n1,\n2,\n3,\n")) == Kinds{"target"});
  CHECK(kinds(folder_with("a,b\n1,\n2,\n3,4\n")) == Kinds{"target", "target"});
}

TEST_CASE("every ragged row is listed, and the cells of the others are looked at") {
  const std::string folder = folder_with("a,b\n1,2\n3\n4,5,6\n7,x\n8,9\n10,11\n");
  CHECK(kinds(folder) == Kinds{"ragged", "ragged", "number"});
  const Finished done = run_lrscope("data f.csv", folder);
  CHECK(
      lines_of(done.err).at(1).starts_with("lrscope: f.csv:4:3: this row has 3 cells, the first row has 2"));
  CHECK(done.out.starts_with("f.csv: 4 rows (2 ragged rows left out) × 2 columns"));

  // Where most rows are, there is no rectangle to describe.
  const std::string title = folder_with("my data\n1,2\n3,4\n5,6\n");
  const Finished refused = run_lrscope("data f.csv", title);
  CHECK(refused.status == 3);
  CHECK(refused.out.empty());
  CHECK(kinds(title) == Kinds{"ragged", "ragged", "ragged"});
  CHECK(lines_of(refused.err).back() ==
        "lrscope: f.csv: 3 defects; nothing else can be said of this file until that is mended.");
}

TEST_CASE("behind a stray quote nothing can be read, and data says so") {
  const Finished done = run_lrscope("data f.csv", folder_with("a,b\n1,2\n3,4\"x\n5,?\n"));
  CHECK(done.status == 3);
  CHECK(done.out.empty());
  REQUIRE(lines_of(done.err).size() == 2);
  CHECK(lines_of(done.err)[0].find("f.csv:3:2: a stray \" in a cell") != std::string::npos);
  CHECK(lines_of(done.err)[1] ==
        "lrscope: f.csv: 1 defect; nothing else can be said of this file until that is mended.");
}

TEST_CASE("of many defects of one kind a hundred are shown, and all are in the records") {
  std::string text = "a,b\n";
  for (int i = 0; i < 300; ++i) text += (i < 150 ? "," : "1,") + std::to_string(i) + "\n";
  const std::string folder = folder_with(text);
  const auto shown = lines_of(run_lrscope("data f.csv", folder).err);
  REQUIRE(shown.size() == 101);
  CHECK(shown.back() ==
        "lrscope: f.csv: 150 defects, 50 of them not shown; --format csv --rows defects lists all.");
  CHECK(kinds(folder).size() == 150);
}
