// What is offered was tried: every remedy, typed alone, gets past the defect that it is offered for.
#include "data/encode.h"
#include "test.h"

namespace {
std::vector<Defect> defects_of(const std::string& text, const DataSpec& spec) {
  std::vector<Defect> defects;
  collect_defects(defects, [&](const DefectSink& report) { encode(CsvTable({"f.csv", text}, spec), spec, report); });
  return defects;
}

bool is_same(const Defect& a, const Defect& b) { return a.kind == b.kind && a.column == b.column; }

std::string ways(const Defect& defect) {
  std::string text;
  for (const Change& change : defect.remedies) text += flags_text(change) + "; ";
  return text;
}

const std::vector<std::string> dirty = {
    "a,b,name,y\n1,2,x,3\n,x,y,4\n\"1,5\",3,z,5\n4,inf,w,6\n5,1e999,v,?\n",
    "a,y\n1,1\nunknown,2\n3,3\nunknown,4\n5,5\n",
    "a;b;y\n3;2,35;7,26\n1;3,55;10,61\n4;6,74;16,81\n",
    "a;b;y\n1,5;1.5;1\n2,5;2.5;2\n3,5;3.5;4\n",
    "a;y\n1.234,5;1\n2.000.345,25;2\n12,5;4\n",
    "a,price,y\n1,\"$1,250\",2\n2,$900,3\n3,$20,5\n",
    "a,c,y\n4,red,0.2\n5,blue,1.4\n2,red,-0.1\n4,red,0.9\n4,blue,0.3\nTotal,,12.3\n",
    "a,c,y\n4,1,0.2\n5,2,1.4\n2,2,-0.1\nTotal,12.3\n",
    "a,b\n1,2\n3,4,5\n6,7\n8\n9,1\n",
    "60,4,good,bad\n1,2,3,4,0\n2,3,4,5,1\n3,5,6,1,1\n7,3,1,1,0\n",
    "# x, y\n# z\nt,u,v\n0,1,2\n1,3,5\n2,4,3\n",
    "at,y\n05/03/2019,1\n04/03/2019,2\n03/12/2019,4\n",
    "at,y\n5/3/19,1\n24/3/19,2\n3/12/19,4\n",
    "n,x,y\na,1,1\nb,2,2\nc,3,4\nd,4,3\na,5,1\n",
    "x,y\n1,u\n2,v\n3,w\n",
    "x,y\n1,1\n,2\n",
    "x,y\n,1\n,2\n",
    "\"a,b\",a,a,y\n,1,2,3\n2,,3,4\n5,3,,1\n",
};
}  // namespace

TEST_CASE("a remedy that is offered gets past the defect that it is offered for") {
  int tried = 0;
  for (const std::string& text : dirty)
    for (const Defect& defect : defects_of(text, {}))
      for (const Change& change : defect.remedies) {
        CAPTURE(text, flags_text(change));
        const auto left = defects_of(text, with(DataSpec{}, change));
        CHECK(std::ranges::none_of(left, [&](const Defect& other) {
          return is_same(other, defect) || other.kind == DefectKind::file || other.kind == DefectKind::rows;
        }));
        ++tried;
      }
  CHECK(tried > 40);
}

TEST_CASE("what does not help is not offered") {
  const auto first_of = [](const std::string& text) { return ways(defects_of(text, {}).at(0)); };
  // A decimal comma would spoil column b; a single feature cannot be left out; two rows cannot do without one.
  CHECK(first_of("a;b;y\n1,5;1.5;1\n2,5;2.5;2\n3,5;3.5;4\n").find("--decimal") == std::string::npos);
  CHECK(first_of("x,y\n1,1\n,2\n") == "--na median; ");
  CHECK(first_of("x,z,y\n1,2,1\n,3,2\n") == "--na median; --drop x; ");
  CHECK(first_of("x,y\n1,u\n2,v\n3,w\n").empty());
  CHECK(first_of("x,z,y\n1,1,1\nq,2,2\nr,3,3\ns,4,4\n5,5,5\n6,6,6\n7,7,7\n").find("--categorical") ==
        std::string::npos);  // as many levels as rows
}

TEST_CASE("one remark for a reason and a column, with its count and its lines") {
  std::string text = "a,b,y\n";
  for (int i = 0; i < 3000; ++i)
    text += (i % 2 ? "," : "1,") + std::string(i == 7 ? "x" : "2") + "," + std::to_string(i) + "\n";
  const auto defects = defects_of(text, {});
  REQUIRE(defects.size() == 2);
  CHECK_EACH(defects[0].count == 1500, defects[0].lines.size() == 1000, defects[0].lines[1] == 5, defects[0].line == 3,
             defects[1].count == 1, defects[1].line == 9, defects[1].cell == "x");
  CHECK(defects[0].message.find("(1500 such cells: lines 3, 5, 7, …)") != std::string::npos);
}

TEST_CASE("the first remedies of all defects, taken together, make a file that can be trained on") {
  const std::string text =
      "addr,humidity,price\nStr. 1,74.2%,\"$173,429\"\nStr. 2,13.2%,\"$316,571\"\nStr. 3,5%,\"$9,1\"\n";
  const std::string sound =
      "addr,humidity,price\nStr. 1,74.2%,\"$173,429\"\nStr. 2,13.2%,\"$316,571\"\nStr. 3,5%,\"$9\"\n";
  const CsvTable table({"f.csv", sound}, {});
  const auto together = remedy_of_all(table, {}, defects_of(sound, {}));
  REQUIRE(together);
  CHECK_NOTHROW(encode(table, with(DataSpec{}, *together)));
  CHECK(!remedy_of_all(CsvTable({"f.csv", text}, {}), {}, {Defect{.kind = DefectKind::number}}));
}

TEST_CASE("fillings and scales are those of the training rows, and are told with the data") {
  DataSpec spec;
  spec.missing = MissingPolicy::mean;
  spec.scale = Scaling::standard;
  spec.scale_target = Scaling::minmax;
  const CsvTable table({"f.csv", "a,b,y\n1,5,1\n3,7,2\n,9,4\n800,2,9\n"}, {});
  spec.holdout = Holdout{.fraction = 0.5, .is_last = true};
  const Dataset data = encode(table, spec);
  REQUIRE(data.codings.size() == 3);
  const ColumnCoding &y = data.codings[0], &a = data.codings[1], &b = data.codings[2];
  CHECK_EACH(y.column == "y", y.is_target, y.shift == 1, y.scale == 1, !y.fill);
  CHECK_EACH(a.column == "a", a.fill == 2.0, a.shift == 2, a.scale == 1);
  CHECK_EACH(b.shift == 6, b.scale == 1, !b.fill);
  CHECK_EACH(data.inputs(0, 0) == -1, data.rows() == 2, data.lines.size() == 2, data.lines[1] == 3);
  const HeldRows& held = data.held;
  CHECK_EACH(held.inputs(0, 0) == 0, held.inputs(0, 1) == 798, held.inputs(1, 1) == -4, held.targets(0, 1) == 8,
             held.lines.size() == 2, held.lines[0] == 4, held.lines[1] == 5);
}
