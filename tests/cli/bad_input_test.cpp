// What the program says about data it cannot use: the whole of standard error, the exit status, and that
// nothing was written. Bad command lines are in bad_usage_test.cpp.
#include <filesystem>

#include "catch.h"
#include "process.h"

namespace lrscope::test {
namespace {

/// Runs `sweep ARGUMENTS -o kept.csv` in `folder`; checks that it refused without writing anything.
void check_refused(const std::string& folder, const std::string& arguments, int status,
                   const std::string& message) {
  CAPTURE(arguments);
  const Finished run = run_lrscope("sweep " + arguments + " --lr 1e-3 --max-steps 2 -q -o kept.csv", folder);
  CHECK(run.err == "lrscope: " + message + "\n");
  CHECK(run.out == "");
  CHECK(run.status == status);
  CHECK(!std::filesystem::exists(folder + "/kept.csv"));
}

/// The same, for a file d.csv that holds `bytes`.
void check_data_refused(const std::string& bytes, const std::string& flags, const std::string& message) {
  const std::string folder = scratch();
  write_file(folder, "d.csv", bytes);
  check_refused(folder, "d.csv " + flags, 3, message);
}

const std::string good = "a,b,price\n1,2,3\n4,5,6\n7,8,10\n1,1,2\n";
const std::string with_a_bad_b_on_line_3[2] = {"a,b,y\n1,2,3\n4,", ",6\n7,8,9\n"};

void check_cell_refused(const std::string& cell, const std::string& message) {
  check_data_refused(with_a_bad_b_on_line_3[0] + cell + with_a_bad_b_on_line_3[1], "",
                     "d.csv:3:2: column 'b': " + message);
}

const std::string if_missing =
    ", 1 in this column; use --na drop to leave such rows out, --na mean, median or zero to fill them, or "
    "--drop "
    "'b' to leave the column out.";
const std::string if_no_number =
    "; correct the cell, or use --drop 'b', or --categorical 'b' if these are categories.";

}  // namespace

TEST_CASE("a missing file and a directory are input errors") {
  const std::string folder = scratch();
  std::filesystem::create_directory(folder + "/directory");
  check_refused(folder, "none.csv", 4,
                "none.csv: cannot be read: No such file or directory; check its name, and the folder that "
                "lrscope was started in.");
  check_refused(folder, "directory", 4, "directory: is a directory; name a file inside it.");
}

TEST_CASE("binary, empty and header-only files are data errors") {
  check_data_refused(
      std::string("\x1f\x8b\x08\x00 gzip", 9), "",
      "d.csv:1: this is not a text file (byte '\\x1f' at offset 0); lrscope reads CSV. Decompress or "
      "export it first, or convert UTF-16 to UTF-8.");
  check_data_refused("", "", "d.csv: the file is empty; it should hold a row per example.");
  check_data_refused(
      "a,b,y\n", "",
      "d.csv:1: the file holds a header ('a', …) and no data; add rows, or use --header no if this is "
      "one.");
}

TEST_CASE("one row is not enough") {
  check_data_refused("a,b,y\n1,2,3\n", "", "d.csv: only one row of data; training needs at least two rows.");
  check_data_refused(
      "a,b,y\n1,2,3\n4,,6\n", "--na drop",
      "d.csv: only one row of data is left after --na drop; training needs at least two rows.");
}

TEST_CASE("a ragged row is named") {
  check_data_refused(
      "a,b,y\n1,2,3\n4,5\n7,8,9\n", "",
      "d.csv:3:2: this row has 2 cells, the first row has 3 (near '5'); add or remove cells, or quote "
      "a cell that contains the delimiter.");
}

TEST_CASE("a cell that is no number is named") {
  check_cell_refused("two", "'two' is not a number" + if_no_number);
  check_cell_refused("inf", "'inf' is not a finite number" + if_no_number);
  check_cell_refused("-Infinity", "'-Infinity' is not a finite number" + if_no_number);
  check_cell_refused("1e400", "'1e400' is out of range (numbers end at 1.8e308)" + if_no_number);
  check_cell_refused("1e39",
                     "'1e+39' does not fit float32 (largest 3.4e38); use --precision float64, or --scale.");
  check_cell_refused(
      "\"1,234\"",
      "'1,234' is not a number that lrscope reads: decimals take a point, and there are no separators "
      "of thousands, % or currency signs" +
          if_no_number);
}

TEST_CASE("a missing cell and a literal NaN are an error until the user decides") {
  check_cell_refused("", "missing value ('')" + if_missing);
  check_cell_refused("NaN", "missing value ('NaN')" + if_missing);
  check_data_refused(
      "a,y\n1,2\n3,\n5,6\n", "--na mean",
      "d.csv:3:2: column 'y': the target is missing (''); use --na drop to leave such rows out.");
}

TEST_CASE("bytes of a file reach the terminal spelled out") {
  check_cell_refused("caf\xe9", "'caf\\xe9' is not a number" + if_no_number);
  check_cell_refused(
      "\xc2\x9b"
      "31m",
      "'\\xc2\\x9b31m' is not a number" + if_no_number);
  check_cell_refused("\"two\nlines\"", "'two\\x0alines' is not a number" + if_no_number);
  check_data_refused(
      "a,b\x7f,y\n1,x,3\n4,5,6\n7,8,9\n", "",
      "d.csv:2:2: column 'b\\x7f': 'x' is not a number; correct the cell, or use --drop 'b\\x7f', or "
      "--categorical 'b\\x7f' if these are categories.");
  check_data_refused("a,b,y\n1,\x1b[31m,3\n4,5,6\n", "",
                     "d.csv:2: a control character stands here (byte '\\x1b' at offset 8), which no CSV file "
                     "has; remove the "
                     "character.");
}

TEST_CASE("columns that are not there are refused with the nearest name") {
  check_data_refused(
      good, "--target prise",
      "d.csv: --target 'prise': the file has no such column; did you mean 'price'? Columns: a, b, "
      "price.");
  check_data_refused(good, "--target y",
                     "d.csv: --target 'y': the file has no such column. Columns: a, b, price.");
  for (const char* index : {"4", "0", "-4"})
    check_data_refused(good, "--target " + std::string(index),
                       "d.csv: --target '" + std::string(index) +
                           "': the file has 3 columns. Indices go from 1 to 3 (-1 is the last).");
  check_data_refused(
      good, "--drop a,b",
      "d.csv: no feature column is left to train on: the file has 3 columns, 1 of them the target; use "
      "less of --drop, or other --features.");
}

TEST_CASE("a column with as many levels as rows is refused") {
  check_data_refused(
      "id,b,y\nx1,2,3\nx2,5,6\nx3,8,9\n", "",
      "d.csv:2:1: column 'id': 3 different values in 3 rows ('x1', …): such a column names the rows and "
      "teaches nothing; leave it out with --drop 'id'.");
}

TEST_CASE("what spreadsheets export is read, or refused with what to change") {
  const std::string excel = "\xef\xbb\xbfsize;weight;price\r\n1.5;2;3\r\n2.5;3;4\r\n3.5;5;7\r\n";
  const std::string folder = scratch();
  write_file(folder, "d.csv", excel);
  const Finished run =
      run_lrscope("sweep d.csv --target size --lr 1e-3 --max-steps 2 --batch-size full", folder);
  CHECK(run.err == "d.csv: 3 rows, 2 features, target 'size' (regression); delimiter ';', header yes\n");
  CHECK(run.status == 0);
  check_data_refused(
      "a;y\r\n1,5;2\r\n1,5;3\r\n", "",
      "d.csv:2:1: column 'a': '1,5' is not a number that lrscope reads: decimals take a point, and there "
      "are no separators of thousands, % or currency signs; correct the cell, or use --drop 'a', or "
      "--categorical 'a' if these are categories.");
  check_data_refused(
      "a\tb\ty\t\n1\t2\t3\t\n4\t5\t6\t\n", "",
      "d.csv:2:4: column 'column4': the target is missing (''), in every row; choose another with "
      "--target, and --drop this one (a delimiter at the end of each line makes such a column).");
  check_data_refused(
      "a b y\n1 2 3\n4 5 6\n", "",
      "d.csv: no feature column is left to train on: the file has 1 column, 1 of them the target; cells "
      "must be separated by , ; | or tab (--delimiter).");
}

TEST_CASE("a constant column under scaling is a warning that names it") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n1,2,3\n1,5,6\n1,8,9\n");
  const Finished run =
      run_lrscope("sweep d.csv --scale standard --lr 1e-3 --max-steps 2 --batch-size full", folder);
  CHECK(run.err ==
        "d.csv: 3 rows, 2 features, target 'y' (regression); delimiter ',', header yes\n"
        "warning: d.csv: column 'a' has standard deviation 0, so --scale leaves its scale as it is; a "
        "constant column "
        "teaches nothing, consider --drop 'a'.\n");
  CHECK(run.status == 0);
}

