// sweep and trace as scripts use them: formats that agree, bytes that do not depend on threads, streams, exit
// statuses.
#include "test.h"

namespace {
const std::string scaled = " case:diabetes --scale standard --hidden 8 -q ", small = scaled + "--epochs 2 ";
}  // namespace

TEST_CASE("the default sweep runs 13 learning rates, a row each") {
  const auto result = run_lrscope("sweep \"$DATA/diabetes.csv\" --target progression --scale standard --format csv");
  CHECK(result.status == 0);
  const auto rows = parse_csv(result.out);
  REQUIRE(rows.size() == 14);
  CHECK_EACH(rows[1][1] == "1e-06", rows[3][1] == "1e-05", rows[13][1] == "1");
  CHECK(result.err.find("442 rows, 10 features, target 'progression' (regression); delimiter ',', header yes") !=
        std::string::npos);
}

TEST_CASE("all formats carry the same numbers") {
  const std::string folder = scratch();
  const auto result =
      run_lrscope("sweep" + small + "--lr 1e-4,1 --format csv -o a.jsonl -o b.csv -o c.tsv -o d.md -o e.txt", folder);
  CHECK_EACH(result.status == 0, result.err.empty(), read_file(folder + "/b.csv") == result.out);
  std::string tsv = read_file(folder + "/c.tsv");
  for (char& c : tsv)
    if (c == '\t') c = ',';
  CHECK(tsv == result.out);
  const auto rows = parse_csv(result.out);
  const auto records = records_of(read_file(folder + "/a.jsonl"));
  REQUIRE(records.size() == 4);
  CHECK_EACH(records[0]["type"] == "begin", records[3]["type"] == "summary");
  for (std::size_t run = 0; run < 2; ++run)
    for (std::size_t column = 0; column < rows[0].size(); ++column) {
      const std::string& name = rows[0][column];
      const std::string& cell = rows[run + 1][column];
      const Json& record = records[run + 1];
      INFO(name << " = " << cell);
      if (cell.empty()) {
        CHECK_FALSE(record.contains(name));
      } else if (record.at(name).is_null()) {
        CHECK(record.at("nonfinite").at(name) == cell);
      } else if (record.at(name).is_number()) {
        CHECK(record.at(name).get<double>() == std::stod(cell));
      } else if (record.at(name).is_string()) {
        CHECK(record.at(name) == cell);
      }
    }
  CHECK(read_file(folder + "/d.md").starts_with("| run | lr |"));
  CHECK(read_file(folder + "/e.txt").find("boundary") != std::string::npos);
}

TEST_CASE("the command in the begin record reproduces the output, byte for byte") {
  const std::string command = "sweep" + small + "--lr log:1e-5:1:5 --seeds 0..1 --format jsonl";
  const auto first = run_lrscope(command);
  const auto begin = records_of(first.out).front();
  std::string again;
  for (std::size_t i = 1; i < begin["command"].size(); ++i)
    again += "'" + begin["command"][i].get<std::string>() + "' ";
  CHECK(run_lrscope(again).out == first.out);
  CHECK_EACH(begin["config"]["hidden"] == 8, begin["config"]["momentum"] == 0.9, begin["config"]["loss"] == "mse",
             begin["data"]["rows"] == 442, begin["data"]["xxh3_128"].get<std::string>().size() == 32);
}

TEST_CASE("sweep --trajectories writes what trace prints") {
  const std::string folder = scratch();
  for (const char* every : {"0", "1", "7"}) {
    const std::string command = small + "--lr 1e-4,1e-2,1 --sharpness-every " + every;
    run_lrscope("sweep" + command + " --trajectories t.csv", folder);
    const auto trace = run_lrscope("trace" + command + " --format csv");
    CHECK(read_file(folder + "/t.csv") == trace.out);
  }
}

TEST_CASE("trace fills every field of a step while all is finite, for any optimizer") {
  for (const char* optimizer : {"sgd", "heavy-ball", "nesterov", "adagrad", "rmsprop", "adam", "adamw"}) {
    const auto rows = parse_csv(
        run_lrscope("trace" + small +
                    "--lr 1e-4 --batch-size full --eigenvalues 2 --format csv --activation tanh --optimizer " +
                    optimizer)
            .out);
    REQUIRE(rows.size() == 3);
    for (std::size_t row = 1; row < rows.size(); ++row)
      for (std::size_t column = 0; column < rows[0].size(); ++column) {
        if (rows[0][column].ends_with("critical_lr")) continue;  // absent where there is no curvature upwards
        if (rows[0][column] == "stability_note") continue;       // says why there is no ratio
        if (rows[0][column] == "theta") continue;                // of models with up to four parameters
        if (rows[0][column] == "forecast_step") continue;        // after many steps
        INFO(optimizer << " " << rows[0][column]);
        CHECK_FALSE(rows[row][column].empty());
      }
  }
}

