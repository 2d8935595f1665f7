// lrscope spectrum: known answers, every format, agreement with trace, and refusals.
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "catch.h"
#include "close.h"
#include "process.h"

using namespace lrscope::test;
using Json = nlohmann::json;

namespace {

/// The records of a type, in order.
std::vector<Json> records_of(const std::string& jsonl, const std::string& type) {
  std::vector<Json> records;
  std::istringstream lines(jsonl);
  for (std::string line; std::getline(lines, line);)
    if (Json record = Json::parse(line); record["type"] == type) records.push_back(std::move(record));
  return records;
}

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

/// As for the other commands: the whole message, its status, and nothing on standard output.
void check_refused(const std::string& arguments, const std::string& message,
                   const std::string& directory = "") {
  const Finished run = run_lrscope("spectrum " + arguments + " -q", directory);
  INFO(arguments);
  CHECK(run.err == "lrscope: " + message + "\n");
  CHECK(run.status == 2);
  CHECK(run.out.empty());
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
                                             "case:canyon --at-step 7 --lr .1",
                                             "case:canyon --eigenvalues 0"};
  for (const std::string& request : requests) {
    INFO(request);
    const Json spectrum = spectrum_of(request);
    CHECK(is_close(spectrum["sharpness"], 5, 1e-6));
    CHECK(is_close(spectrum["smallest_eigenvalue"], 1, 1e-6));
    CHECK(is_close(spectrum["trace"], 6, 1e-6));
    CHECK(spectrum["trace_standard_error"] < 1e-4);
    CHECK(is_close(spectrum["condition_number"], 5, 1e-6));
    CHECK(is_close(spectrum["mean_square"], 13, 1e-6));
    CHECK(spectrum["negative_mass"] == 0);
    CHECK(spectrum["converged"] == true);
    CHECK_FALSE(spectrum.contains("rows"));
  }
  CHECK(spectrum_of("case:quartic --precision float64")["sharpness"] == 12);
}

TEST_CASE("a linear model on eight points has the Hessian of its normal equations") {
  // H = (2/8)·Σ (x, 1)(x, 1)ᵀ: λmax 1276.58875, λmin .41125
  const Json spectrum = spectrum_of("case:line --hidden none --init zeros");
  CHECK(is_close(spectrum["sharpness"], 1276.58875, 1e-8));
  CHECK(std::abs(spectrum["smallest_eigenvalue"].get<double>() - 0.41125) < 5e-6);
  CHECK(is_close(spectrum["trace"], 1277, 1e-12));
  CHECK(spectrum["rows"] == 8);
  CHECK(spectrum["parameters"] == 2);
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
  CHECK(is_close(tensors, 1, 1e-12));
  CHECK(is_close(columns, 1, 1e-12));
  const Finished scaled = run_lrscope("spectrum d.csv -q --hidden none --scale standard", folder);
  CHECK(scaled.out.find("contributes 100 %") == std::string::npos);
}

TEST_CASE("all formats carry the same records") {
  const std::string folder = scratch();
  const std::string command = "spectrum case:diabetes --scale standard --hidden 5 --activation tanh -q";
  const Finished run = run_lrscope(command + " --format csv -o a.jsonl -o b.tsv -o c.md -o d.txt", folder);
  CHECK(run.status == 0);
  CHECK(run.err.empty());
  const auto rows = parse_csv(run.out);
  CHECK(rows[0] == std::vector<std::string>{"end", "rank", "eigenvalue", "residual", "hvps", "converged"});
  REQUIRE(rows.size() == 11);
  std::string tsv = read_file(folder + "/b.tsv");
  for (char& c : tsv)
    if (c == '\t') c = ',';
  CHECK(tsv == run.out);
  const std::string jsonl = read_file(folder + "/a.jsonl");
  const auto eigenvalues = records_of(jsonl, "eigenvalue");
  REQUIRE(eigenvalues.size() == 10);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(eigenvalues[i]["end"] == rows[i + 1][0]);
    CHECK(eigenvalues[i]["rank"] == std::stoi(rows[i + 1][1]));
    CHECK(eigenvalues[i]["eigenvalue"] == std::stod(rows[i + 1][2]));
  }
  const Json spectrum = records_of(jsonl, "spectrum").at(0);
  CHECK(spectrum["sharpness"] == eigenvalues[0]["eigenvalue"]);
  CHECK(spectrum["smallest_eigenvalue"] == eigenvalues[5]["eigenvalue"]);
  CHECK(is_close(sum_of(records_of(jsonl, "density"), "mass"), 1, 1e-9));
  const Json begin = records_of(jsonl, "begin").at(0);
  CHECK(begin["config"]["precision"] == "float64");
  CHECK(begin["config"]["eigenvalues"] == 5);
  CHECK(begin["config"]["at-step"] == 0);
  CHECK(read_file(folder + "/c.md").find("| end | rank | eigenvalue |") == 0);
  CHECK(run_lrscope(command).out == read_file(folder + "/d.txt"));
  const std::map<std::string, std::string> headers = {
      {"spectrum", "seed,step,lr,"}, {"density", "low,high,mass,"}, {"shares", "of,layer,tensor,column,"}};
  for (const auto& [name, header] : headers)
    CHECK(run_lrscope(command + " --format csv --rows " + name).out.starts_with(header));
  CHECK(run_lrscope(command).out.find("0 ±") != std::string::npos);
}