TEST_CASE("initial parameters of a wrong length or with NaN are data errors") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", good);
  write_file(folder, "short", "1\n2\n");
  write_file(folder, "nan", "1\nnan\n3\n");
  const std::string arguments = "d.csv --hidden none --init-from ";
  check_refused(
      folder, arguments + "short", 3,
      "short: holds 2 numbers, the model has 3 parameters; --init-from wants W (out × in, row-major) then b, "
      "layer by layer, for the same --hidden, data and --no-bias.");
  check_refused(folder, arguments + "nan", 3,
                "nan:2: 'nan' is not finite; a run must start from finite parameters.");
  check_refused(folder, arguments + "none", 4,
                "none: cannot be read: No such file or directory; did you mean 'nan'?");
}

TEST_CASE("standard input is read like a file and called <stdin>") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", good);
  const Finished piped =
      shell("cat d.csv | \"$LRSCOPE\" sweep - --lr 1e-3 --format csv --batch-size full", folder);
  CHECK(piped.err == "<stdin>: 4 rows, 2 features, target 'price' (regression); delimiter ',', header yes\n");
  CHECK(piped.out == run_lrscope("sweep d.csv --lr 1e-3 --format csv --batch-size full", folder).out);
  CHECK(piped.status == 0);
  const Finished empty = run_lrscope("sweep - --lr 1e-3", folder);
  CHECK(empty.err == "lrscope: <stdin>: the file is empty; it should hold a row per example.\n");
  CHECK(empty.status == 3);
}

TEST_CASE("a locale with decimal commas changes nothing") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a,b,y\n1.5,2,3\n4,5.25,6\n7,8,9.5\n");
  if (shell("localedef -i de_DE -f UTF-8 ./de_DE.UTF-8", folder).status != 0) {
    WARN("skipped: localedef cannot make de_DE.UTF-8");
    return;
  }
  const std::string run = "\"$LRSCOPE\" sweep d.csv --lr .001,.5 --scale standard --format jsonl";
  const Finished plain = shell("LC_ALL=C " + run, folder);
  const Finished german = shell("LOCPATH=\"$PWD\" LC_ALL=de_DE.UTF-8 " + run, folder);
  CHECK(plain.status == 0);
  CHECK(german.out == plain.out);
  CHECK(german.err == plain.err);
}

}  // namespace lrscope::test
