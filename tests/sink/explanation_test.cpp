// An explanation as text: the table of one made by hand, the keys of its records, and the drawing along a
// step.
#include "lrscope/sink/explanation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/record/fields.h"
#include "text_shape.h"

using namespace lrscope;
using namespace lrscope::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double not_a_number = std::nan("");

BeginRecord begin_record() {
  BeginRecord begin;
  begin.data_path = "data.csv";
  return begin;
}

std::string table_of(const Explanation& e) {
  return explanation_text(Format::table, begin_record(), e, ExplanationRows::changes);
}

/// True if the table has this text, on one line or several.
bool tells(const Explanation& e, const std::string& part) {
  std::string text = table_of(e);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.find(part) != std::string::npos;
}

Explanation healthy() {
  Explanation e;
  ExplanationRecord& s = e.summary;
  s.lr = 0.001;
  s.seed = 3;
  s.outcome = Outcome::trained;
  s.steps = 20;
  s.initial_loss = 3;
  s.final_loss = 0.5;
  s.baseline_loss = 2;
  s.safe_lr = 0.1;
  s.failed_lr = 0.4;
  s.lr_over_boundary = 0.005;
  return e;
}

Explanation failed() {
  Explanation e = healthy();
  ExplanationRecord& s = e.summary;
  s.verdict = Verdict::nonfinite;
  s.lr = 2;
  s.outcome = Outcome::nonfinite;
  s.final_loss = not_a_number;
  s.lr_over_boundary = 10;
  s.cause = "unscaled features";
  s.evidence = "column 'a' is large";
  s.change = "standardised features";
  s.command = "lrscope sweep data.csv --scale standard --lr 2";
  s.warning_step = 4;
  s.warning_ahead = 1;
  s.growth_per_step = 9;
  s.error_growth = 3;
  s.error_growth_step = 4;
  s.error_growth_at_tenth = 0.6;
  s.predicted_overflow_step = 44.25;
  s.rises = 3;
  s.overshoots = 2;
  s.risen_by = 40;
  s.overshot_by = 25;
  s.uphill_term = 4.5;
  s.downhill_term = 3;
  EventRecord event;
  event.event = "final rise";
  event.step = 4;
  event.loss = 12;
  event.critical_lr = 0.5;
  event.actual_change = not_a_number;
  e.events = {event};
  e.layers = {{4, 1, 1.5, 0.25, infinity, 2, 12, 0.5}, {4, 2, 7, 0.125, 3, 4, 12, std::nullopt}};
  e.batches = {{6, 4, 2, 100, 5, 20, {3, 17}}};
  e.rows = {{17, 0, 80, 0.4, 9, 30}};
  ChangeRecord scale;
  scale.change = "standardised features";
  scale.flags = "--scale standard";
  scale.cause = "unscaled features";
  scale.loss_share = 0.25;
  scale.safe_lr = 100;
  scale.failed_lr = 110;
  scale.factor = 51234.5;
  scale.is_sufficient = true;
  scale.rank = 1;
  ChangeRecord clip;
  clip.change = "clipping";
  clip.flags = "--clip-norm 5";
  clip.outcome = Outcome::stalled;
  clip.loss_share = 1;
  clip.safe_lr = 1e30;
  clip.factor = infinity;
  e.changes = {scale, clip};
  return e;
}

std::vector<std::string> keys_of(const nlohmann::ordered_json& record) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : record.items()) keys.push_back(key);
  return keys;
}

}  // namespace

