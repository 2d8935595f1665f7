#include "data/csv/dates.h"

#include "data/encode.h"
#include "test.h"

namespace {
constexpr double day = 17956;  // 2019-03-01: 49 years of 365 days, 12 leap days, 59 days of 2019

/// The defects of a file of one feature, `cells`, and a target.
std::vector<Defect> defects_of(const std::vector<std::string>& cells, DataSpec spec = {}) {
  std::string text = "when;y\n";
  for (std::size_t i = 0; i < cells.size(); ++i) text += cells[i] + ";" + std::to_string(i * i) + "\n";
  std::vector<Defect> defects;
  spec.delimiter = ';';
  encode(CsvTable({"f.csv", text}, spec), spec, [&](const Defect& defect) { defects.push_back(defect); });
  return defects;
}

std::vector<double> days_in(const std::vector<std::string>& cells, DataSpec spec = {}) {
  std::string text = "when;y\n";
  for (std::size_t i = 0; i < cells.size(); ++i) text += cells[i] + ";" + std::to_string(i * i) + "\n";
  spec.delimiter = ';';
  const Dataset data = encode(CsvTable({"f.csv", text}, spec), spec);
  std::vector<double> days;
  for (Index i = 0; i < data.rows(); ++i) days.push_back(data.inputs(0, i));
  return days;
}
}  // namespace

TEST_CASE("dates and times of ISO 8601 are days since 1970") {
  for (const auto& [text, days] :
       std::vector<std::pair<std::string, double>>{{"1970-01-01", 0},
                                                   {"2019-03-01", day},
                                                   {"2019/3/1", day},
                                                   {"2019-03-01 12:00", day + 0.5},
                                                   {"2019-03-01T12:00:00Z", day + 0.5},
                                                   {"2019-03-01T12:00:00.000+01:00", day + 11. / 24},
                                                   {"2019-03-01 06:00:43.2-0600", day + 0.5005},
                                                   {"2020-02-29", day + 365},
                                                   {"1969-12-31", -1}}) {
    CAPTURE(text);
    const auto found = days_of(text, text.find('/') == std::string::npos ? "Y-m-d" : "Y/m/d");
    REQUIRE(found);
    CHECK(is_close(*found, days, 1e-12));
  }
  CHECK(days_of("1949-02", "Y-m") == -7639);
  CHECK(days_of("6:00", "") == 0.25);
}

TEST_CASE("local forms name the order of day, month and year") {
  CHECK_EACH(days_of("1.3.2019", "d.m.Y") == day, days_of("01/03/2019", "d/m/Y") == day,
             days_of("3/1/2019", "m/d/Y") == day, days_of("3/1/19", "m/d/y") == day, days_of("1-3-69", "d-m-y") == -306,
             days_of("3/1/2019 6:00 PM", "m/d/Y") == day + 0.75, days_of("3/1/2019 12:00 am", "m/d/Y") == day,
             days_of("01.03.2019 18:00", "d.m.Y H:M") == day + 0.75);
}

TEST_CASE("what is no day of the calendar is no date") {
  for (const char* text : {"2019-02-29", "2019-13-01", "2019-00-10", "2019-03-01 24:01", "2019-03-01 10:60",
                           "2019-03-01x", "2019-03-", "19-03-01", "2019-3-1-1", "2019-03-01 10", ""}) {
    CAPTURE(text);
    CHECK(!days_of(text, "Y-m-d"));
  }
  for (const char* text : {"1.2.3", "192.168.1.1", "3-4", "10:75", "1/2", "12", "a", "1,5", "99/99/2020"}) {
    CAPTURE(text);
    CHECK(date_forms_of(text) == 0);
  }
  CHECK(date_text(day) == "2019-03-01");
  CHECK(date_text(day + 0.5 + 1. / 86400) == "2019-03-01 12:00:01");
}

TEST_CASE("a column of dates is the days since its earliest, by the order that fits all of them") {
  CHECK(days_in({"2019-03-02", "2019-03-01", "2020-03-01"}) == std::vector<double>{1, 0, 366});
  CHECK(days_in({"05/03/2019", "13/03/2019", "04/03/2019"}) == std::vector<double>{1, 9, 0});
  CHECK(days_in({"03/05/2019", "03/13/2019", "03/04/2019"}) == std::vector<double>{1, 9, 0});
  CHECK(days_in({"5.3.2019", "4.3.2019", "3.4.2019"}) == std::vector<double>{1, 0, 30});  // points: the day is first
  CHECK(days_in({"05/05/2019", "04/04/2019", "03/03/2019"}) == std::vector<double>{63, 32, 0});  // the same in both
}

TEST_CASE("dates that can be read in two ways are refused, with both") {
  const std::vector<std::string> cells = {"05/03/2019", "04/03/2019", "03/03/2019"};
  const auto defects = defects_of(cells);
  REQUIRE(defects.size() == 1);
  CHECK_EACH(defects[0].kind == DefectKind::date, defects[0].line == 2, defects[0].cell == "05/03/2019");
  std::vector<std::string> ways;
  for (const Change& change : defects[0].remedies) ways.push_back(flags_text(change));
  CHECK(std::ranges::count(ways, "--date-format d/m/Y") == 1);
  CHECK(std::ranges::count(ways, "--date-format m/d/Y") == 1);
  DataSpec spec;
  spec.cells.date_format = "d/m/Y";
  CHECK(days_in(cells, spec) == std::vector<double>{2, 1, 0});
  spec.cells.date_format = "m/d/Y";
  CHECK(days_in(cells, spec) == std::vector<double>{61, 31, 0});
}

TEST_CASE("a cell that is no date among dates is a defect with its place") {
  const auto defects = defects_of({"2019-03-02", "2019-02-30", "2019-03-05", "2019-03-07"});
  REQUIRE(defects.size() == 1);
  CHECK_EACH(defects[0].line == 3, defects[0].cell == "2019-02-30", !defects[0].remedies.empty());
}
