// Outcomes, onsets and where the first non-finite number is found.
#include "networks.h"
#include "optim/optimizer.h"
#include "problems.h"
#include "test.h"
#include "train/training_loop.h"

namespace {
/// A loss that is a script: L(θ_t) is the t-th number whatever θ is; the gradient is 1, from step `infinite_from` on ∞.
class Script final : public Objective<double> {
 public:
  Script(std::vector<double> losses, Index infinite_from, std::optional<double> baseline)
      : losses_(std::move(losses)), infinite_from_(infinite_from), baseline_(baseline) {}
  Index dimension() const override { return 1; }
  std::vector<ParameterBlock> layout() const override { return {{0, "x", 0, 1, 1}}; }
  void begin_step(Index step) override { step_ = step; }
  double evaluate(const Vector<double>& theta) override {
    const double last = static_cast<double>(losses_.size()) - 1;
    return loss_ = losses_.at(static_cast<std::size_t>(std::min(-theta[0], last)));  // lr 1, gradient 1: θ_t = −t
  }
  void gradient(Vector<double>& g) override { g[0] = gradient_ = step_ < infinite_from_ ? 1 : infinity; }
  double curvature(const Vector<double>&) override { return 0; }
  void hvp(const Vector<double>&, Vector<double>& Hv) override { Hv.setZero(); }
  double full_loss(const Vector<double>& theta) override { return evaluate(theta); }
  std::optional<double> baseline_loss() const override { return baseline_; }
  void visit_tensors(const TensorVisitor<double>& visit) const override {
    visit({Stage::loss, 0, "loss", &loss_, 1, 1, false, nullptr});
    visit({Stage::backward, 3, "weight_gradient", &gradient_, 1, 1, true, nullptr});
  }

 private:
  std::vector<double> losses_;
  Index infinite_from_;
  std::optional<double> baseline_;
  Index step_ = 0;
  double loss_ = 0, gradient_ = 1;
};

RunRecord run_script(std::vector<double> losses, bool stop_on_divergence = false, Index infinite_from = 1 << 20,
                     std::optional<double> baseline = {}) {
  RunSpec spec = run_spec("--lr 1");
  spec.max_steps = static_cast<long long>(losses.size()) - 1;
  spec.stop_on_divergence = stop_on_divergence;
  Script script(std::move(losses), infinite_from, baseline);
  const auto optimizer = make_optimizer<double>(spec.optimizer, 1);
  return Trainer<double>(script, *optimizer, spec, Vector<double>::Zero(1), nullptr).run();
}
}  // namespace

TEST_CASE("outcomes are those of the table") {
  CHECK_EACH(run_script({10, 8, 5}).outcome == Outcome::trained, run_script({10, 39, 5}).outcome == Outcome::trained,
             run_script({10, 41, 5}).outcome == Outcome::spiked, run_script({10, 9.95}).outcome == Outcome::stalled,
             run_script({10, 9.9}).outcome == Outcome::trained, run_script({10, 40}).outcome == Outcome::stalled,
             run_script({10, 40.1}).outcome == Outcome::diverged,
             run_script({10, 41, 42, 5, 41}).outcome == Outcome::diverged,
             run_script({10, HUGE_VAL}).outcome == Outcome::nonfinite,
             run_script({10, not_a_number}).outcome == Outcome::nonfinite,
             run_script({10, HUGE_VAL, 5}).outcome == Outcome::spiked);
}

TEST_CASE("a run that ends no better than the best constant prediction has no skill, unless it failed or stalled") {
  const auto with_baseline = [](std::vector<double> losses, double baseline) {
    return run_script(std::move(losses), false, 1 << 20, baseline);
  };
  CHECK_EACH(with_baseline({10, 8, 5}, 5.5).outcome == Outcome::trained,
             with_baseline({10, 8, 5}, 5).outcome == Outcome::no_skill,
             with_baseline({10, 41, 5}, 4).outcome == Outcome::no_skill,
             with_baseline({10, 41, 5}, 6).outcome == Outcome::spiked,
             with_baseline({10, 9.95}, 1).outcome == Outcome::stalled,
             with_baseline({10, 9.95}, 20).outcome == Outcome::stalled,
             with_baseline({10, 40.1}, 1).outcome == Outcome::diverged,
             with_baseline({10, HUGE_VAL}, 1).outcome == Outcome::nonfinite);
  const RunRecord run = with_baseline({10, 2, 5}, 20);
  CHECK_EACH(run.baseline_loss == 20, run.d2 == 0.75, run.rise_after_best == 2.5, !run.accuracy);
  CHECK_EACH(!with_baseline({10, 8, 0}, 0).d2, !run_script({10, 8, 5}).d2, !run_script({10, 8, 5}).baseline_loss);
}

