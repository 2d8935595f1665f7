// Outcomes, onsets and where the first non-finite number is found.
#include <cmath>
#include <limits>

#include "catch.h"
#include "close.h"
#include "lrscope/trainer.h"
#include "networks.h"
#include "optim/optimizer.h"
#include "train/training_loop.h"

using namespace lrscope;
using namespace lrscope::test;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// A loss that is a script: L(θ_t) is the t-th number whatever θ is; the gradient is 1 until
/// `bad_gradient_from`.
class Script final : public Objective<double> {
 public:
  explicit Script(std::vector<double> losses, Index bad_gradient_from = 1 << 20)
      : losses_(std::move(losses)), bad_gradient_from_(bad_gradient_from) {}
  Index dimension() const override { return 1; }
  std::vector<ParameterBlock> layout() const override { return {{0, "x", 0, 1, 1}}; }
  void begin_step(Index step) override { step_ = step; }
  double evaluate(const Vector<double>& theta) override {
    const auto updates = static_cast<std::size_t>(std::llround(-theta[0]));  // lr 1, gradient 1: θ_t = −t
    return loss_ = losses_.at(std::min(updates, losses_.size() - 1));
  }
  void gradient(Vector<double>& g) override { g[0] = gradient_ = step_ >= bad_gradient_from_ ? not_a_number : 1; }
  double curvature(const Vector<double>&) override { return 0; }
  void hvp(const Vector<double>&, Vector<double>& Hv) override { Hv.setZero(); }
  double full_loss(const Vector<double>& theta) override { return evaluate(theta); }
  void visit_tensors(const TensorVisitor<double>& visit) const override {
    visit({Stage::loss, 0, "loss", &loss_, 1, 1, false, nullptr});
    visit({Stage::backward, 0, "gradient", &gradient_, 1, 1, false, nullptr});
  }

 private:
  std::vector<double> losses_;
  Index bad_gradient_from_;
  Index step_ = 0;
  double loss_ = 0, gradient_ = 1;
};

RunRecord run_script(std::vector<double> losses, bool stop_on_divergence = false) {
  RunSpec spec;
  spec.learning_rate = 1;
  spec.max_steps = static_cast<long long>(losses.size()) - 1;
  spec.stop_on_divergence = stop_on_divergence;
  Script script(std::move(losses));
  const auto optimizer = make_optimizer<double>(spec.optimizer, 1);
  return Trainer<double>(script, *optimizer, spec, Vector<double>::Zero(1), nullptr).run();
}

}  // namespace

TEST_CASE("outcomes are those of the table") {
  CHECK(run_script({10, 8, 5}).outcome == Outcome::trained);
  CHECK(run_script({10, 39, 5}).outcome == Outcome::trained);
  CHECK(run_script({10, 41, 5}).outcome == Outcome::spiked);
  CHECK(run_script({10, 9.95}).outcome == Outcome::stalled);
  CHECK(run_script({10, 9.9}).outcome == Outcome::trained);
  CHECK(run_script({10, 40}).outcome == Outcome::stalled);
  CHECK(run_script({10, 40.1}).outcome == Outcome::diverged);
  CHECK(run_script({10, 41, 42, 5, 41}).outcome == Outcome::diverged);
  CHECK(run_script({10, HUGE_VAL}).outcome == Outcome::nonfinite);
  CHECK(run_script({10, not_a_number}).outcome == Outcome::nonfinite);
  CHECK(run_script({10, HUGE_VAL, 5}).outcome == Outcome::spiked);
}

TEST_CASE("a run stops at a NaN loss, not at an infinite one") {
  const RunRecord run = run_script({10, 20, HUGE_VAL, HUGE_VAL, not_a_number, not_a_number, not_a_number});
  CHECK(run.loss_inf_step == 2);
  CHECK(run.nan_step == 4);
  CHECK(run.steps == 4);
  CHECK(run.first_rise_step == 0);
  CHECK(run.divergence_step == 0);
  CHECK(run_script({10, 9, 9, not_a_number}).first_rise_step == 2);  // a NaN is no fall, an equal loss no rise
}

TEST_CASE("with --stop-on-divergence a run stops at the diverge factor") {
  const RunRecord run = run_script({10, 20, 41, 80, 5, 5}, true);
  CHECK(run.outcome == Outcome::diverged);
  CHECK(run.steps == 2);
  CHECK(run_script({10, 20, 41, 80, 5, 5}, false).outcome == Outcome::spiked);
}

