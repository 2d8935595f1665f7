// An explanation as text: the table of one made by hand.
#include "explain/explain.h"

#include "made_explanations.h"
#include "test.h"
#include "text_shape.h"

namespace {
std::string table_of(const Explanation& e) { return printable_lines(explanation_table(e, "data.csv")); }

/// True if the table has this text, on one line or several.
bool tells(const Explanation& e, const std::string& part) {
  std::string text = table_of(e);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.find(part) != std::string::npos;
}
}  // namespace

TEST_CASE("edges without a second end, other causes and verdicts have words of their own") {
  Explanation e = failed();
  ExplanationRecord& s = e.summary;
  s.boundary.safe_lr.reset();
  CHECK(tells(e, "edge       every learning rate fails, however small "));
  s.boundary.failed_lr.reset();
  CHECK_FALSE(tells(e, "edge "));
  s.boundary.safe_lr = 1;
  CHECK(tells(e, "edge       no learning rate fails, however large "));
  s.causes.clear();
  s.cure.clear();
  s.warning_ahead.reset();
  s.unstable_step.reset();
  CHECK(tells(e, "cause      not found: no single change that was tried is enough "));
  CHECK(tells(e, "warning    none: "));
  s.uphill_term = 2;
  CHECK(tells(e, "To second order it should have gone down"));
  s.error_growth = 0.5;
  CHECK(tells(e, "still shrank, by a factor of 0.5 per step: that curvature does not explain the rise"));
  CHECK(tells(e, "the curvature at step 4 predicts none: an error shrinks × 0.5"));
  s.uphill_term.reset();
  s.downhill_term.reset();
  e.events.front().predicted_change = -3;
  e.events.front().actual_change = 5;
  CHECK(tells(e, "by -3 to second order, and changed it by 5."));
  ChangeRecord tenth;
  tenth.suspect.remedy = {ChangeKind::tenth_of_rate};
  tenth.runs.run.final_loss = 0.25;
  e.changes.push_back(tenth);
  CHECK(tells(e, "At lr 0.2 the same run ended trained, with loss 0.25."));
  Explanation latent = healthy();
  latent.summary.causes = {Cause::constant_column};
  CHECK(tells(latent, "latent     a constant column under scaling "));
}

TEST_CASE("a run that did not fail is asked no question") {
  Explanation e = healthy();
  ChangeRecord tenth;
  tenth.suspect.remedy = {ChangeKind::tenth_of_rate};
  e.changes = {tenth};
  for (const Outcome outcome : {Outcome::trained, Outcome::spiked, Outcome::no_skill, Outcome::stalled}) {
    e.summary.run->outcome = outcome;
    CHECK_FALSE(tells(e, "questions"));
  }
  e.summary.run->outcome = Outcome::trained;
  e.summary.run->d2 = 0.05;
  CHECK(tells(e, "cause      none was found, though hardly anything is learnt "));
}

TEST_CASE("an order of magnitude matters only where a tenth does not fail, an edge is where both of its sides are") {
  Explanation e = failed();
  ExplanationRecord& s = e.summary;
  ChangeRecord tenth;
  tenth.suspect.remedy = {ChangeKind::tenth_of_rate};
  tenth.runs.run.lr = 0.2;
  tenth.runs.run.final_loss = 0.25;
  e.changes.push_back(tenth);
  s.boundary = {0.38, 0.42};
  CHECK(tells(
      e, "Because training fails at an edge, and not gradually: at 0.38 it does not, at 0.42 it does, 11 % above."));
  CHECK(tells(e, "A tenth of the learning rate makes it 0.6."));
  Outcome& outcome = e.changes.back().runs.run.outcome;
  outcome = Outcome::nonfinite;
  s.boundary = {0.1, 0.11};
  CHECK(tells(e, "Here it does not: both lie above the edge at which training begins to fail, at 0.1 it does not"));
  CHECK_FALSE(tells(e, "A tenth of the learning rate makes it"));
  s.boundary = {0.3, 0.33};
  CHECK(tells(e, "Here it does not: training fails at both."));
  s.boundary.safe_lr.reset();
  CHECK(tells(e, "Here it does not: every learning rate fails, so the learning rate is not to blame."));
  CHECK(tells(e, "edge       every learning rate fails, however small"));
  outcome = Outcome::trained;
  CHECK_FALSE(tells(e, "every learning rate fails"));
  CHECK(tells(e, "edge       none: the search met failures only, but lr 0.2 does not fail"));
  Explanation above = healthy();
  above.summary.lr = 0.4;
  CHECK(tells(above,
              "edge       none: at 0.1 training does not fail, at 0.4 it does, and at lr 0.4, above it, it does not"));
  CHECK_FALSE(tells(above, "beyond the edge"));
}

