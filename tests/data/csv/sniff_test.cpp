#include "data/csv/sniff.h"

#include "test.h"

TEST_CASE("the markers of a missing cell") {
  for (const char* cell : {"", "NA", "na", "N/A", "n/a", "NaN", "nan", "null", "NULL", "?", "-", "."}) {
    CAPTURE(cell);
    CHECK(is_missing_marker(cell));
  }
  for (const char* cell : {"0", "none", "inf", "-1", "--", "..", "nana", "x", " "}) {
    CAPTURE(cell);
    CHECK(!is_missing_marker(cell));
  }
}

TEST_CASE("numbers written for people are recognised, other words are not") {
  for (const char* cell : {"1,5", "-1,5", "0,001", "1,234", "1,234.5", "1.234,5", "1.234.567", "12 000", "1'000'000",
                           "$5", "5 €", "£1,234.50", "3%", "3.5 %", "-$5"}) {
    CAPTURE(cell);
    CHECK(is_localised_number(cell));
  }
  for (const char* cell :
       {"",           "1",     "1.5",  ".5",    "5.", "-2", "1e5", "red", "1,2,3",       "1.2.3", "192.168.1.1",
        "2020-01-05", "12:30", "5 kg", "10-20", "$",  "%",  ",",   ",5x", "1234,567,890"}) {
    CAPTURE(cell);
    CHECK(!is_localised_number(cell));
  }
}
