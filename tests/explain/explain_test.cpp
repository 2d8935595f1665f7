// A run explained, on quadratics whose boundary and growth are known in closed form.
#include "explain/explain.h"

#include <complex>
#include <set>

#include "data/encode.h"
#include "explain/explanation.h"
#include "known.h"
#include "problems.h"
#include "report/writer.h"
#include "test.h"
#include "train/examination.h"

namespace {
/// ½·7·x² from 1.
constexpr NamedFunction steep = {"steep", "7x²/2", [] { return std::vector<double>{1}; },
                                 [] { return make_quadratic<float>(Matrix<float>::Constant(1, 1, 7)); },
                                 [] { return make_quadratic<double>(Matrix<double>::Constant(1, 1, 7)); }};
constexpr double lambda = 7;

ExplainSpec spec_of(double lr, long long steps, Precision precision = Precision::float64) {
  ExplainSpec spec;
  spec.request.run.learning_rate = lr;
  spec.request.run.max_steps = steps;
  spec.request.run.precision = precision;
  spec.request.run.batch_size = {std::nullopt, true};
  spec.command_of = [](const Request& request) { return "run --lr " + number_text(request.run.learning_rate); };
  return spec;
}

Explanation explain_on(const NamedFunction& function, const ExplainSpec& spec) {
  ProblemCache problems(function);
  return explain(problems, spec);
}

/// Of z² + bz + c, the larger magnitude of the two roots.
double larger_root(double b, double c) {
  const std::complex<double> root = std::sqrt(std::complex<double>(b * b - 4 * c));
  return std::max(std::abs((-b + root) / 2.0), std::abs((-b - root) / 2.0));
}
}  // namespace

TEST_CASE("on ½λx² the boundary of every optimizer lies where theory says, to 10 %") {
  const double beta = 0.9;
  struct Case {
    std::string name;
    double limit;  // on ηλ
  };
  for (const Case& c : {Case{"sgd", 2}, {"heavy-ball", 2 * (1 + beta)}, {"nesterov", 2 * (1 + beta) / (1 + 2 * beta)}})
    for (const double times : {0.01, 1.3, 300.0}) {
      CAPTURE(c.name, times);
      ExplainSpec spec = spec_of(times * c.limit / lambda, 3000);
      spec.request.run.optimizer.name = c.name;
      const ExplanationRecord s = explain_on(steep, spec).summary;
      REQUIRE(s.boundary.safe_lr);
      REQUIRE(s.boundary.failed_lr);
      CHECK_EACH(
          *s.boundary.failed_lr / *s.boundary.safe_lr <= 1.1, is_close(*s.boundary.safe_lr * lambda, c.limit, 0.1),
          is_close(*s.boundary.failed_lr * lambda, c.limit, 0.1), is_close(s.lr_over_boundary.value(), times, 0.1));
      CHECK((s.verdict == Verdict::healthy) == (times < 1));
    }
}

// With ε beyond every gradient the preconditioner is ε: the threshold is 2(1+β₁)/(1−β₁) on ηλ/ε.
TEST_CASE("adam with a preconditioner that stands still fails at 38 times it") {
  ExplainSpec spec = spec_of(1e100, 3000);
  spec.request.run = run_spec("--optimizer adam --epsilon 1e100", spec.request.run);
  const ExplanationRecord s = explain_on(steep, spec).summary;
  REQUIRE(s.boundary.failed_lr);
  CHECK_EACH(is_close(*s.boundary.failed_lr * lambda / 1e100, 38, 0.1),
             is_close(*s.boundary.safe_lr * lambda / 1e100, 38, 0.1));
}

TEST_CASE("the predicted growth of the error is the larger root, the loss grows by its square") {
  const double beta = 0.9, x = 6, lr = x / lambda;
  struct Case {
    std::string name;
    double growth, at_tenth;
  };
  const auto nesterov = [&](double h) { return larger_root(-(1 + beta) * (1 - h), beta * (1 - h)); };
  const auto heavy_ball = [&](double h) { return larger_root(-(1 + beta - h), beta); };
  for (const Case& c : {Case{"sgd", 5, 0.4},
                        {"heavy-ball", heavy_ball(x), heavy_ball(x / 10)},
                        {"nesterov", nesterov(x), nesterov(x / 10)}}) {
    CAPTURE(c.name);
    ExplainSpec spec = spec_of(lr, 2000);
    spec.searches_boundaries = false;
    spec.request.run.optimizer.name = c.name;
    const ExplanationRecord s = explain_on(steep, spec).summary;
    CHECK_EACH(s.verdict == Verdict::nonfinite, is_close(s.error_growth.value(), c.growth, 1e-6),
               is_close(s.error_growth_at_tenth.value(), c.at_tenth, 1e-6),
               is_close(s.run->growth_per_step.value(), c.growth * c.growth, 0.02));
    CHECK_EACH(!s.boundary.safe_lr, !s.boundary.failed_lr, !s.lr_over_boundary);
  }
}

