#include "data/column_profile.h"

#include "data/column.h"
#include "data/encode.h"
#include "test.h"

namespace {
CsvTable table_of(const std::string& text) { return CsvTable({"f.csv", text}, {.delimiter = ',', .header = true}); }
}  // namespace

TEST_CASE("a column is profiled over the cells that are numbers") {
  const Profile profile = profile_of(table_of("a,b,y\n1,x,2\n?,y,4\nword,x,5\n3,x,8\n1e999,,9\n8,x,\n"), {});
  const ColumnProfile& a = profile.columns[0];
  REQUIRE(a.statistics);
  CHECK_EACH(a.kind == ColumnKind::number, a.missing == 1, a.unique == 3, a.statistics->mean == 4);
  // Both are there in two rows only: (1, 2) and (3, 8).
  CHECK_EACH(is_close(a.target_correlation.value(), 1, 1e-15), profile.columns[1].kind == ColumnKind::category);
  CHECK(profile.columns[1].unique == 3);  // the missing cell is a level
  CHECK_EACH(profile.columns[1].missing == 1, profile.columns[2].part == Part::target,
             !profile.columns[2].target_correlation);
}

TEST_CASE("outliers come with the lines they stand on, past missing cells and quoted newlines") {
  std::string text = "a,w,y\n";
  for (int i = 0; i < 20; ++i) text += std::to_string(i) + ",\"two\nlines\"," + std::to_string(i % 3) + "\n";
  text += ",u,1\n-500,u,1\n7,u,2\n";
  const Profile profile = profile_of(table_of(text), {});
  CHECK(profile.columns[0].outliers == std::vector<double>{-500});
  CHECK(profile.columns[0].outlier_lines == std::vector<long long>{2 + 2 * 20 + 1});
}

TEST_CASE("consecutive numbers are told from others") {
  const Profile profile = profile_of(table_of("a,b,c,d,y\n7,1,1,.5,0\n8,3,2,1.5,3\n9,2,4,2.5,1\n"), {});
  CHECK_EACH(profile.columns[0].is_consecutive, !profile.columns[1].is_consecutive, !profile.columns[2].is_consecutive,
             !profile.columns[3].is_consecutive);
}

TEST_CASE("features are compared with what is missing at their mean, targets and dropped columns not at all") {
  // b = 2a where it is there; its hole is filled with the mean of the others.
  const CsvTable table = table_of("a,b,d,y\n1,2,1,1\n2,4,2,2\n3,,3,3\n4,8,4,4\n5,10,5,5\n");
  DataSpec spec;
  spec.drop = "d";
  const Profile profile = profile_of(table, spec);
  CHECK(profile.compared == std::vector<Index>{0, 1});
  REQUIRE(profile.pairs.count == 1);  // 3 is the mean of a: the hole stands where a does not deviate
  CHECK(is_close(profile.pairs.strongest[0].correlation, 1, 1e-14));
  const CsvTable other = table_of("a,b,y\n1,2,1\n2,4,2\n3,6,3\n4,8,4\n5,,5\n");
  CHECK(profile_of(other, {}).pairs.count == 0);
}

TEST_CASE("classes are counted over the rows that are used") {
  DataSpec spec;
  const CsvTable table = table_of("a,c\n1,u\n,v\n3,v\n4,u\n5,u\n6,\n");
  CHECK(profile_of(table, spec).classes.at(1).rows == 2);
  spec.missing = MissingPolicy::drop;
  const Profile profile = profile_of(table, spec);
  CHECK_EACH(profile.task == Task::classification, profile.rows_used == 4);
  REQUIRE(profile.classes.size() == 2);
  CHECK_EACH(profile.classes[0].label == "u", profile.classes[0].rows == 3, profile.classes[1].rows == 1);
}

TEST_CASE("a table leaves out ragged rows and goes on with the others, and they are one defect") {
  const CsvTable table = table_of("a,b\n1,2\n3\n4,5\n6,7,8\n9,10\n");
  std::vector<Defect> defects;
  encode(table, {}, [&](const Defect& defect) { defects.push_back(defect); });
  REQUIRE(defects.size() == 1);
  CHECK_EACH(defects[0].kind == DefectKind::ragged, defects[0].line == 3, defects[0].count == 2,
             (defects[0].lines == std::vector<long long>{3, 5}), table.ragged()[1].cell == "8");
  REQUIRE(table.rows() == 3);
  CHECK_EACH(table.cell(1, 1) == "5", table.cell(2, 0) == "9", table.line(2) == 6);
}

TEST_CASE("what collects defects is given them in the order in which reading for training meets them") {
  const CsvTable table = table_of("a,b,y\n1,2,3\n,x,?\n4,5,6\n7,8,1e999\n");
  std::vector<std::string> messages;
  encode(table, {}, [&](const Defect& defect) { messages.push_back(defect.message); });
  CHECK(messages.size() == 4);
  REQUIRE_FALSE(messages.empty());
  try {
    encode(table, {});
    FAIL("not refused");
  } catch (const DataError& error) {
    CHECK(error.what() == messages.front());
  }
}
