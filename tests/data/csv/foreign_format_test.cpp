#include "data/csv/foreign_format.h"

#include "data/csv/csv_table.h"
#include "test.h"

namespace {
using namespace std::string_literals;

std::string refusal_of(const std::string& bytes, const DataSpec& spec = {}) {
  try {
    CsvTable({"f", bytes}, spec);
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}
}  // namespace

TEST_CASE("files that are no CSV are named as what they are, with a way to CSV") {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"PK\x03\x04\x14\0\0\0[Content_Types].xml"s, "an Excel workbook (.xlsx)"},
      {"PK\x03\x04\x14\0\0\0arr_0.npy"s, "a NumPy archive (.npz)"},
      {"PK\x03\x04\x14\0\0\0data.csv"s, "a zip archive"},
      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"s, "an Excel workbook (.xls)"},
      {"PAR1\x15\x04"s, "a Parquet file"},
      {"ARROW1\0\0"s, "an Arrow (Feather) file"},
      {"\x89HDF\r\n\x1a\n"s, "an HDF5 file"},
      {"\x93NUMPY\x01\0"s, "a NumPy array (.npy)"},
      {"SQLite format 3\0"s, "an SQLite database"},
      {"\x80\x04\x95\0"s, "a Python pickle"},
      {"\xff\xfe"s + "a\0,\0b\0"s, "in UTF-16, not UTF-8"},
      {"{\"a\": [1, 2]}\n", "JSON"},
      {"{\"a\": 1, \"b\": 2}\n{\"a\": 3, \"b\": 4}\n", "JSON"},
      {"\xef\xbb\xbf[\n  {\"a\": 1}\n]\n", "JSON"},
      {"\n<!DOCTYPE html>\n<html>", "an HTML page"},
      {"<?xml version=\"1.0\"?>\n<data/>\n", "XML"},
      {"% comment\n%\n@RELATION iris\n@ATTRIBUTE x NUMERIC\n", "an ARFF file (Weka)"},
      {"1 1:0.5 3:2\n-1 2:1e-3\n", "in the format of libsvm (index:value pairs)"},
      {"version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS, not the file itself"}};
  for (const auto& [bytes, name] : files) {
    CAPTURE(name);
    CHECK(refusal_of(bytes).starts_with("f: this is " + name + "; lrscope reads CSV. To get there: "));
  }
}

TEST_CASE("CSV that looks a little like something else is read") {
  for (const char* bytes : {"[x],[y]\n1,2\n3,4\n", "{x},y\n1,2\n3,4\n", "<a>,b\n1,2\n3,4\n", "1 10:30\n2 11:45\n",
                            "@a,b\n1,2\n3,4\n", "PAR,b\n1,2\n3,4\n"}) {
    CAPTURE(bytes);
    CHECK(refusal_of(bytes) == "accepted");
  }
  // Who skips the head of an ARFF file reads its data.
  CHECK(refusal_of("@relation r\n@attribute a numeric\n@data\n1,2\n3,4\n", {.skip_lines = 3}) == "accepted");
}
