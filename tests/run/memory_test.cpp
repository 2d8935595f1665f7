// The formula of include/lrscope/run/memory.h, term by term where it is not measured by tests/cli.
#include "lrscope/run/memory.h"

#include "catch.h"

using namespace lrscope;

TEST_CASE("ω takes a vector of the run, layers that move differently one of the Hessian") {
  Workload load;
  load.rows = 100;
  load.inputs = 10;
  load.outputs = 1;
  load.runs = 3;
  load.hessians = 2;
  RunSpec spec;
  spec.model.hidden = {20};
  const double parameters = 11 * 20 + 21;
  const double plain = memory_need(load, spec).network;
  spec.layer_rates = {{1, 0.1}};
  CHECK(memory_need(load, spec).network == plain + 2 * 8 * parameters);
  spec.model.parametrization = Parametrization::ntk;
  CHECK(memory_need(load, spec).network == plain + 2 * 8 * parameters + 3 * 4 * parameters);
  spec.layer_rates.clear();
  CHECK(memory_need(load, spec).network == plain + 2 * 8 * parameters + 3 * 4 * parameters);
}