TEST_CASE("a run stops at a NaN loss, not at an infinite one") {
  const RunRecord run = run_script({10, 20, HUGE_VAL, HUGE_VAL, not_a_number, not_a_number, not_a_number});
  CHECK_EACH(run.loss_inf_step == 2, run.nan_step == 4, run.steps == 4, run.first_rise_step == 0,
             run.divergence_step == 0);
  CHECK(run_script({10, 9, 9, not_a_number}).first_rise_step == 2);  // a NaN is no fall, an equal loss no rise
}

TEST_CASE("with --stop-on-divergence a run stops at the diverge factor") {
  const RunRecord run = run_script({10, 20, 41, 80, 5, 5}, true);
  CHECK_EACH(run.outcome == Outcome::diverged, run.steps == 2);
  CHECK(run_script({10, 20, 41, 80, 5, 5}, false).outcome == Outcome::spiked);
}

TEST_CASE("a run goes on for ten steps past the first non-finite parameter while its loss is no NaN") {
  const RunRecord run = run_script(std::vector<double>(101, 1.0), false, 5);
  CHECK_EACH(run.gradient_nonfinite_step == 5, run.parameter_nonfinite_step == 6, run.steps == 16,
             run.outcome == Outcome::nonfinite);
  REQUIRE(run.nonfinite_at);
  CHECK_EACH(run.nonfinite_at->step == 5, run.nonfinite_at->tensor == "weight_gradient", run.nonfinite_at->layer == 3,
             run.nonfinite_at->kind == NonfiniteKind::overflow);
}

TEST_CASE("a small batch with large losses of its own is no spike") {
  // One row's loss is a hundred times the others'; at lr → 0 nothing happens at all.
  Matrix<double> x = Matrix<double>::Zero(1, 20), y = Matrix<double>::Ones(1, 20);
  y(0, 7) = 10;
  const auto data = std::make_shared<const TrainingSet<double>>(x, y);
  RunSpec spec = run_spec("--hidden none --init zeros --lr 0.01");
  const auto objective = network<double>(data, spec.model, "mse", 1);
  const auto optimizer = make_optimizer<double>(spec.optimizer, 2);
  const RunRecord run = Trainer<double>(*objective, *optimizer, spec, Vector<double>::Zero(2), nullptr).run();
  CHECK(run.outcome == Outcome::trained);
}

TEST_CASE("dead units are counted, alive ones are not") {
  const auto data = training_data<double>(3, 1, 40, false, 2);
  RunSpec spec = run_spec("--hidden 5 --lr 1e-12 --max-steps 1");
  const auto objective = network<double>(data, spec.model, "mse");
  const auto optimizer = make_optimizer<double>(spec.optimizer, objective->dimension());
  Vector<double> theta = Vector<double>::Constant(objective->dimension(), 0.1);
  const Index bias = 15;
  theta[bias + 1] = theta[bias + 3] = -1000;
  const RunRecord run = Trainer<double>(*objective, *optimizer, spec, theta, nullptr).run();
  CHECK_EACH(run.dead_units == 2, !run.dead_layer, run.outcome == Outcome::stalled);
  theta.segment(bias, 5).setConstant(-1000);
  const auto again = network<double>(data, spec.model, "mse");
  CHECK(Trainer<double>(*again, *optimizer, spec, theta, nullptr).run().dead_layer == 1);
}

TEST_CASE("first_rise_step is the same with and without an observer") {
  Recorder observer;
  const auto data = training_data<float>(6, 1, 90, false, 4);
  for (const double lr : {0.01, 0.1, 0.3, 0.6, 1.0, 3.0}) {
    RunSpec spec = run_spec("--hidden 8,8");
    spec.learning_rate = lr;
    const auto run = [&](StepObserver* to) {
      const auto objective = network<float>(data, spec.model, "mse", 16);
      const auto optimizer = make_optimizer<float>(spec.optimizer, objective->dimension());
      return Trainer<float>(*objective, *optimizer, spec, start_of(*data, spec.model, 1), to).run();
    };
    const RunRecord watched = run(&observer), alone = run(nullptr);
    CHECK_EACH(watched.first_rise_step == alone.first_rise_step, watched.outcome == alone.outcome,
               watched.steps == alone.steps);
    CHECK((watched.final_loss == alone.final_loss || std::isnan(watched.final_loss)));
  }
}