// x_t = (−2)^t, L_t = 4^t/2, computed as 4^t first: 2^128 does not fit float32, nor 2^1024 float64.
TEST_CASE("a loss that quadruples overflows when predicted, after a warning") {
  for (const auto& [precision, exponent] : {std::pair{Precision::float32, 64}, {Precision::float64, 512}}) {
    const Explanation e = explain_on(function("half-square"), spec_of(3, 700, precision));
    const ExplanationRecord& s = e.summary;
    CAPTURE(exponent);
    CHECK_EACH(s.verdict == Verdict::nonfinite, e.summary.run.value().loss_inf_step == exponent);
    CHECK(s.predicted_overflow_step == exponent + 1);
    // The largest of the first ten is L_9, L_11 is 16 times that.
    CHECK_EACH(s.run->warning_step == 11, s.warning_ahead == exponent - 11, s.unstable_step == 0);
    CHECK_EACH(is_close(s.error_growth.value(), 2, 1e-6), s.error_growth_step == 0);
    CHECK(is_close(s.uphill_term.value(), 4.5, 1e-6));  // ½·9·1
    CHECK(is_close(s.downhill_term.value(), 3, 1e-6));  // 3·1
    CHECK_EACH(is_close(s.run->start.limit.value(), 2, 1e-6), s.rises.count == exponent, s.rises.overshoots == exponent,
               s.causes == Causes{Cause::learning_rate}, s.command == "run --lr 0.3");
    CHECK_EACH(e.layers.size() == 5, e.layers.front().step == exponent - 5);
    CHECK(is_close(e.layers.front().weight, std::exp2(exponent - 5), 1e-6));
    CHECK_EACH(e.batches.empty(), e.rows.empty());
  }
}

TEST_CASE("the terms of a step along the gradient scale with the curvature") {
  ExplainSpec spec = spec_of(0.5, 50);
  spec.searches_boundaries = false;
  const ExplanationRecord s = explain_on(steep, spec).summary;
  CHECK(is_close(s.uphill_term.value(), 0.125 * 7 * 7 * 7, 1e-12));
  CHECK(is_close(s.downhill_term.value(), 0.5 * 7 * 7, 1e-12));
  spec.request.run.optimizer.name = "heavy-ball";  // its step is no multiple of the gradient
  CHECK_FALSE(explain_on(steep, spec).summary.uphill_term);
}

// η_t = 1.01·2^(t/10) passes 2 between t = 9 (1.885) and t = 10 (2.02).
TEST_CASE("stability is lost at the step at which a rising learning rate passes the limit") {
  ExplainSpec spec = spec_of(1.01, 150);
  spec.searches_boundaries = false;
  auto& schedule = spec.request.run.schedule;
  schedule.name = "exponential";
  schedule.decay_rate = 2;
  schedule.decay_steps = 10;
  const Explanation e = explain_on(function("half-square"), spec);
  CHECK_EACH(e.summary.verdict == Verdict::nonfinite, e.summary.unstable_step == 10,
             e.summary.run.value().warning_step.value() > 10);
}

TEST_CASE("a run that converges is healthy: no cause, no cure, no warning, nothing predicted") {
  const Explanation e = explain_on(steep, spec_of(0.1 / lambda, 100));
  const ExplanationRecord& s = e.summary;
  CHECK_EACH(s.verdict == Verdict::healthy, s.run->outcome == Outcome::trained, s.causes.empty(), s.cure.empty(),
             s.command.empty(), !s.run->warning_step, !s.predicted_overflow_step, !s.uphill_term, s.rises.count == 0);
  CHECK_EACH(e.events.empty(), e.changes.empty(), is_close(s.lr_over_boundary.value(), 0.05, 0.1));
}

TEST_CASE("of several seeds the first that failed is explained") {
  ExplainSpec spec = spec_of(1, 50);
  spec.seeds = {4, 9};
  CHECK(explain_on(steep, spec).summary.seed == 4);  // both fail
  spec.request.run.learning_rate = 0.1;
  CHECK(explain_on(steep, spec).summary.seed == 4);  // neither does
}