TEST_CASE("a run goes on for ten steps past the first non-finite parameter while its loss is no NaN") {
  RunSpec spec;
  spec.learning_rate = 1;
  spec.max_steps = 100;
  class Blind final : public Objective<double> {  // a loss that does not notice what θ is
   public:
    Index dimension() const override { return 1; }
    std::vector<ParameterBlock> layout() const override { return {{0, "x", 0, 1, 1}}; }
    void begin_step(Index step) override { step_ = step; }
    double evaluate(const Vector<double>&) override { return 1; }
    void gradient(Vector<double>& g) override { g[0] = g_ = step_ < 5 ? 1 : HUGE_VAL; }
    double curvature(const Vector<double>&) override { return 0; }
    void hvp(const Vector<double>&, Vector<double>& Hv) override { Hv.setZero(); }
    double full_loss(const Vector<double>&) override { return 1; }
    void visit_tensors(const TensorVisitor<double>& visit) const override {
      visit({Stage::backward, 3, "weight_gradient", &g_, 1, 1, true, nullptr});
    }
    Index step_ = 0;
    double g_ = 0;
  } blind;
  const auto optimizer = make_optimizer<double>(spec.optimizer, 1);
  const RunRecord run = Trainer<double>(blind, *optimizer, spec, Vector<double>::Zero(1), nullptr).run();
  CHECK(run.gradient_nonfinite_step == 5);
  CHECK(run.parameter_nonfinite_step == 6);
  CHECK(run.steps == 16);
  CHECK(run.outcome == Outcome::nonfinite);
  REQUIRE(run.nonfinite_at);
  CHECK(run.nonfinite_at->step == 5);
  CHECK(run.nonfinite_at->tensor == "weight_gradient");
  CHECK(run.nonfinite_at->layer == 3);
  CHECK(run.nonfinite_at->kind == NonfiniteKind::overflow);
}

TEST_CASE("a small batch with large losses of its own is no spike") {
  // One row's loss is a hundred times the others'; at lr → 0 nothing happens at all.
  Matrix<double> x = Matrix<double>::Zero(1, 20), y = Matrix<double>::Ones(1, 20);
  y(0, 7) = 10;
  const auto data = std::make_shared<const TrainingSet<double>>(x, y);
  RunSpec spec;
  spec.model.hidden = {};
  spec.model.init = "zeros";
  spec.learning_rate = 0.01;
  const auto objective = network<double>(data, spec.model, "mse", 1);
  const auto optimizer = make_optimizer<double>(spec.optimizer, 2);
  const RunRecord run = Trainer<double>(*objective, *optimizer, spec, Vector<double>::Zero(2), nullptr).run();
  CHECK(run.outcome == Outcome::trained);
}

TEST_CASE("dead units are counted, alive ones are not") {
  const auto data = training_data<double>(3, 1, 40, false, 2);
  RunSpec spec;
  spec.model.hidden = {5};
  spec.learning_rate = 1e-12;
  spec.max_steps = 1;
  const auto objective = network<double>(data, spec.model, "mse");
  const auto optimizer = make_optimizer<double>(spec.optimizer, objective->dimension());
  Vector<double> theta = Vector<double>::Constant(objective->dimension(), 0.1);
  const Index bias = 15;
  theta[bias + 1] = theta[bias + 3] = -1000;
  const RunRecord run = Trainer<double>(*objective, *optimizer, spec, theta, nullptr).run();
  CHECK(run.dead_units == 2);
  CHECK_FALSE(run.dead_layer);
  CHECK(run.outcome == Outcome::stalled);
  theta.segment(bias, 5).setConstant(-1000);
  const auto again = network<double>(data, spec.model, "mse");
  CHECK(Trainer<double>(*again, *optimizer, spec, theta, nullptr).run().dead_layer == 1);
}

TEST_CASE("first_rise_step is the same with and without an observer") {
  struct Ignore final : StepObserver {
    void on_step(const StepRecord&) override {}
  } observer;
  const auto data = training_data<float>(6, 1, 90, false, 4);
  for (const double lr : {0.01, 0.1, 0.3, 0.6, 1.0, 3.0}) {
    RunSpec spec;
    spec.model.hidden = {8, 8};
    spec.learning_rate = lr;
    const auto run = [&](StepObserver* to) {
      const auto objective = network<float>(data, spec.model, "mse", 16);
      const auto optimizer = make_optimizer<float>(spec.optimizer, objective->dimension());
      return Trainer<float>(*objective, *optimizer, spec, start_of(*data, spec.model, 1), to).run();
    };
    const RunRecord watched = run(&observer), alone = run(nullptr);
    CHECK(watched.first_rise_step == alone.first_rise_step);
    CHECK(watched.outcome == alone.outcome);
    CHECK(watched.steps == alone.steps);
    CHECK((watched.final_loss == alone.final_loss || std::isnan(watched.final_loss)));
  }
}
