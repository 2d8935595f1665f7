#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "catch.h"
#include "close.h"
#include "process.h"

using namespace lrscope::test;

namespace {

using Json = nlohmann::json;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The records of one type of `lrscope data FILE`.
std::vector<Json> records(const std::string& arguments, const std::string& type,
                          const std::string& directory = "") {
  const Finished done = run_lrscope("data " + arguments + " --format jsonl", directory);
  std::vector<Json> found;
  for (const std::string& line : lines_of(done.out))
    if (Json record = Json::parse(line); record.at("type") == type) found.push_back(record);
  return found;
}

Json data_of(const std::string& arguments, const std::string& directory = "") {
  return records(arguments, "data", directory).at(0);
}

/// Texts of the remarks about `about`.
std::string remark(const std::string& arguments, const std::string& about, const std::string& directory) {
  std::string text;
  for (const Json& record : records(arguments, "remark", directory))
    if (record.at("about") == about) text += record.at("text").get<std::string>();
  return text;
}

std::string folder_with(const std::string& text) {
  const std::string folder = scratch();
  write_file(folder, "f.csv", text);
  return folder;
}

/// n rows "i,…" from a function of the row number.
template <class Row>
std::string file_of(const std::string& header, int rows, Row row) {
  std::string text = header + "\n";
  for (int i = 0; i < rows; ++i) text += row(i) + "\n";
  return text;
}

}  // namespace

TEST_CASE("the limit of the linear model on known data") {
  // H = 2/8·[[Σx², Σx], [Σx, 8]] for x = 5, 10, …, 40.
  const double a = 2. / 8 * 5100, b = 2. / 8 * 180, c = 2;
  const double lambda = (a + c) / 2 + std::sqrt((a - c) * (a - c) / 4 + b * b);
  const Json line = data_of("case:line");
  CHECK(is_close(line.at("sharpness"), lambda, 1e-12));
  CHECK(is_close(line.at("limit"), 2 / lambda, 1e-12));
  CHECK(is_close(line.at("sharpness"), 1276.58875, 1e-8));
  CHECK(is_close(line.at("limit"), 0.00156668, 1e-5));
  // Standardised, H = 2·I.
  CHECK(is_close(line.at("standard_sharpness"), 2, 1e-10));
  CHECK(is_close(line.at("gain"), lambda / 2, 1e-10));
  // y = 2, 4, …, 16: variance 4·(64 − 1)/12.
  CHECK(is_close(line.at("baseline_loss"), 21, 1e-14));
  CHECK(line.at("loss") == "mse");

  const std::string alpha = "case:alpha --loss half-sse --batch-size full ";
  CHECK(is_close(data_of(alpha + "--no-bias").at("sharpness"), 18.66, 1e-12));
  CHECK(is_close(data_of(alpha).at("sharpness"), 50.011483, 1e-7));
  CHECK(is_close(data_of(alpha).at("limit"), 0.039991, 1e-5));
  // A sum over 10 of the 50 rows at a time: a fifth of H.
  CHECK(is_close(data_of("case:alpha --loss half-sse --batch-size 10").at("limit"),
                 5 * data_of(alpha).at("limit").get<double>(), 1e-12));
}

TEST_CASE("the limit is that of a sweep of a linear model") {
  for (const std::string options :
       {"case:diabetes", "case:diabetes --scale standard", "case:diabetes --loss huber --huber-delta 1000",
        "case:alpha --loss sse --batch-size 7", "case:diabetes --target sex --task classification",
        "case:diabetes --categorical sex --drop tc"}) {
    INFO(options);
    const Finished sweep = run_lrscope(
        "sweep " + options +
        " --hidden none --init zeros --precision float64 --lr 1e-9 --max-steps 1 --format csv -q");
    const auto rows = parse_csv(sweep.out);
    const auto at = std::find(rows.at(0).begin(), rows.at(0).end(), "stability_limit") - rows[0].begin();
    const double limit = std::stod(rows.at(1).at(static_cast<std::size_t>(at)));
    CHECK(data_of(options).at("limit").get<double>() == limit);
    CHECK(is_close(data_of(options + " --scale standard").at("limit"), data_of(options).at("standard_limit"),
                   1e-9));
  }
}