TEST_CASE("the loss along the step is there where it is wanted: the rise, or the first step") {
  ExplainSpec spec = spec_of(0.1, 50);
  spec.searches_boundaries = false;
  CHECK_FALSE(explain_on(steep, spec).along);
  spec.wants_along = true;
  CHECK(explain_on(steep, spec).along.value().step == 0);
  spec.request.run.learning_rate = 0.5;
  const AlongCurve curve = explain_on(steep, spec).along.value();
  bool has_mark = false;
  for (const AlongRecord& point : curve.points)
    if (point.mark == Mark::sharpness) has_mark = is_close(point.epsilon, 2 / lambda, 1e-6);
  CHECK(has_mark);
}

TEST_CASE("defective data are mended by what keeps most of them, columns with odd names by their index") {
  ExplainSpec spec;
  spec.request.run = run_spec("--hidden none --lr 0.05 --max-steps 500", spec.request.run);
  spec.command_of = [](const Request& request) { return key_of(request.data); };
  ProblemCache problems(reading_of({"made.csv", "x,\"a,b\",y\n1,2,3\n2,,4\n3,1,5\n0,1,2\n"}));
  const Explanation e = explain_defects(problems, spec, try_to_encode(problems.reading(), {}).defects);
  CHECK(e.summary.verdict == Verdict::defective);
  CHECK(e.summary.causes == Causes{Cause::missing_cells});
  CHECK(e.summary.evidence.starts_with("made.csv:3:2: column 'a,b': missing value ('')"));
  CHECK_FALSE(e.summary.run);
  std::string flags;
  for (const ChangeRecord& change : e.changes) {
    flags += flags_text(change.suspect.change) + "; ";
    CHECK(change.is_sufficient);
  }
  CHECK(flags == "--na median; --na mean; --na drop; --drop 2; ");
  CHECK_EACH(e.summary.cure.at(0).kind == ChangeKind::median_filling, e.defects.size() == 1);
}

TEST_CASE("of two mendings of which one replaces the other only that one is named") {
  ExplainSpec spec;
  spec.request.run = run_spec("--hidden none --lr 0.05 --max-steps 500", spec.request.run);
  spec.command_of = [](const Request& request) { return key_of(request.data); };
  ProblemCache problems(reading_of({"made.csv", "x,y\n1,3\n2,\n,5\n0,2\n4,6\n"}));
  const Explanation e = explain_defects(problems, spec, try_to_encode(problems.reading(), {}).defects);
  const auto together = std::ranges::find_if(
      e.changes, [](const ChangeRecord& change) { return change.suspect.remedy.kind == ChangeKind::all_together; });
  REQUIRE(together != e.changes.end());
  std::set<std::string> flags;
  for (const auto& [flag, value] : together->suspect.change) CHECK(flags.insert(flag).second);
}

TEST_CASE("where the learning rate is the cause, the cure is another one unless more brings much more") {
  std::string csv = "x,z,y\n";
  for (int i = 0; i < 100; ++i) {
    const double x = normal(1, i), z = 2 * normal(2, i);
    csv += number_text(x) + "," + number_text(z) + "," + number_text(x + z + normal(3, i) / 5) + "\n";
  }
  ExplainSpec spec;
  spec.request.run = run_spec("--hidden none --lr 1 --epochs 20", spec.request.run);
  spec.command_of = [](const Request& request) { return number_text(request.run.learning_rate); };
  ProblemCache problems(reading_of({"made.csv", csv}));
  const Explanation e = explain(problems, spec);
  CHECK_EACH(e.summary.causes == Causes{Cause::learning_rate}, e.summary.d2 > 0.9, e.summary.cure.size() == 1,
             e.summary.cure.at(0).kind == ChangeKind::other_rate);
}

TEST_CASE("an explanation is the same bytes for any number of threads") {
  RunSpec run = run_spec("--hidden 8 --epochs 3 --lr 5");
  std::string first;
  for (const int threads : {1, 2, 4}) {
    ExplainSpec spec;
    spec.request.run = run;
    spec.seeds = {0, 1};
    spec.threads = threads;
    spec.command_of = [](const Request& request) { return key_of(request.data); };
    ProblemCache problems(reading_of(ByteStream("case:alpha")));
    const Explanation e = explain(problems, spec);
    CHECK(has_failed(e.summary.run.value().outcome));
    std::string text;
    const auto add = [&]<class Record>(const Record& record) {
      text += writer_of(Format::jsonl)->line(kind_of<Record>().view(record));
    };
    add(*e.summary.run);
    for (const EventRecord& event : e.events) add(event);
    for (const LayerRecord& layer : e.layers) add(layer);
    for (const BatchRecord& batch : e.batches) add(batch);
    for (const RowRecord& row : e.rows) add(row);
    for (const ChangeRecord& change : e.changes) add(change);
    add(e.summary);
    if (first.empty()) first = text;
    CHECK(text == first);
  }
  CHECK(first.size() > 5000);
}
