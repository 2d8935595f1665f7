// A program that uses the installed library: a sweep on built-in data, and a function minimised by hand.
#include <cstdio>

#include "lrscope/data/source.h"
#include "lrscope/run/sweep.h"
#include "lrscope/version.h"

struct Printer final : lrscope::SweepObserver {
  void on_run(const lrscope::RunRecord& run) override {
    std::printf("%g %s\n", run.lr, std::string(lrscope::outcome_name(run.outcome)).c_str());
  }
};

int main() {
  lrscope::DataSpec data;
  data.scale = lrscope::Scaling::standard;
  lrscope::SweepSpec spec;
  spec.learning_rates = {1e-4, 1};
  spec.threads = 2;
  const lrscope::Problem problem(lrscope::load_dataset(lrscope::read_source("case:diabetes"), data),
                                 spec.base.precision);
  Printer printer;
  const auto runs = lrscope::run_sweep(problem, spec, printer).runs;

  const auto square = lrscope::functions()[0].make<double>();
  const lrscope::Vector<double> x = lrscope::Vector<double>::Constant(1, 3);
  return runs.size() == 2 && square->evaluate(x) == 9 && !lrscope::version.empty() ? 0 : 1;
}