TEST_CASE("a step that lowered the loss of its own batch is not said to have gone uphill") {
  Explanation e = failed();
  EventRecord& rise = e.events.front();
  rise.actual_change = -0.5;
  rise.predicted_change = -0.75;
  rise.next_batch_change = 11;
  CHECK(tells(e,
              "It did not: step 4, with which the rise began, changed the loss of its own batch by -0.5 (-0.75 to "
              "second order); the next batch has other rows, and its loss is 11 higher."));
  CHECK_FALSE(tells(e, "valley"));
  e.summary.error_growth_step = 3;
  CHECK(tells(e, "At step 3, the last that was measured before the rise, each step multiplies"));
}

TEST_CASE("the words about rises follow from their numbers") {
  const auto words = [](const Rises& rises) {
    Explanation e = healthy();
    e.summary.rises = rises;
    const std::string text = table_of(e), title = "\nOvershoot or other data\n";
    std::string part = text.substr(text.find(title) + title.size());
    std::replace(part.begin(), part.end(), '\n', ' ');
    return part;
  };
  CHECK(words({20, 15, 0, 4, 3.5}) ==
        "Of 20 steps after which the next batch's loss was higher, 15 had raised the loss of their own batch, too, by "
        "3.5 "
        "of 4 in all: more overshoot than other data. ");
  CHECK(words({20, 5, 0, 4, 1})
            .ends_with("5 had raised the loss of their own batch, too, by 1 of 4 in all: more other "
                       "data than overshoot. "));
  CHECK(words({3, 0, 0, 4, 0})
            .ends_with("none had raised the loss of their own batch; it was higher by 4 in all: other "
                       "data, not overshoot. "));
  CHECK(words({3, 3, 1, 4, 4})
            .ends_with("all had raised the loss of their own batch, too (1 rise to a loss that is not "
                       "finite): overshoot, not other data. "));
  CHECK(words({1, 1, 0, 4, 4}) ==
        "The step after which the next batch's loss was higher had raised the loss of its own batch, too, by 4 of 4: "
        "overshoot, not other data. ");
}

TEST_CASE("long flags and causes break the table's lines, not its shape") {
  Explanation e = failed();
  ChangeRecord wide = e.changes[0];
  wide.suspect.change = {{"init", "glorot-uniform"}, {"init-scale", "1"}};
  wide.suspect.removes = {Cause::momentum};
  ChangeRecord wider = wide;
  wider.suspect.change = {{"drop", std::string(60, 'x')}};
  ChangeRecord widest = wide;
  widest.suspect.change = {{"drop", ""}};
  for (int i = 0; i < 60; ++i) widest.suspect.change[0].second += "ünï,\n";
  e.changes = {wide, wider, widest, e.changes[1]};
  const std::string text = table_of(e);
  const std::string longest = " " + flags_text(widest.suspect.change) + "\n";  // whole, to be copied
  REQUIRE(text.find(longest) != std::string::npos);
  std::string others = text;
  check_shape(others.replace(text.find(longest), longest.size(), "\n"), e.summary.command);
  CHECK(text.find(flags_text(wider.suspect.change) + "\n") != std::string::npos);
  CHECK(text.find("momentum too high for this learning rate\n") != std::string::npos);
}

TEST_CASE(
    "on a terminal no line of an explanation is wider, whatever was changed, and a file has the lines that it had") {
  for (std::size_t flags = 1; flags <= 12; ++flags) {
    Explanation e = failed();
    ChangeRecord change;
    change.rank = 1;
    change.suspect.removes = {Cause::unscaled_features, Cause::constant_column};
    for (std::size_t i = 0; i < flags; ++i) {
      change.suspect.change.emplace_back("f" + std::string(i, 'x'), "standard");
      e.changes.push_back(change);
    }
    e.summary.command += " --drop '" + std::string(30, 'a') + "' --hidden 8 --epochs 20 --optimizer adam";
    for (std::size_t width = 80; width <= 160; ++width)
      for (const std::string& line : lines_of(explanation_table(e, "data.csv", {.width = width}))) {
        CAPTURE(flags, width, line);
        CHECK(characters(line) <= width);
      }
    CHECK(table_of(e).find(" \\\n") == std::string::npos);
  }
}
