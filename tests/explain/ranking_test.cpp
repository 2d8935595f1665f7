// Which changes name a cause, in which order, and which of them is the cure.
#include "explain/ranking.h"

#include "test.h"

namespace {
/// A sufficient change, known by `name`, that moves the boundary by `factor`.
ChangeRecord change(const std::string& name, std::optional<double> factor) {
  ChangeRecord record;
  record.suspect = {.remedy = {ChangeKind::leave_out_columns, {name}},
                    .removes = {Cause::identifiers},
                    .evidence = "about " + name,
                    .least_factor = large_factor};
  record.command = "run " + name;
  record.is_sufficient = true;
  record.factor = factor;
  return record;
}

ChangeRecord insufficient(const std::string& name, std::optional<double> factor, bool is_suspected) {
  ChangeRecord record = change(name, factor);
  record.is_sufficient = false;
  record.suspect.is_suspected = is_suspected;
  return record;
}

ChangeRecord with_gain(const std::string& name, double gain, bool is_suspected = false) {
  ChangeRecord record = change(name, std::nullopt);
  record.gain = gain;
  record.suspect.is_suspected = is_suspected;
  return record;
}

/// Names in the order they end up in, with their ranks: "1 a, 2 b, c".
std::string ranked(std::vector<ChangeRecord> changes, const Baseline& baseline) {
  rank(changes, baseline);
  std::string text;
  for (const ChangeRecord& record : changes) {
    text += text.empty() ? "" : ", ";
    if (record.rank) text += std::to_string(*record.rank) + " ";
    text += record.suspect.remedy.of.front();
  }
  return text;
}

const Baseline failed{true, 100};
}  // namespace

TEST_CASE("a sufficient change that moves the boundary by its least factor is a cause") {
  CHECK(ranked({change("a", 9.9), change("b", 10)}, failed) == "1 b, a");
  ChangeRecord lenient = change("a", 2);
  lenient.suspect.least_factor = 2;
  CHECK_EACH(ranked({lenient}, failed) == "1 a", ranked({change("a", 1), change("b", 0.1)}, failed) == "a, b",
             ranked({change("a", std::nan(""))}, failed) == "a");
  ChangeRecord remedy = change("a", 1000);
  remedy.suspect.removes = {};
  CHECK_EACH(ranked({remedy, change("b", 20)}, failed) == "1 b, a", ranked({}, failed).empty());
}

TEST_CASE("factors within ten of the largest keep the order of the list, and an infinite one is the largest") {
  CHECK(ranked({change("a", 100), change("b", 1000)}, failed) == "1 a, 2 b");
  CHECK(ranked({change("a", 99), change("b", 1000)}, failed) == "1 b, 2 a");
  // The largest of those that are left counts: after c, b and a are within ten of each other.
  CHECK(ranked({change("a", 20), change("b", 150), change("c", 2000)}, failed) == "1 c, 2 a, 3 b");
  CHECK(ranked({change("a", 1e300), change("b", infinity), change("c", infinity)}, failed) == "1 b, 2 c, 3 a");
}

TEST_CASE("what is sufficient comes before what is not, what the run shows before all of it") {
  CHECK(ranked({insufficient("a", 1e9, true), change("b", 20)}, failed) == "1 b, 2 a");
  ChangeRecord seen = change("c", 12);
  seen.suspect.is_seen = true;
  CHECK(ranked({change("a", 1e9), insufficient("b", 1e9, true), seen}, failed) == "1 c, 2 a, 3 b");
  ChangeRecord seen_in_vain = insufficient("c", 12, true);
  seen_in_vain.suspect.is_seen = true;
  CHECK(ranked({change("a", 20), seen_in_vain}, failed) == "1 a, 2 c");
}

TEST_CASE("what is not sufficient names a cause only if suspected, by ten and by half of the way") {
  CHECK(ranked({insufficient("a", 1e9, false)}, failed) == "a");
  CHECK(ranked({insufficient("a", 9, true)}, failed) == "a");
  CHECK(ranked({insufficient("a", 10, true)}, failed) == "1 a");  // √100
  CHECK(ranked({insufficient("a", 9, true)}, {true, 4}) == "a");  // however near the boundary is
  CHECK(ranked({insufficient("a", 99, true), insufficient("b", 100, true)}, {true, 1e4}) == "1 b, a");
  CHECK(ranked({insufficient("a", 10, true)}, {true, std::nullopt}) == "1 a");
  CHECK(ranked({insufficient("a", std::nullopt, true)}, failed) == "a");
}

