// Your own optimizer and your own objective under lrscope's loop: which learning rate kills them, and what the loop
// measured before it did.
//
// The objective is Rosenbrock's valley f(x, y) = (1 − x)² + 100(y − x²)², the optimizer follows the sign of the gradient
// (signSGD, Bernstein et al. 2018). The same optimizer then trains on a table, where a RunSpec says the rest.
#include <cstdio>
#include <memory>
#include <string>

#include "lrscope/objective.h"
#include "lrscope/problem.h"
#include "lrscope/sweep.h"
#include "lrscope/trainer.h"

namespace {

using lrscope::Index;
using Vec = lrscope::Vector<double>;

class Rosenbrock final : public lrscope::Objective<double> {
 public:
  Index dimension() const override { return 2; }
  std::vector<lrscope::ParameterBlock> layout() const override { return {{0, "x", 0, 2, 1}}; }
  void begin_step(Index) override {}
  double evaluate(const Vec& theta) override {
    theta_ = &theta;
    return loss_ = full_loss(theta);
  }
  void gradient(Vec& g) override {
    const double x = (*theta_)[0], valley = (*theta_)[1] - x * x;
    g << -2 * (1 - x) - 400 * x * valley, 200 * valley;
    gradient_ = &g;
  }
  double curvature(const Vec& v) override {
    Vec Hv(2);
    hvp(v, Hv);
    return v.dot(Hv);
  }
  void hvp(const Vec& v, Vec& Hv) override {
    const double x = (*theta_)[0], y = (*theta_)[1];
    Hv << (2 - 400 * y + 1200 * x * x) * v[0] - 400 * x * v[1], -400 * x * v[0] + 200 * v[1];
  }
  double full_loss(const Vec& theta) override {
    const double x = theta[0], y = theta[1];
    return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
  }
  void visit_tensors(const lrscope::TensorVisitor<double>& visit) const override {
    visit(view_of_block(layout()[0], lrscope::Stage::forward, "x", *theta_));
    visit({lrscope::Stage::loss, 0, "loss", &loss_, 1, 1, false, nullptr});
    visit(view_of_block(layout()[0], lrscope::Stage::backward, "gradient", *gradient_));
  }

 private:
  double loss_ = 0;
  const Vec* theta_ = nullptr;
  const Vec* gradient_ = nullptr;
};

class SignSgd final : public lrscope::UpdateRule<double> {
 public:
  using UpdateRule::UpdateRule;
  void write_update(Index, In, In g, double eta, Out delta) override { delta = -eta * g.cwiseSign(); }
};

class Descent final : public lrscope::UpdateRule<double> {
 public:
  using UpdateRule::UpdateRule;
  bool is_gradient_descent() const override { return true; }
  void write_update(Index, In, In g, double eta, Out delta) override { delta = -eta * g; }
};

struct FirstStep final : lrscope::StepObserver {
  void on_step(const lrscope::StepRecord& step) override {
    if (step.step == 0) critical_lr = step.critical_lr.value_or(0);
  }
  double critical_lr = 0;
};

template <class Rule>
void minimise(const char* name, double learning_rate) {
  lrscope::RunSpec spec;
  spec.learning_rate = learning_rate;
  spec.max_steps = 200;
  Rosenbrock valley;
  FirstStep first;
  const Vec start{{-1.2, 1}};
  const lrscope::RunRecord run =
      lrscope::train<double>(valley, std::make_unique<Rule>(lrscope::Hyperparameters{}), spec, start, &first);
  std::printf("%-8s lr %-6g %-9s after %3lld steps, loss %.3g -> %.3g, critical lr at the start %.3g\n", name,
              learning_rate, std::string(name_of(run.outcome)).c_str(), static_cast<long long>(run.steps),
              run.initial_loss, run.final_loss, first.critical_lr);
}

struct Printer final : lrscope::SweepObserver {
  void on_run(const lrscope::RunRecord& run) override {
    std::printf("table    lr %-6g %s\n", run.lr, std::string(name_of(run.outcome)).c_str());
  }
};

}  // namespace

int main() {
  for (const double learning_rate : {.0005, .002, .01}) minimise<Descent>("descent", learning_rate);
  for (const double learning_rate : {.002, .01}) minimise<SignSgd>("signSGD", learning_rate);

  lrscope::DataSpec data;
  data.scale = lrscope::Scaling::standard;
  lrscope::SweepSpec spec;
  spec.learning_rates = {1e-4, 1};
  const lrscope::Problem problem(lrscope::read_dataset("case:diabetes", data), spec.base.precision);
  Printer printer;
  run_sweep(problem, spec, printer);
}
