// A loss that rose again and the forecast of adam's next spike, as trace, sweep and explain tell them.
#include "test.h"

namespace {
const std::string parabola =
    " case:half-square --optimizer adam --epsilon 1e-8 --precision float64 --lr .01 -q --max-steps ";

Json last_of_type(const std::string& arguments, const std::string& type) {
  Json found;
  for (const Json& record : records_of(run_lrscope(arguments + " --format jsonl").out))
    if (record["type"] == type) found = record;
  return found;
}
}  // namespace

TEST_CASE("trace and explain forecast the step of the next spike, in words and as a field") {
  const auto trace = run_lrscope("trace" + parabola + "3751 --sharpness-every 50");
  CHECK(trace.out.find("step 13278") != std::string::npos);
  CHECK(last_of_type("trace" + parabola + "3751 --sharpness-every 50", "step")["forecast_step"] == 13278);
  const Json explained = last_of_type("explain" + parabola + "3751 --sharpness-every 50", "explanation");
  CHECK_EACH(explained["forecast_step"] == 13278, explained["forecast_from"] == 3750);
  CHECK(run_lrscope("explain" + parabola + "3751 --sharpness-every 50").out.find("\nforecast ") != std::string::npos);
  const Json early = last_of_type("explain" + parabola + "150 --sharpness-every 5", "explanation");
  CHECK_FALSE(early.contains("forecast_step"));
}

TEST_CASE("a run in a spike is trained, and sweep, trace and explain say that its loss rose again") {
  const Json run = last_of_type("sweep" + parabola + "14085", "run");
  CHECK_EACH(run["outcome"] == "trained", run["rose_again_step"] == 14081);
  CHECK_FALSE(last_of_type("sweep" + parabola + "13000", "run").contains("rose_again_step"));
  CHECK(run_lrscope("trace" + parabola + "14085").out.find("rose again") != std::string::npos);
  bool is_event = false;
  for (const Json& event : records_of(run_lrscope("explain" + parabola + "14085 --format jsonl --rows events").out))
    is_event = is_event || (event["type"] == "event" && event["event"] == "rose again" && event["step"] == 14081);
  CHECK(is_event);
}