TEST_CASE("where no boundary was searched, sufficiency and suspicion name the causes") {
  ChangeRecord suspected = change("b", std::nullopt);
  suspected.suspect.is_suspected = true;
  CHECK(ranked({change("a", std::nullopt), suspected}, {true, std::nullopt}) == "1 b, a");
}

TEST_CASE("where the run did not fail, the gain of the loss decides, and a factor does not") {
  const Baseline baseline{false, 0.5};
  CHECK(ranked({change("a", 1e6)}, baseline) == "a");
  CHECK(ranked({with_gain("a", 9.9), with_gain("b", 10)}, baseline) == "1 b, a");
  CHECK(ranked({with_gain("a", 1.09, true), with_gain("b", 1.1, true)}, baseline) == "1 b, a");
  CHECK(ranked({with_gain("a", 50), with_gain("b", 100)}, baseline) == "1 a, 2 b");
  CHECK(ranked({with_gain("a", 49), with_gain("b", 100)}, baseline) == "1 b, 2 a");
  ChangeRecord in_vain = with_gain("a", 100, true);
  in_vain.is_sufficient = false;
  CHECK(ranked({in_vain}, baseline) == "a");
  ChangeRecord always_named = with_gain("a", 0.5, true);
  always_named.suspect.least_factor = 0;
  CHECK(ranked({always_named}, baseline) == "1 a");
}

namespace {
Explanation explanation_of(std::vector<ChangeRecord> changes, Verdict verdict, Outcome outcome) {
  Explanation e;
  e.summary.verdict = verdict;
  e.summary.run.emplace().outcome = outcome;
  e.changes = std::move(changes);
  name_cause(e);
  return e;
}

ChangeRecord ranked_change(const std::string& name, std::int64_t rank) {
  ChangeRecord record = change(name, 100);
  record.rank = rank;
  return record;
}

ChangeRecord rate_change() {
  ChangeRecord record = change("rate", std::nullopt);
  record.suspect = {.remedy = {ChangeKind::tenth_of_rate}};
  return record;
}
}  // namespace

TEST_CASE("the first cause is named, and the first of the causes that is enough is the cure") {
  ChangeRecord first = ranked_change("a", 1);
  first.is_sufficient = false;
  const Explanation e =
      explanation_of({first, ranked_change("b", 2), rate_change()}, Verdict::nonfinite, Outcome::nonfinite);
  CHECK(e.summary.causes == Causes{Cause::identifiers});
  CHECK(e.summary.evidence == "about a");
  CHECK(e.summary.cure.at(0).of.front() == "b");
  CHECK(e.summary.command == "run b");
  CHECK_FALSE(e.changes.back().rank);
}

TEST_CASE("where no cause is enough the learning rate is one, too, and the cure is all together, or else it") {
  ChangeRecord first = ranked_change("a", 1);
  first.is_sufficient = false;
  ChangeRecord other = change("other", 3);
  other.is_sufficient = false;
  Explanation e = explanation_of({first, other, rate_change()}, Verdict::diverged, Outcome::diverged);
  CHECK_EACH(e.summary.causes == Causes{Cause::identifiers}, e.summary.command == "run rate");
  REQUIRE(e.changes.size() == 3);
  CHECK_EACH(e.changes[1].suspect.removes == Causes{Cause::learning_rate}, e.changes[1].rank == 2,
             e.changes[2].suspect.remedy.of.front() == "other");
  ChangeRecord together = change("all", 3);
  together.suspect = {.remedy = {ChangeKind::all_together}};
  e = explanation_of({first, together, rate_change()}, Verdict::diverged, Outcome::diverged);
  CHECK(e.summary.cure.at(0).kind == ChangeKind::all_together);
  CHECK(e.changes[1].suspect.removes == Causes{Cause::learning_rate});
  e = explanation_of({other, rate_change()}, Verdict::diverged, Outcome::diverged);
  CHECK_EACH(e.summary.causes == Causes{Cause::learning_rate}, e.summary.command == "run rate");
}

TEST_CASE("a run that did not fail blames the learning rate only where another lowers the loss") {
  ChangeRecord rate = rate_change();
  rate.gain = 1.05;
  CHECK(explanation_of({rate}, Verdict::stalled, Outcome::stalled).summary.causes.empty());
  rate.gain = 1.2;
  CHECK(explanation_of({rate}, Verdict::stalled, Outcome::stalled).summary.causes == Causes{Cause::learning_rate});
  CHECK(explanation_of({rate}, Verdict::healthy, Outcome::trained).summary.causes.empty());
  CHECK(explanation_of({}, Verdict::nonfinite, Outcome::nonfinite).summary.causes.empty());
}
