// The table of `find`: where its marks stand, and what it says about each way in which a test can end.
#include "find/find.h"
#include "test.h"

namespace {
/// 1e-4 to 1e4: eight characters of the picture per decade.
FindResult result_with(StopReason reason) {
  FindResult result;
  result.find.seeds = 1;
  result.find.spec = {.start_lr = 1e-4, .end_lr = 1e4, .steps = 100};
  RangeTestRecord test;
  test.stop_reason = reason;
  test.stop_lr = 100;
  result.tests = {test};
  result.find.tests_stopped = reason != StopReason::end_reached;
  return result;
}

SuggestionRecord suggestion(SuggestionMethod method, const Spread& spread) {
  SuggestionRecord record;
  record.method = method;
  record.seeds = 3;
  record.found = 3;
  record.suggested = spread;
  record.lr = spread.median;
  record.trained = 2;
  record.failed = 1;
  record.final_loss = Spread{5, 4, 6};
  return record;
}

/// The table, with the paragraphs below it in one line each.
std::string table_of(const FindResult& result) {
  std::string text = find_table(result);
  const std::string wrap = "\n" + std::string(11, ' ');
  for (std::size_t at = 0; (at = text.find(wrap, at)) != std::string::npos;) text.replace(at, wrap.size(), " ");
  return text;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
}  // namespace

TEST_CASE("the marks of the picture stand where their learning rates lie, those outside at its ends") {
  FindResult result = result_with(StopReason::loss_rose);
  result.suggestions = {suggestion(SuggestionMethod::minimum, {0.0015, 0.00015, 0.015}),
                        suggestion(SuggestionMethod::steep, {1e-5, 1e-5, 1e-5}),
                        suggestion(SuggestionMethod::valley, {1e6, 1e6, 1e6})};
  result.find.boundary = 1.2;
  const std::string table = table_of(result);
  const auto blanks = [](int count) { return std::string(static_cast<std::size_t>(count), ' '); };
  CHECK_EACH(has(table, "\nminimum/10 │ ────────●────────\n"), has(table, "\nsteep      │‹\n"),
             has(table, "\nvalley     │" + blanks(63) + "›\n"), has(table, "\nboundary   │" + blanks(32) + "▲\n"),
             has(table, "\nlr         0.0001" + blanks(54) + "10000\n"), has(table, "2 trained, 1 failed"));
}

TEST_CASE("the curve ends where the test stopped, a loss that is not finite included") {
  FindResult result = result_with(StopReason::loss_infinite);
  for (int i = 0; i < 66; ++i) {
    RangeStepRecord step;
    step.lr = 1e-4 * std::pow(10.0, i / 16.0 + 0.01);
    step.loss = i < 16 ? 1 : i < 32 ? 5 : i < 65 ? 100 : HUGE_VAL;
    step.smoothed_loss = 1;
    step.stop_limit = 10;  // cuts what is above it
    result.steps.push_back(step);
  }
  std::string expected = "\nloss       │";
  for (int i = 0; i < 33; ++i) expected += i < 8 ? "▁" : i < 16 ? "▆" : i < 32 ? "█" : "∞";
  CHECK(has(table_of(result), expected + "\n"));
}

TEST_CASE("the table says why a test ended") {
  CHECK(has(table_of(result_with(StopReason::end_reached)), "the last step, limit not reached"));
  CHECK(has(
      table_of(result_with(StopReason::end_reached)),
      "stopped    1 of 1 test reached the last step, lr 10000: the smoothed loss never rose above the limit; raise"));
  CHECK(has(table_of(result_with(StopReason::loss_rose)), "smoothed loss above limit"));
  CHECK_FALSE(has(table_of(result_with(StopReason::loss_rose)), "raise --end-lr"));
  CHECK(has(table_of(result_with(StopReason::loss_infinite)), "loss infinite"));
  CHECK(has(table_of(result_with(StopReason::loss_nan)), "loss NaN"));
  CHECK(has(table_of(result_with(StopReason::parameter_nonfinite)), "a parameter not finite"));
}