TEST_CASE("the sharpness at a step is the one that trace measures there") {
  const std::string run =
      " case:diabetes --scale standard --hidden 8 --lr 1e-4 --seed 2 --schedule cosine --epochs 2 -q "
      "--precision float64";
  const auto rows = parse_csv(run_lrscope("trace" + run + " --sharpness-every 1 --format csv").out);
  std::size_t column = 0;
  while (rows[0].at(column) != "sharpness") ++column;
  for (const int step : {0, 1, 9, 20}) {
    const Json spectrum = spectrum_of(run + " --at-step " + std::to_string(step));
    INFO(step);
    CHECK(is_close(spectrum["sharpness"], std::stod(rows.at(static_cast<std::size_t>(step) + 1).at(column)),
                   1e-5));
    CHECK(spectrum["step"] == step);
    CHECK(spectrum.contains("lr") == (step > 0));
  }
}

TEST_CASE("estimates of a larger network agree with what is exact") {
  const std::string network = "case:diabetes --scale standard --hidden 16 --activation tanh ";
  const Json exact = spectrum_of(network), estimated = spectrum_of(network + "--probes 40");
  CHECK(exact["trace_standard_error"] <= 1e-9 * exact["sharpness"].get<double>());
  CHECK_FALSE(exact.contains("probes"));
  CHECK(estimated["probes"] == 40);
  for (const std::string field : {"trace", "mean_square"}) {
    const double error = estimated[field + "_standard_error"];
    CHECK(error > 0);
    CHECK(std::abs(estimated[field].get<double>() - exact[field].get<double>()) < 4 * error);
  }
  CHECK(estimated["sharpness"] == exact["sharpness"]);
  CHECK_FALSE(spectrum_of(network + "--probes 1").contains("trace_standard_error"));
}

TEST_CASE("a Hessian of zeros is said to be one") {
  const Finished run =
      run_lrscope("spectrum case:diabetes -q --hidden 8 --init zeros --no-bias --format jsonl");
  CHECK(run.status == 0);
  const Json spectrum = records_of(run.out, "spectrum").at(0);
  CHECK(spectrum["sharpness"] == 0);
  CHECK(spectrum["condition_note"] == "H is 0");
  CHECK(spectrum["trace"] == 0);
  CHECK_FALSE(spectrum.contains("condition_number"));
  CHECK(records_of(run.out, "share").empty());
}

TEST_CASE("what did not converge is said in words, with its residual, and is no error") {
  const Finished run = run_lrscope(
      "spectrum case:diabetes -q --hidden 40,40 --eigenvalues 1 --max-hvps 10 --probes 2 --lanczos-steps 5");
  CHECK(run.status == 0);
  CHECK(run.out.find("warning    the largest eigenvalue 1 did not converge within 10 products: residual ") !=
        std::string::npos);
  CHECK(run.out.find("sharpness  at least ") != std::string::npos);
  const Json spectrum = spectrum_of("case:diabetes --hidden 40,40 --max-hvps 3 --probes 2 --lanczos-steps 5");
  CHECK(spectrum["converged"] == false);
  CHECK_FALSE(spectrum.contains("condition_number"));
}

TEST_CASE("a Hessian that is not finite is refused, with what to do") {
  const std::string folder = scratch();
  write_file(folder, "huge.csv", "a,b,y\n1e200,1,1\n2e200,5,2\n-3e200,2,3\n");
  check_refused("huge.csv --hidden none",
                "--at-step 0: the Hessian is not finite there (the loss is inf); use --scale standard, or a "
                "smaller --init-scale.",
                folder);
  CHECK(run_lrscope("spectrum huge.csv -q --hidden none --scale standard", folder).status == 0);
}

TEST_CASE("the same command prints the same bytes, --save-init and --init-from go together") {
  const std::string folder = scratch();
  const std::string network = "spectrum case:diabetes -q --scale standard --hidden 40,40 --seed 3 --probes 3";
  const Finished first = run_lrscope(network + " --save-init theta.txt", folder);
  CHECK(first.status == 0);
  CHECK(first.out == run_lrscope(network).out);
  CHECK(first.out == run_lrscope(network + " --init-from theta.txt", folder).out);
}

TEST_CASE("what spectrum cannot do is refused, with the right form") {
  check_refused("case:diabetes --hidden none --eigenvalues 50",
                "--eigenvalues 50: the model has only 11 parameters; use at most 11.");
  check_refused("case:line --at-step 3",
                "--at-step 3 needs a learning rate: lrscope spectrum case:line --at-step 3 --lr 1e-3");
  check_refused("case:line --at-step 3 --lr 1e-3,1e-4",
                "--lr '1e-3,1e-4': spectrum takes one learning rate: lrscope spectrum case:line --at-step 3 "
                "--lr 1e-3");
  check_refused(
      "case:canyon --at-step 11 --lr .1",
      "--at-step 11: the run has only 10 steps; use at most 10, or a larger --epochs or --max-steps.");
  check_refused("case:line --at-step -1 --lr 1", "--at-step '-1': expected a whole number from 0 to 10^12.");
  check_refused("case:line --probes 0", "--probes '0': expected a whole number from 1 to 100000.");
  check_refused(
      "case:line --rows eigenvalue",
      "unknown --rows 'eigenvalue'; did you mean 'eigenvalues'? One of: eigenvalues, density, shares, "
      "spectrum.");
  check_refused("case:line --seeds 0..2",
                "unknown option '--seeds'; did you mean '--seed'? See lrscope spectrum --help.");
  const std::string folder = scratch();
  const Finished blown = run_lrscope(
      "spectrum case:square -q --precision float32 --lr 1e9 --max-steps 50 --at-step 40 -o kept.csv", folder);
  CHECK(blown.status == 2);
  CHECK(blown.out.empty());
  CHECK(blown.err.find("--at-step 40: the run ended nonfinite after ") != std::string::npos);
  CHECK(blown.err.find("; choose a step from 0 to ") != std::string::npos);
  CHECK(shell("test -e kept.csv", folder).status == 1);
}
