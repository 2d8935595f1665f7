// `explain` as a user sees it beside the corpus: known cases, exit status and outputs.
#include "explained.h"
#include "test.h"

namespace {
const std::string deep = "case:diabetes --scale standard --hidden 64,64,64 ";
}  // namespace

TEST_CASE("the diabetes data fail for their unscaled target, and at a tenth of the rate nothing is wrong") {
  const Explained found = explain(deep + "--lr .001");
  CHECK_EACH(found.run.status == 0, found.summary["verdict"] == "nonfinite",
             found.summary["cause"] == "unscaled target");
  CHECK(found.summary["command"].get<std::string>().find("--scale-target standard") != std::string::npos);
  const Explained healthy = explain(deep + "--lr .0001 --epochs 10");
  CHECK_EACH(healthy.run.status == 0, healthy.summary["verdict"] == "healthy", !healthy.summary.contains("cause"),
             healthy.changes.empty());
}

TEST_CASE("a change is enough only if with it every seed trains, and the seed that is told about failed") {
  // At this rate some seeds train and some do not: one seed alone would tell less.
  const std::string few = "case:diabetes --scale standard --lr .0009";
  const auto runs = runs_of("lrscope sweep " + few + " --seeds 0..4", scratch());
  REQUIRE(runs.size() == 5);
  const auto failed = static_cast<int>(std::count_if(runs.begin(), runs.end(), has_failed));
  REQUIRE(failed > 0);
  REQUIRE(failed < 5);
  const Explained found = explain(few + " --seeds 0..4");
  CHECK_EACH(found.summary["verdict"] != "healthy", found.summary["cause"] == "unscaled target");
  const auto told =
      std::find_if(runs.begin(), runs.end(), [&](const Json& run) { return run["seed"] == found.summary["seed"]; });
  REQUIRE(told != runs.end());
  CHECK(has_failed(*told));
  for (const Json& change : found.changes) {
    const auto again = runs_of(change["command"], scratch());
    INFO(change.dump());
    REQUIRE(again.size() == 5);
    const bool all = std::all_of(again.begin(), again.end(), [](const Json& run) {
      return run["outcome"] == "trained" || run["outcome"] == "spiked";
    });
    CHECK(change["is_sufficient"] == all);
  }
}

TEST_CASE("on θ²/2 the learning rate is the cause, and what is predicted has a closed form") {
  const std::string folder = scratch();
  const Explained found = explain("case:half-square --lr 3 --max-steps 3000 --along a.csv", folder);
  const Json& s = found.summary;
  CHECK_EACH(found.run.status == 0, s["cause"] == "the learning rate");
  CHECK(s["safe_lr"].get<double>() <= 2);  // |1 − η| ≤ 1
  CHECK_EACH(s["failed_lr"].get<double>() > 2, s["error_growth"] == 2.0);
  CHECK_EACH(is_close(s["error_growth_at_tenth"], 0.7, 1e-9), is_close(s["growth_per_step"], 4, 1e-6),
             is_close(s["uphill_term"], 4.5, 1e-6), is_close(s["downhill_term"], 3, 1e-6));
  // θ² = 4ᵗ, and ½ · 4ᵗ reaches 2¹²⁸ at t = 64.5.
  CHECK_EACH(s["predicted_overflow_step"] == Json(65), s["overshoots"] == s["rises"]);
  for (const Json& change : found.changes)
    if (change["flags"] == "--precision float64") CHECK(!change.contains("rank"));
  const auto rows = parse_csv(read_file(folder + "/a.csv"));
  REQUIRE(rows.size() > 20);
  CHECK(rows.front() == std::vector<std::string>{"epsilon", "loss", "parabola", "mark"});
  std::map<std::string, double> marks;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    REQUIRE(rows[i].size() == 4);
    const double epsilon = std::stod(rows[i][0]), loss = (1 - epsilon) * (1 - epsilon) / 2;
    CHECK(std::abs(std::stod(rows[i][1]) - loss) < 1e-5 * (1 + loss));
    CHECK(std::abs(std::stod(rows[i][2]) - loss) < 1e-12 * (1 + loss));
    if (!rows[i][3].empty()) marks[rows[i][3]] = epsilon;
  }
  CHECK(marks == std::map<std::string, double>{{"minimum", 1}, {"critical lr", 2}, {"2/sharpness", 2}, {"lr", 3}});
}

TEST_CASE("two suspects of which neither is enough are named together, if together they are") {
  const Explained found = explain("case:line --lr .1");
  CHECK(found.summary["cause"] == "unscaled features and unscaled target");
  const Json& together = found.changes.front();
  CHECK_EACH(together["rank"] == 1, together["is_sufficient"] == true, together["command"] == found.summary["command"]);
  for (const Json& change : found.changes)
    if (change["flags"] == "--scale standard" || change["flags"] == "--scale-target standard")
      CHECK(change["is_sufficient"] == false);
  for (const Json& run : runs_of(found.summary["command"], scratch())) CHECK(run["outcome"] == "trained");
}

TEST_CASE("without boundaries the cause is named from the run at this learning rate alone") {
  const Explained found = explain(deep + "--lr .001 --no-boundaries");
  CHECK_EACH(found.summary["cause"] == "unscaled target", !found.summary.contains("safe_lr"));
  REQUIRE(!found.changes.empty());
  for (const Json& change : found.changes)
    for (const char* field : {"safe_lr", "failed_lr", "factor"}) CHECK(!change.contains(field));
}

TEST_CASE("explain exits with 1 only if asked to, and only for what was asked") {
  const auto status = [](const std::string& arguments) {
    return run_lrscope("explain case:half-square -q " + arguments).status;
  };
  CHECK_EACH(status("--lr 3") == 0, status("--lr 3 --fail-on diverged") == 1, status("--lr 3 --fail-on untrained") == 1,
             status("--lr 3 --fail-on nonfinite") == 0, status("--lr 3 --max-steps 3000 --fail-on nonfinite") == 1,
             status("--lr 1 --fail-on untrained") == 0);
}

TEST_CASE("csv holds the records that --rows chooses: as many records as jsonl has of each type") {
  // One row of 10⁶ so that there are rows and batches that stand out.
  std::string text = "a,y\n";
  for (int i = 0; i < 100; ++i)
    text += number_text(i == 40 ? 1e6 : (i * 37 % 100) / 50.0 - 1) + "," + number_text((i * 37 % 100) / 100.0) + "\n";
  const std::string folder = scratch(), command = "f.csv --lr .1 --batch-size 4 --hidden 8 --no-boundaries";
  write_file(folder, "f.csv", text);
  const Explained found = explain(command, folder);
  const std::map<std::string, std::string> types = {{"events", "event"},   {"layers", "layer"},
                                                    {"batches", "batch"},  {"rows", "row"},
                                                    {"changes", "change"}, {"explanation", "explanation"}};
  for (const auto& [rows, type] : types) {
    INFO(rows);
    const Finished run = run_lrscope("explain " + command + " -q --format csv --rows " + rows, folder);
    const auto lines = std::count(run.out.begin(), run.out.end(), '\n');
    const auto records = records_of(found.run.out, type);
    REQUIRE(!records.empty());
    CHECK(lines == static_cast<std::ptrdiff_t>(records.size()) + 1);
    const std::string first_name = run.out.substr(0, run.out.find(','));
    CHECK(std::any_of(records.begin(), records.end(), [&](const Json& record) { return record.contains(first_name); }));
  }
  CHECK_EACH(records_of(found.run.out, "row").front()["line"] == 42, found.summary["cause"] == "outlier rows");
}
