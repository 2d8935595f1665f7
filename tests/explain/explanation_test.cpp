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
  s.warning_step.reset();
  CHECK(tells(e, "cause      not found: no single change that was tried is enough "));
  CHECK(tells(e, "warning    none: "));
  s.rises.overshot_by = 1;
  CHECK(tells(e, "other data, not overshoot"));
  s.uphill_term = 2;
  CHECK(tells(e, "To second order it should have gone down"));
  s.error_growth = 0.5;
  CHECK(tells(e, "still shrank, by a factor of 0.5 per step"));
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
  check_shape(text, e.summary.command);
  CHECK(text.find(flags_text(wider.suspect.change) + "\n") != std::string::npos);
  CHECK(text.find("…\n") != std::string::npos);
  CHECK(text.find("momentum too high for this learning rate\n") != std::string::npos);
}
