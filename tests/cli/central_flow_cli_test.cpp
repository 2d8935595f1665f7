// trace --edge-at: records and sentence of the central flow, and what is refused.
#include "test.h"

namespace {
const std::string network =
    "trace case:chebyshev --hidden 30,20 --activation tanh --precision float64 --lr .1 --sharpness-every 0 -q ";
}  // namespace

TEST_CASE("trace --edge-at says how much of the loss is oscillation, and halves the rate to show it") {
  const std::string settled = network + "--batch-size full --max-steps 3000 --edge-at 3000,500 ";
  const std::string text = run_lrscope(settled + "--print-every 1500").out;
  INFO(text);
  CHECK(text.find("at step 500: no prediction") != std::string::npos);
  CHECK(text.find("at step 3000, at the edge: 72 % of the loss") != std::string::npos);
  CHECK(text.find("halve the rate for 100") != std::string::npos);
  std::vector<Json> edges;
  for (const Json& record : records_of(run_lrscope(settled + "--format jsonl").out))
    if (record["type"] == "edge") edges.push_back(record);
  REQUIRE(edges.size() == 2);
  CHECK_EACH(edges[0]["step"] == 500, !edges[0].contains("predicted_oscillation"), edges[0].contains("note"),
             edges[1]["step"] == 3000, !edges[1].contains("note"), edges[1]["window"] == 40);
  const auto of = [&](const char* field) { return edges[1][field].get<double>(); };
  CHECK(std::abs(of("predicted_oscillation") / of("oscillation") - 1) < 0.05);
  CHECK(std::abs(of("predicted_mean_loss") / of("mean_loss") - 1) < 0.02);
  CHECK(std::abs(of("oscillation_share") - (1 - of("central_loss") / of("mean_loss"))) < 1e-12);
  CHECK(of("halved_loss") < of("central_loss"));
}

TEST_CASE("trace --edge-at refuses steps that the run does not have, and runs that are no plain descent") {
  for (const char* more :
       {"--batch-size full --max-steps 100 --edge-at 20", "--batch-size 5 --max-steps 100 --edge-at 50",
        "--batch-size full --max-steps 100 --edge-at 101", "--batch-size full --edge-at x",
        "--batch-size full --optimizer adam --max-steps 100 --edge-at 50"}) {
    CAPTURE(more);
    const auto result = run_lrscope(network + more);
    CHECK_EACH(result.status == 2, result.err.find("--edge-at") != std::string::npos);
  }
  const auto brief = run_lrscope(network + "--batch-size full --max-steps 10 --edge-at 30");
  CHECK(brief.err.find("the run has 10 steps, and the first that can be looked at is 21") != std::string::npos);
}