TEST_CASE("columns are described by their closed forms, whatever part they play") {
  const std::string folder = folder_with(file_of("id,x,word,none,y", 30, [](int i) {
    return std::to_string(100 + i) + "," + std::to_string(i * i % 7) + "," + (i % 3 == 0 ? "a" : "b") +
           ",4," + std::to_string(i % 2);
  }));
  const auto columns = records("f.csv --drop x", "column", folder);
  REQUIRE(columns.size() == 5);
  CHECK(columns[0].at("role") == "feature");
  CHECK(is_close(columns[0].at("mean"), 114.5, 1e-15));
  CHECK(is_close(columns[0].at("std"), std::sqrt((900 - 1) / 12.), 1e-14));
  CHECK(columns[0].at("unique") == 30);
  CHECK(columns[1].at("role") == "dropped");
  CHECK_FALSE(columns[1].contains("square_share"));
  CHECK(columns[2].at("kind") == "category");
  CHECK(columns[2].at("unique") == 2);
  CHECK_FALSE(columns[2].contains("min"));
  CHECK(columns[3].at("constant") == true);
  CHECK_FALSE(columns[3].contains("target_correlation"));
  CHECK(columns[4].at("role") == "target");
  // Mean squares: id, 1 for the word's two indicators together, 16, and 1 for the bias.
  const double id = 114.5 * 114.5 + 899 / 12.;
  CHECK(is_close(columns[0].at("square_share"), id / (id + 1 + 16 + 1), 1e-14));
  CHECK(is_close(columns[2].at("square_share"), 1 / (id + 1 + 16 + 1), 1e-14));
  CHECK(data_of("f.csv --drop x", folder).at("inputs") == 4);
  CHECK(data_of("f.csv --drop x", folder).at("constant") == 1);
  CHECK(data_of("f.csv --drop none", folder).at("constant") == 0);
  const auto categories = records("f.csv --categorical x", "column", folder);
  CHECK(categories[1].at("kind") == "category");
  CHECK(categories[1].at("unique") == 4);  // squares modulo 7: 0, 1, 2, 4
}

TEST_CASE("classes are counted, and their frequencies cost the entropy") {
  const std::string folder = folder_with("x,c\n1,a\n2,b\n3,b\n4,b\n");
  const auto classes = records("f.csv", "class", folder);
  REQUIRE(classes.size() == 2);
  CHECK(classes[0].at("class") == "a");
  CHECK(classes[1].at("rows") == 3);
  CHECK(classes[1].at("share") == 0.75);
  CHECK(is_close(data_of("f.csv", folder).at("baseline_loss"),
                 -(0.25 * std::log(0.25) + 0.75 * std::log(0.75)), 1e-14));
  const Finished table = run_lrscope("data f.csv", folder);
  CHECK(table.out.find(
            "'c': 2 classes: 'a' 1 (25 %), 'b' 3 (75 %); predicting these frequencies costs 0.5623") !=
        std::string::npos);
}

TEST_CASE("the table of a small file, word for word") {
  const std::string folder = folder_with("a,b,y\n1,5,1\n2,5,-1\n3,5,0\n");
  const Finished done = run_lrscope("data f.csv", folder);
  CHECK(done.status == 0);
  CHECK(done.err.empty());
  // H = 2/3·[[14, 30, 6], [30, 75, 15], [6, 15, 3]] has λmax 60.18126; standardised it is 2·I and a zero.
  CHECK(done.out == R"(f.csv: 3 rows × 3 columns; delimiter ',', header yes; regression with 2 features

    #  column  kind      missing   unique         min         max        mean         std  % of Σx²
    1  a       number          0        3           1           3           2      0.8165      15.2
    2  b       number          0        1           5           5           5           0      81.5  constant
    3  y       number          0        3          -1           1           0      0.8165         ·  target

target     'y': mean 0, standard deviation 0.8165; predicting the mean costs 0.6667 (mse).
limit      gradient descent on a linear model, by η·λmax(H) = 2: stable up to lr 0.03323 (sharpness 60.1813);
           standardised, stable up to lr 1 (sharpness 2).
scale      'b' does most to make a linear model sharp: 81.5 % of the sum of all mean squares (its root mean
           square is 5). Standardised, the limit rises from 0.03323 to 1, × 30.1; --scale standard.
constant   1 column with one value only: 'b'. That teaches nothing, and adds to the curvature as a bias does;
           --drop.
)");
}