TEST_CASE("the table of a healthy run is its headline, no cause, and where the edge lies") {
  CHECK(table_of(healthy()) ==
        "HEALTHY: lr 0.001, seed 3: loss 3 → 0.5 in 20 steps; predicting the mean would give 2.\n"
        "cause      none: nothing is wrong with this run\n"
        "edge       training fails from lr 0.4 on, at 0.1 it does not: lr 0.001 lies at 0.005 × the edge\n"
        "\n"
        "The two questions\n"
        "Why does a single order of magnitude matter so much? Because there is an edge, between 0.1 and 0.4, "
        "and no\n"
        "slope.\n"
        "Why does minimising do the opposite? Here it did not: no step raised the loss of its own batch.\n");
  Explanation useless = healthy();
  useless.summary.final_loss = 2.5;
  CHECK(tells(useless, "cause      none: it trains, but is not yet better than predicting the mean"));
}

TEST_CASE("the table of a failed run tells everything, in order") {
  const std::string text = table_of(failed());
  check_shape(text, failed().summary.command);
  CHECK(text ==
        "NONFINITE: lr 2, seed 3: loss 3 → nan in 20 steps; predicting the mean would give 2.\n"
        "cause      unscaled features: column 'a' is large\n"
        "cure       standardised features:\n"
        "           lrscope sweep data.csv --scale standard --lr 2\n"
        "edge       training fails from lr 0.4 on, at 0.1 it does not: lr 2 lies × 10 beyond the edge\n"
        "\n"
        "What happened, in order\n"
        "   step  event                        loss  critical lr  stability   predicted  same batch  next "
        "batch\n"
        "      4  final rise                     12          0.5          ·           ·         nan          "
        " ·\n"
        "growth     the loss grew × 9 a step over the final rise; the curvature at step 4 predicts × 9 (an "
        "error grows\n"
        "           × 3, the loss by its square)\n"
        "warning    the stability ratio stood above 1 from step 4 on: 1 step ahead of the first "
        "number that is not\n"
        "           finite\n"
        "overflow   by the growth that the curvature predicts the loss would overflow at step 45; it did not "
        "overflow\n"
        "           in this run\n"
        "\n"
        "Where: largest magnitudes, layer by layer, on the batch of each step\n"
        "   step  layer   activation        delta     gradient       weight     dead\n"
        "      4      1          1.5         0.25          inf            2     50 %\n"
        "             2            7        0.125            3            4        ·\n"
        "\n"
        "Overshoot or other data\n"
        "Of 3 steps after which the next batch's loss was higher, 2 had raised the loss of their own batch, "
        "too, by 25\n"
        "of 40 in all: overshoot, not other data.\n"
        "At θ of step 4 the batch of step 6 has × 20 the loss of the median batch; its rows begin on lines "
        "3, 17 of\n"
        "data.csv.\n"
        "At the start the row on line 17 of data.csv has × 30 the gradient of the median row, and 40 % of "
        "the loss.\n"
        "\n"
        "Why: this run again with one thing changed\n"
        "     change            outcome   loss/mean  boundary                  ×  cause\n"
        "     (as it was)       nonfinite       nan  0.1 – 0.4\n"
        "  1. --scale standard  trained        0.25  100 – 110             51000  unscaled features\n"
        "     --clip-norm 5     stalled           1  never fails               ∞\n"
        "\n"
        "The two questions\n"
        "Why does a single order of magnitude matter so much? Because there is an edge, between 0.1 and 0.4, "
        "and no\n"
        "slope. At step 4, where the rise began, each step multiplies an error along the sharpest direction "
        "by 3: above\n"
        "1 errors grow from step to step, below 1 they die out. A tenth of the learning rate makes it 0.6.\n"
        "Why does minimising do the opposite? Where the rise began the gradient promised a fall by ηgᵀg = 3; "
        "the\n"
        "curvature along it adds ½η²gᵀHg = 4.5. The step is longer than the valley is wide and ends on the "
        "other slope,\n"
        "higher up.\n");
}

