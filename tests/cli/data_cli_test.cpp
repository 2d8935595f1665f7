#include "test.h"

namespace {
/// The records of one type of `lrscope data FILE`.
std::vector<Json> records(const std::string& arguments, const std::string& type, const std::string& directory = "") {
  const Finished done = run_lrscope("data " + arguments + " --format jsonl", directory);
  return records_of(done.out, type);
}

Json data_of(const std::string& arguments, const std::string& directory = "") {
  return records(arguments, "data", directory).at(0);
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
  CHECK_EACH(is_close(line.at("sharpness"), lambda, 1e-12), is_close(line.at("limit"), 2 / lambda, 1e-12),
             is_close(line.at("sharpness"), 1276.58875, 1e-8), is_close(line.at("limit"), 0.00156668, 1e-5));
  // Standardised, H = 2·I.
  CHECK_EACH(is_close(line.at("standard_sharpness"), 2, 1e-10), is_close(line.at("gain"), lambda / 2, 1e-10));
  // y = 2, 4, …, 16: variance 4·(64 − 1)/12.
  CHECK_EACH(is_close(line.at("baseline_loss"), 21, 1e-14), line.at("loss") == "mse");

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
        "sweep " + options + " --hidden none --init zeros --precision float64 --lr 1e-9 --max-steps 1 --format csv -q");
    const auto rows = parse_csv(sweep.out);
    const auto at = std::find(rows.at(0).begin(), rows.at(0).end(), "stability_limit") - rows[0].begin();
    const double limit = std::stod(rows.at(1).at(static_cast<std::size_t>(at)));
    CHECK(data_of(options).at("limit").get<double>() == limit);
    const bool is_scaled = options.find("--scale") != std::string::npos;
    CHECK(is_close(data_of(options + (is_scaled ? "" : " --scale standard")).at("limit"),
                   data_of(options).at("standard_limit"), 1e-9));
  }
}

TEST_CASE("columns are described by their closed forms, whatever part they play") {
  const std::string folder = folder_with(file_of("id,x,word,none,y", 30, [](int i) {
    return std::to_string(100 + i) + "," + std::to_string(i * i % 7) + "," + (i % 3 == 0 ? "a" : "b") + ",4," +
           std::to_string(i % 2);
  }));
  const auto columns = records("f.csv --drop x", "column", folder);
  REQUIRE(columns.size() == 5);
  CHECK_EACH(columns[0].at("role") == "feature", is_close(columns[0].at("mean"), 114.5, 1e-15),
             is_close(columns[0].at("std"), std::sqrt((900 - 1) / 12.), 1e-14));
  CHECK_EACH(columns[0].at("unique") == 30, columns[1].at("role") == "dropped", !columns[1].contains("square_share"),
             columns[2].at("kind") == "category", columns[2].at("unique") == 2, !columns[2].contains("min"),
             columns[3].at("constant") == true, !columns[3].contains("target_correlation"),
             columns[4].at("role") == "target");
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

TEST_CASE("where raw numbers leave no limit the standardised one is given all the same") {
  const std::string folder = folder_with("x,y\n1e200,1\n-1e200,-1\n1e200,0\n-1e200,0\n");
  const Json data = data_of("f.csv", folder);
  CHECK_EACH(!data.contains("limit"), !data.contains("gain"), data.at("limit_note") == "the Hessian is not finite");
  CHECK(is_close(data.at("standard_limit"), 1, 1e-12));
}