TEST_CASE("remarks name what they are about, and nothing is remarked of a file that is in order") {
  const auto row = [](int i) {
    const int x = (i * 37) % 101;  // a permutation: far from the target's order
    return std::to_string(x) + "," + std::to_string(2 * x + 1) + "," + std::to_string(i) + "," +
           (i == 50 ? "1000" : std::to_string(i % 5)) + "," + std::to_string((i * i) % 11 * 0.1);
  };
  const std::string folder = folder_with(file_of("p,q,number,wild,y", 101, row));
  CHECK(remark("f.csv", "collinear", folder) ==
        "1 pair of features with |r| ≥ 0.99: 'p' and 'q' 1. Each leaves a nearly flat direction, along which "
        "gradient descent creeps; --drop one of each.");
  CHECK(remark("f.csv", "outliers", folder) ==
        "1 cell in 1 column more than 3 interquartile ranges outside the quartiles; the farthest: 'wild' "
        "1000 on "
        "line 52, 10 standard deviations from the mean.");
  CHECK(remark("f.csv --drop wild", "outliers", folder).empty());
  CHECK(remark("f.csv", "row number", folder).find("'number'") != std::string::npos);
  CHECK(remark("f.csv --drop number", "row number", folder).find("'number'") == std::string::npos);
  const auto pairs = records("f.csv", "pair", folder);
  REQUIRE(pairs.size() == 1);
  CHECK(pairs[0].at("first") == "p");
  CHECK(pairs[0].at("second_column") == 2);
  CHECK(records("case:chebyshev", "remark").empty());

  const std::string targets = folder_with("x,y,z\n-1,30,5\n0,30,5\n1,-30,5\n");
  CHECK(remark("f.csv --target y --target z", "target", targets) ==
        "'z': the same number in every row; there is nothing to learn.'y': with a root mean square of 30, "
        "while an "
        "untrained network answers with numbers about 1: the first gradients are as large as that; "
        "--scale-target "
        "standard.");
  CHECK(remark("f.csv --target y --scale-target standard", "target", targets).empty());
  CHECK(remark("f.csv --target x", "target", targets).empty());

  // Numbers of rows that the target follows are known by counting up; alone they are what there is to learn
  // from.
  const std::string line = folder_with(file_of("n,x,y", 30, [](int i) {
    return std::to_string(i) + "," + std::to_string(i * i % 5) + "," + std::to_string(2 * i);
  }));
  CHECK(remark("f.csv", "row number", line).starts_with("'n' may name the rows"));
  CHECK(remark("f.csv --drop x", "row number", line).empty());

  const std::string robust = folder_with("x,y\n0,1\n0,0\n0,1\n0,0\n7,1\n0,0\n0,1\n");
  CHECK(remark("f.csv --scale robust", "mostly one", robust).find("'x' is 0, half of the values") !=
        std::string::npos);
  CHECK(remark("f.csv", "mostly one", robust).empty());
  const std::string constant = folder_with("x,z,y\n3,1,1\n3,2,0\n3,3,1\n");
  CHECK(remark("f.csv --scale robust", "mostly one", constant).empty());
  CHECK(
      remark("f.csv --scale robust", "constant", constant).starts_with("1 column with one value only: 'x'."));
  const std::string twice = folder_with("x,x,y\n1,4,0\n2,3,1\n4,5,0\n");
  CHECK(remark("f.csv", "names", twice) ==
        "several columns have one name: 'x' (columns 1, 2); --target, --features and --drop take their "
        "indices.");
  const std::string large = folder_with("x,y\n1e39,1\n2e39,0\n-1e39,1\n");
  CHECK(remark("f.csv", "precision", large).find("'x' does not fit float32") == 0);
  CHECK(remark("f.csv --scale standard", "precision", large).empty());
}