TEST_CASE("the table of data that cannot be trained on says so, and what helps") {
  Explanation e;
  e.summary.verdict = Verdict::defective;
  e.summary.lr = 0.1;
  e.summary.cause = "missing cells";
  e.summary.evidence = "data.csv:3: empty";
  ChangeRecord drop;
  drop.flags = "--na drop";
  drop.cause = "missing cells";
  drop.rank = 1;
  drop.loss_share = 0.5;
  e.changes = {drop};
  CHECK(table_of(e) ==
        "DEFECTIVE: lr 0.1, seed 0: the data cannot be trained on as they are.\n"
        "cause      missing cells: data.csv:3: empty\n"
        "\n"
        "Why: this run again with one thing changed\n"
        "     change       outcome   loss/mean  boundary                  ×  cause\n"
        "  1. --na drop    trained         0.5  ·                         ·  missing cells\n");
}

TEST_CASE("edges without a second end, other causes and verdicts have words of their own") {
  Explanation e = failed();
  ExplanationRecord& s = e.summary;
  s.safe_lr.reset();
  CHECK(tells(e, "edge       every learning rate fails, however small "));
  s.failed_lr.reset();
  CHECK_FALSE(tells(e, "edge "));
  s.safe_lr = 1;
  CHECK(tells(e, "edge       no learning rate fails, however large "));
  s.cause = s.command = "";
  s.warning_step.reset();
  CHECK(tells(e, "cause      not found: no single change that was tried is enough "));
  CHECK(tells(e, "warning    none: "));
  s.overshot_by = 15;
  CHECK(tells(e, "other data, not overshoot"));
  s.uphill_term = 2;
  CHECK(tells(e, "To second order it should have gone down"));
  s.error_growth = 0.5;
  CHECK(tells(e, "was still multiplied by 0.5 a step and died out"));
  s.uphill_term.reset();
  s.downhill_term.reset();
  e.events.back().predicted_change = -3;
  e.events.back().actual_change = 5;
  CHECK(tells(e, "by -3 to second order, and changed it by 5."));
  ChangeRecord tenth;
  tenth.change = "a tenth of the learning rate";
  tenth.flags = "--lr 0.2";
  tenth.final_loss = 0.25;
  e.changes.push_back(tenth);
  CHECK(tells(e, "At lr 0.2 the same run ended trained, with loss 0.25."));
  Explanation latent = healthy();
  latent.summary.cause = "a constant column under scaling";
  CHECK(tells(latent, "latent     a constant column under scaling "));
}

TEST_CASE("long flags and causes break the table's lines, not its shape") {
  Explanation e = failed();
  ChangeRecord wide = e.changes[0];
  wide.flags = "--init glorot-uniform --init-scale 1";
  wide.cause = "momentum too high for this learning rate";
  ChangeRecord wider = wide;
  wider.flags = "--drop " + std::string(60, 'x');
  ChangeRecord widest = wide;
  widest.flags = "--drop '";
  for (int i = 0; i < 60; ++i) widest.flags += "ünï,\n";
  e.changes = {wide, wider, widest, e.changes[1]};
  const std::string text = table_of(e);
  check_shape(text, e.summary.command);
  CHECK(text.find(wider.flags + "\n") != std::string::npos);
  CHECK(text.find("…\n") != std::string::npos);
  CHECK(text.find("momentum too high for this learning rate\n") != std::string::npos);
}

TEST_CASE("every kind of record becomes rows of csv, tsv and markdown") {
  const Explanation e = failed();
  const auto first_line = [&](Format format, ExplanationRows rows) {
    const std::string text = explanation_text(format, begin_record(), e, rows);
    return text.substr(0, text.find('\n'));
  };
  const auto names = [](auto record, char separator) {
    std::string text;
    for (const auto& field : fields<decltype(record)>())
      text += (text.empty() ? "" : std::string(1, separator)) + std::string(field.name);
    return text;
  };
  CHECK(first_line(Format::csv, ExplanationRows::changes) == names(ChangeRecord{}, ','));
  CHECK(first_line(Format::csv, ExplanationRows::events) == names(EventRecord{}, ','));
  CHECK(first_line(Format::csv, ExplanationRows::layers) == names(LayerRecord{}, ','));
  CHECK(first_line(Format::tsv, ExplanationRows::batches) == names(BatchRecord{}, '\t'));
  CHECK(first_line(Format::tsv, ExplanationRows::rows) == names(RowRecord{}, '\t'));
  CHECK(first_line(Format::csv, ExplanationRows::explanation) == names(ExplanationRecord{}, ','));
  CHECK(first_line(Format::markdown, ExplanationRows::changes).starts_with("| rank | change | flags |"));
  CHECK(parse_explanation_rows("batches") == ExplanationRows::batches);
  CHECK_THROWS_AS(parse_explanation_rows("batch"), UsageError);
}

