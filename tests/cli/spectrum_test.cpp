// lrscope spectrum: known answers, and agreement with trace.
#include "test.h"

namespace {
Json spectrum_of(const std::string& arguments) {
  const Finished run = run_lrscope("spectrum " + arguments + " -q --format jsonl");
  INFO(run.err);
  REQUIRE(run.status == 0);
  return records_of(run.out, "spectrum").at(0);
}

double sum_of(const std::vector<Json>& records, const std::string& field) {
  double sum = 0;
  for (const Json& record : records) sum += record[field].get<double>();
  return sum;
}

/// y = x₁ + x₂ with x₂ a thousand times larger than x₁.
const std::string budget = [] {
  std::string text = "age,budget,y\n";
  for (int i = 0; i < 20; ++i) {
    const int age = (i * 7) % 11, money = 1000 * ((i * 5) % 13);
    text += std::to_string(age) + "," + std::to_string(money) + "," + std::to_string(age + money) + "\n";
  }
  return text;
}();
}  // namespace

TEST_CASE("the canyon has eigenvalues 5 and 1, at every step of every run") {
  const std::vector<std::string> requests = {"case:canyon", "case:canyon --precision float32",
                                             "case:canyon --at-step 7 --lr .1", "case:canyon --eigenvalues 0"};
  for (const std::string& request : requests) {
    INFO(request);
    const Json spectrum = spectrum_of(request);
    CHECK_EACH(is_close(spectrum["sharpness"], 5, 1e-6), is_close(spectrum["smallest_eigenvalue"], 1, 1e-6),
               is_close(spectrum["trace"], 6, 1e-6), spectrum["trace_standard_error"] < 1e-4);
    CHECK_EACH(is_close(spectrum["condition_number"], 5, 1e-6), is_close(spectrum["mean_square"], 13, 1e-6));
    CHECK_EACH(spectrum["negative_mass"] == 0, spectrum["converged"] == true, !spectrum.contains("rows"));
  }
  CHECK(spectrum_of("case:quartic --precision float64")["sharpness"] == 12);
}

TEST_CASE("a linear model on eight points has the Hessian of its normal equations") {
  // H = (2/8)·Σ (x, 1)(x, 1)ᵀ: λmax 1276.58875, λmin .41125
  const Json spectrum = spectrum_of("case:line --hidden none --init zeros");
  CHECK(is_close(spectrum["sharpness"], 1276.58875, 1e-8));
  CHECK(std::abs(spectrum["smallest_eigenvalue"].get<double>() - 0.41125) < 5e-6);
  CHECK_EACH(is_close(spectrum["trace"], 1277, 1e-12), spectrum["rows"] == 8, spectrum["parameters"] == 2);
  CHECK(is_close(spectrum["condition_number"],
                 spectrum["sharpness"].get<double>() / spectrum["smallest_eigenvalue"].get<double>(), 1e-12));
}

TEST_CASE("a column that is not scaled owns the top eigenvector") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", budget);
  const Finished run = run_lrscope("spectrum d.csv -q --hidden none -o s.jsonl", folder);
  REQUIRE(run.status == 0);
  CHECK(run.out.find("'budget' contributes 100 %") != std::string::npos);
  const std::string jsonl = read_file(folder + "/s.jsonl");
  double tensors = 0, columns = 0;
  for (const Json& share : records_of(jsonl, "share")) {
    if (share["of"] == "tensor") tensors += share["share"].get<double>();
    if (share["of"] != "column") continue;
    columns += share["share_of_tensor"].get<double>();
    if (share["column"] == "budget") CHECK(share["share_of_tensor"].get<double>() > 0.9999);
  }
  CHECK_EACH(is_close(tensors, 1, 1e-12), is_close(columns, 1, 1e-12));
  const Finished scaled = run_lrscope("spectrum d.csv -q --hidden none --scale standard", folder);
  CHECK(scaled.out.find("contributes 100 %") == std::string::npos);
}