TEST_CASE("trace reports the coefficients of a linear model after each run that did not fail, sweep none") {
  const std::string words = " case:diabetes --target progression --scale standard --hidden none --max-steps 9 -q ";
  const std::string rates = "--lr 1e-2,.1,100 --seeds 0,1 ";
  const auto records = records_of(run_lrscope("trace" + words + rates + "--format jsonl --threads 1").out);
  std::vector<nlohmann::json> coefficients;
  std::int64_t run = -1;
  for (const auto& record : records) {
    if (record["type"] == "run") run = record["run"];
    if (record["type"] != "coefficient") continue;
    CHECK(record["run"] == run);
    coefficients.push_back(record);
  }
  const auto rows =
      parse_csv(run_lrscope("trace" + words + rates + "--format csv --rows coefficients --threads 2").out);
  REQUIRE((coefficients.size() == 4 * 11 && rows.size() == 1 + 4 * 11));
  for (std::size_t i = 0; i < coefficients.size(); ++i) {
    const auto& record = coefficients[i];
    CHECK_EACH(rows[i + 1][4] == record["column"].get<std::string>(),
               std::stod(rows[i + 1][5]) == record["weight"].get<double>(),
               std::stod(rows[i + 1][6]) == record["coefficient"].get<double>());
  }
  CHECK(run_lrscope("sweep" + words + rates + "--format jsonl").out.find("\"coefficient\"") == std::string::npos);
  CHECK(run_lrscope("trace" + words + "--hidden 4 --lr .1 --format jsonl").out.find("\"coefficient\"") ==
        std::string::npos);
  const Finished none = run_lrscope("trace case:square --lr .1 --format csv --rows coefficients");
  CHECK_EACH(none.status == 0, none.out == "run,lr,seed,output,column,weight,coefficient\n",
             none.err.find("--hidden none") != std::string::npos);
}

TEST_CASE("the steps of a trace are consistent with each other") {
  const auto rows = parse_csv(
      run_lrscope("trace" + scaled + "--lr 1e-4 --batch-size full --epochs 30 --precision float64 --format csv").out);
  std::map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < rows[0].size(); ++i) at[rows[0][i]] = i;
  const auto value = [&](std::size_t row, const char* name) { return std::stod(rows[row][at.at(name)]); };
  for (std::size_t row = 1; row + 1 < rows.size(); ++row) {
    CHECK(std::abs(value(row, "loss") + value(row, "actual_change") - value(row + 1, "loss")) < 1e-9);
    CHECK(std::abs(value(row, "gradient_norm") * value(row, "gradient_norm") / value(row, "gg") - 1) < 1e-12);
    CHECK(std::abs(value(row, "gHg") / value(row, "gg") / value(row, "directional_curvature") - 1) < 1e-12);
    CHECK(std::abs(value(row, "update_norm") / (1e-4 * value(row, "gradient_norm")) - 1) < 1e-12);
    const double predicted = 0.5e-8 * value(row, "gHg") - 1e-4 * value(row, "gg");
    CHECK(std::abs(value(row, "predicted_change") / predicted - 1) < 1e-9);
  }
}

TEST_CASE("parameters saved by --save-init and read by --init-from go together and do not change the run") {
  const std::string folder = scratch();
  const auto saved = run_lrscope("sweep" + small + "--lr 1e-4 --seed 3 --save-init theta.txt --format csv", folder);
  const auto loaded = run_lrscope("sweep" + small + "--lr 1e-4 --seed 3 --init-from theta.txt --format csv", folder);
  CHECK(saved.out == loaded.out);
  CHECK(parse_csv(read_file(folder + "/theta.txt")).size() == 10 * 8 + 8 + 8 + 1);
}

TEST_CASE("only --fail-on decides about the exit status, never outcomes alone") {
  CHECK(run_lrscope("sweep" + small + "--lr 1e-4,1").status == 0);
  CHECK(run_lrscope("sweep" + small + "--lr 1e-4,1 --fail-on nonfinite").status == 1);
  CHECK(run_lrscope("sweep" + small + "--lr 1e-3 --fail-on untrained").status == 0);
  CHECK(run_lrscope("sweep" + small + "--lr 1e-4 --fail-on untrained").status == 1);
  CHECK(run_lrscope("sweep" + small + "--lr 1e-9 --fail-on diverged").status == 0);
}

TEST_CASE("records never depend on the clock unless --timing asks for it") {
  const std::string command = "sweep" + small + "--lr 1e-4 --format jsonl";
  CHECK(run_lrscope(command).out == run_lrscope(command).out);
  CHECK(run_lrscope(command).out.find("seconds") == std::string::npos);
  CHECK(records_of(run_lrscope(command + " --timing").out)[1]["seconds"].get<double>() > 0);
}