TEST_CASE(
    "the table cuts names of more than 24 characters, and says a limit once where scaling changes nothing") {
  const std::string name = "a_name_of_24_characters_";
  const std::string folder = folder_with(name + "," + name + "x,y\n1,-1,1\n-1,1,-1\n1,1,0\n-1,-1,0\n");
  const Finished done = run_lrscope("data f.csv", folder);
  CHECK(done.out.find("    1  a_name_of_24_characters_  number ") != std::string::npos);
  CHECK(done.out.find("    2  a_name_of_24_characters…  number ") != std::string::npos);
  CHECK(done.out.find("standardised") == std::string::npos);  // mean 0 and deviation 1 as they are
}

TEST_CASE("where raw numbers leave no limit the standardised one is given all the same") {
  const std::string folder = folder_with("x,y\n1e200,1\n-1e200,-1\n1e200,0\n-1e200,0\n");
  const Json data = data_of("f.csv", folder);
  CHECK_FALSE(data.contains("limit"));
  CHECK_FALSE(data.contains("gain"));
  CHECK(data.at("limit_note") == "the Hessian is not finite");
  CHECK(is_close(data.at("standard_limit"), 1, 1e-12));
  const std::string table = run_lrscope("data f.csv", folder).out;
  CHECK(table.find("no limit: the Hessian is not finite;") != std::string::npos);
  CHECK(table.find("stable up to lr 1 (sharpness 2)") != std::string::npos);
}

TEST_CASE("a file that is being read is not written to") {
  const std::string folder = folder_with("x,y\n1,1\n2,0\n");
  const Finished done = run_lrscope("data f.csv -o f.csv", folder);
  CHECK(done.status == 2);
  CHECK(done.out.empty());
  CHECK(read_file(folder + "/f.csv") == "x,y\n1,1\n2,0\n");
  CHECK(run_lrscope("data - -q --format csv < f.csv", folder).out ==
        run_lrscope("data f.csv --format csv", folder).out);
}

TEST_CASE("missing cells are counted, and what becomes of them is said") {
  const std::string folder = folder_with("x,y\n1,1\n,0\nNA,1\n4,0\n");
  CHECK(run_lrscope("data f.csv", folder).status == 3);
  for (const std::string policy : {"mean", "median", "zero", "drop"}) {
    const Finished done = run_lrscope("data f.csv --na " + policy, folder);
    CHECK(done.status == 0);
    CHECK(done.err.empty());
    CHECK(data_of("f.csv --na " + policy, folder).at("missing") == 2);
  }
  CHECK(remark("f.csv --na mean", "missing", folder) ==
        "2 cells missing in 'x': filled with the column's mean.");
  CHECK(remark("f.csv --na drop", "missing", folder) == "2 cells missing in 'x': 2 of 4 rows are left out.");
  CHECK(data_of("f.csv --na drop", folder).at("rows_used") == 2);
}

TEST_CASE("every format holds the records that --rows names") {
  const std::string folder = scratch();
  const auto header = [&](const std::string& arguments) {
    return lines_of(run_lrscope("data case:line " + arguments, folder).out).at(0);
  };
  CHECK(header("--format csv").starts_with("column,name,role,kind,missing,unique,min,"));
  CHECK(header("--format csv --rows pairs") == "first_column,first,second_column,second,correlation");
  CHECK(header("--format tsv --rows classes") == "class\trows\tshare");
  CHECK(header("--format csv --rows remarks") == "about,text");
  CHECK(header("--format csv --rows defects") == "kind,line,column,name,cell,message");
  CHECK(header("--format markdown --rows data").starts_with("| delimiter | header | rows |"));
  CHECK(header("--format jsonl").starts_with(R"({"type":"begin","schema":1)"));
  CHECK(run_lrscope("data case:line -q -o d.csv -o d.jsonl", folder).status == 0);
  CHECK(read_file(folder + "/d.csv") == run_lrscope("data case:line --format csv", folder).out);
  CHECK(run_lrscope("data case:line --rows all").status == 2);
  CHECK(run_lrscope("data case:line --rows all")
            .err.find("One of: columns, pairs, classes, remarks, defects, data.") != std::string::npos);
  const Finished function = run_lrscope("data case:square");
  CHECK(function.status == 2);
  CHECK(function.err ==
        "lrscope: DATA 'case:square': is a function, it has no data; lrscope spectrum case:square shows its "
        "curvature.\n");
  CHECK(run_lrscope("data case:line --loss cross-entropy").status == 2);
  CHECK(run_lrscope("data nothing.csv").status == 4);
}