TEST_CASE("the records of a spectrum agree with each other, and with those in csv") {
  const std::string command = "spectrum case:diabetes --scale standard --hidden 5 --activation tanh -q ";
  const auto rows = parse_csv(run_lrscope(command + "--format csv").out);
  const std::string jsonl = run_lrscope(command + "--format jsonl").out;
  const auto eigenvalues = records_of(jsonl, "eigenvalue");
  REQUIRE(eigenvalues.size() == 10);
  REQUIRE(rows.size() == 11);
  for (std::size_t i = 0; i < 10; ++i) CHECK(eigenvalues[i]["eigenvalue"] == std::stod(rows[i + 1][2]));
  const Json spectrum = records_of(jsonl, "spectrum").at(0);
  CHECK(spectrum["sharpness"] == eigenvalues[0]["eigenvalue"]);
  CHECK(spectrum["smallest_eigenvalue"] == eigenvalues[5]["eigenvalue"]);
  CHECK(is_close(sum_of(records_of(jsonl, "density"), "mass"), 1, 1e-9));
}

TEST_CASE("the sharpness at a step is the one that trace measures there") {
  const std::string run =
      " case:diabetes --scale standard --hidden 8 --lr 1e-4 --seed 2 --schedule cosine --epochs 2 -q --precision "
      "float64";
  const auto rows = parse_csv(run_lrscope("trace" + run + " --sharpness-every 1 --format csv").out);
  std::size_t column = 0;
  while (rows[0].at(column) != "sharpness") ++column;
  for (const int step : {0, 1, 9, 20}) {
    const Json spectrum = spectrum_of(run + " --at-step " + std::to_string(step));
    INFO(step);
    CHECK(is_close(spectrum["sharpness"], std::stod(rows.at(static_cast<std::size_t>(step) + 1).at(column)), 1e-5));
    CHECK_EACH(spectrum["step"] == step, spectrum.contains("lr") == (step > 0));
  }
}

TEST_CASE("estimates of a larger network agree with what is exact") {
  const std::string network = "case:diabetes --scale standard --hidden 16 --activation tanh ";
  const Json exact = spectrum_of(network), estimated = spectrum_of(network + "--probes 40");
  CHECK(exact["trace_standard_error"] <= 1e-9 * exact["sharpness"].get<double>());
  CHECK_EACH(!exact.contains("probes"), estimated["probes"] == 40);
  for (const std::string field : {"trace", "mean_square"}) {
    const double error = estimated[field + "_standard_error"];
    CHECK(error > 0);
    CHECK(std::abs(estimated[field].get<double>() - exact[field].get<double>()) < 4 * error);
  }
  CHECK(estimated["sharpness"] == exact["sharpness"]);
  CHECK_FALSE(spectrum_of(network + "--probes 1").contains("trace_standard_error"));
}

TEST_CASE("a Hessian of zeros is said to be one") {
  const Finished run = run_lrscope("spectrum case:diabetes -q --hidden 8 --init zeros --no-bias --format jsonl");
  CHECK(run.status == 0);
  const Json spectrum = records_of(run.out, "spectrum").at(0);
  CHECK_EACH(spectrum["sharpness"] == 0, spectrum["condition_note"] == "H is 0", spectrum["trace"] == 0,
             !spectrum.contains("condition_number"), records_of(run.out, "share").empty());
}

TEST_CASE("the same command prints the same bytes, --save-init and --init-from go together") {
  const std::string folder = scratch();
  const std::string network = "spectrum case:diabetes -q --scale standard --hidden 40,40 --seed 3 --probes 3";
  const Finished first = run_lrscope(network + " --save-init theta.txt", folder);
  CHECK_EACH(first.status == 0, first.out == run_lrscope(network).out);
  CHECK(first.out == run_lrscope(network + " --init-from theta.txt", folder).out);
}