TEST_CASE("in csv the absent is empty, what is not finite is named") {
  const std::string csv = explanation_text(Format::csv, {}, failed(), ExplanationRows::events);
  CHECK(csv ==
        "event,step,lr,loss,critical_lr,stability_ratio,predicted_change,actual_change,next_batch_change\n"
        "final rise,4,,12,0.5,,,nan,\n");
  const std::string layers = explanation_text(Format::csv, {}, failed(), ExplanationRows::layers);
  CHECK(layers ==
        "step,layer,activation,delta,gradient,weight,dead_fraction,loss\n"
        "4,1,1.5,0.25,inf,2,0.5,12\n"
        "4,2,7,0.125,3,4,,12\n");
}

TEST_CASE("in jsonl every record is there, in order, the absent left out and NaN null") {
  Explanation e = failed();
  e.run = RunRecord{};
  e.defects = {{"missing", 3, 2, "a", "", "empty"}};
  const std::string text = explanation_text(Format::jsonl, begin_record(), e, ExplanationRows::changes);
  std::vector<nlohmann::ordered_json> records;
  for (const std::string& line : lines_of(text))
    if (!line.empty()) records.push_back(nlohmann::ordered_json::parse(line));
  std::string types;
  for (const auto& record : records) types += record.at("type").get<std::string>() + " ";
  CHECK(types == "begin run defect event layer layer batch row change change explanation ");
  const auto& event = records[3];
  CHECK(keys_of(event) == std::vector<std::string>{"type", "event", "step", "loss", "critical_lr",
                                                   "actual_change", "nonfinite"});
  CHECK(event["actual_change"].is_null());
  CHECK(event["nonfinite"]["actual_change"] == "nan");
  CHECK(records[6]["lines"] == nlohmann::ordered_json({3, 17}));
  CHECK(records[8]["rank"] == 1);
  CHECK_FALSE(records[9].contains("rank"));
  CHECK_FALSE(records[9].contains("failed_lr"));
  CHECK(records[9]["nonfinite"]["factor"] == "inf");
  CHECK(records[10]["verdict"] == "nonfinite");
  CHECK(records[10]["nonfinite"]["final_loss"] == "nan");
  CHECK_FALSE(records[10].contains("stability_limit"));
}

TEST_CASE("the curve along a step as rows") {
  const AlongCurve curve{7, 10, {{0, 1, 1, ""}, {0.5, not_a_number, 0.625, "lr"}}};
  CHECK(along_text(Format::csv, {}, curve) == "epsilon,loss,parabola,mark\n0,1,1,\n0.5,nan,0.625,lr\n");
  CHECK(along_text(Format::tsv, {}, curve) ==
        "epsilon\tloss\tparabola\tmark\n0\t1\t1\t\n0.5\tnan\t0.625\tlr\n");
  const auto lines = lines_of(along_text(Format::jsonl, begin_record(), curve));
  REQUIRE(lines.size() == 4);
  CHECK(keys_of(nlohmann::ordered_json::parse(lines[1])) ==
        std::vector<std::string>{"type", "epsilon", "loss", "parabola"});
  CHECK(nlohmann::ordered_json::parse(lines[2])["mark"] == "lr");
}
