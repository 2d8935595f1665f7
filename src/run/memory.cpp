#include "lrscope/run/memory.h"

#include <algorithm>

#include "lrscope/core/text.h"
#include "lrscope/data/correlation.h"
#include "lrscope/data/profile.h"
#include "lrscope/model/activation.h"
#include "lrscope/optim/optimizer.h"
#include "lrscope/record/data_profile.h"
#include "lrscope/record/records.h"

namespace lrscope {
namespace {

/// The sizes that the formulas of the header are made of.
struct Sizes {
  double n = 0;  // rows
  double c = 0;  // inputs + outputs
  double P = 0;  // parameters
  double U = 0;  // units of all layers
  double b = 0;  // rows of a batch
  double s = 4;  // bytes of a number
};

Sizes sizes_of(const Workload& load, const RunSpec& spec) {
  const bool is_linear = load.use == DataUse::profile;
  Sizes z;
  z.n = static_cast<double>(load.rows);
  z.c = static_cast<double>(load.inputs + load.outputs);
  z.s = is_linear || spec.precision == Precision::float64 ? 8 : 4;
  z.b = std::min(z.n, static_cast<double>(spec.batch_size.rows.value_or(load.rows)));
  double before = static_cast<double>(load.inputs);
  const auto add_layer = [&](double units) {
    z.P += (before + 1) * units;
    z.U += units;
    before = units;
  };
  if (!is_linear)
    for (const long long units : spec.model.hidden) add_layer(static_cast<double>(units));
  add_layer(static_cast<double>(load.outputs));
  return z;
}

double run_bytes(const Sizes& z, const Workload& load, const RunSpec& spec) {
  constexpr double at_once = 256;  // rows, at least, of the loss over all rows
  const auto memories = static_cast<double>(make_optimizer<float>(spec.optimizer, 0)->state().size());
  const double chunk = std::min(z.n, std::max(z.b, at_once));
  const double own = spec.model.parametrization == Parametrization::ntk ? 1 : 0;  // ω
  double bytes = z.s * ((6 + memories + own) * z.P + 6 * z.U * z.b + 3 * z.U * (chunk - z.b) + z.c * chunk) + 8 * z.n;
  if (z.b < z.n) bytes += z.s * z.c * z.b;
  if (!load.is_traced) return bytes;
  bytes += z.s * (z.P + 4 * z.U * z.b);
  if (load.runs == 1) return bytes;
  const double an_epoch = std::max(1.0, z.n / std::max(1.0, z.b));
  const double steps =
      spec.max_steps ? static_cast<double>(*spec.max_steps) : static_cast<double>(spec.epochs) * an_epoch;
  return bytes +
         2 * steps * static_cast<double>(sizeof(StepRecord));  // that wait for those of an earlier run
}

double hessian_bytes(const Sizes& z, const RunSpec& spec) {
  constexpr double most_elements = 4e6;  // of a matrix of activations: rows_at_once in problem.cpp
  if (spec.curvature.sharpness_every == 0) return 0;
  const bool is_bent = !find_named(activations(), spec.model.activation, "activation").is_piecewise_linear;
  const bool is_scaled = !spec.layer_rates.empty() || spec.model.parametrization == Parametrization::ntk;
  const double vectors = 24 + (is_scaled ? 1 : 0) + 4 * static_cast<double>(spec.curvature.eigenvalues);
  const double rows = std::min(z.n, spec.curvature.rows ? static_cast<double>(*spec.curvature.rows) : z.n);
  const double at_once = std::min(rows, std::max(1.0, most_elements / z.U));
  const double forward =
      z.b < z.n ? z.s * ((is_bent ? 10 : 9) * z.U + z.c) * at_once + 8 * rows : 4 * z.s * z.U * z.b;
  return forward + z.P * (3 * z.s + 8 * vectors);
}

}  // namespace

MemoryNeed memory_need(const Workload& load, const RunSpec& spec) {
  constexpr double program = 10e6, a_name = 120, a_cell = 6;
  constexpr double a_profile = sizeof(ColumnProfile) + sizeof(ColumnRecord);
  const Sizes z = sizes_of(load, spec);
  const double numbers = z.n * z.c, threads = static_cast<double>(load.runs);
  const double converting = z.s == 8 ? 8 : 8 + z.s;
  MemoryNeed need;
  need.fixed = program + a_name * static_cast<double>(load.columns + load.inputs) +
               a_cell * static_cast<double>(load.cells);
  need.read = load.table + 8 * (numbers + 4 * z.n);
  need.network =
      threads * run_bytes(z, load, spec) + static_cast<double>(load.hessians) * hessian_bytes(z, spec);
  switch (load.use) {
    case DataUse::train:
      need.work = std::max(converting * numbers, z.s * numbers + need.network);
      break;
    case DataUse::explain:
      need.work = load.table + 8 * numbers + (threads + 1) * (8 + z.s) * numbers + need.network;
      break;
    case DataUse::profile: {
      const Index compared = std::min(load.columns, most_compared_columns);
      const double units =
          static_cast<double>(comparable_rows(compared, load.rows)) * static_cast<double>(compared);
      need.work = load.table + a_profile * static_cast<double>(load.columns) +
                  std::max(8 * (units + 10 * z.n), 8 * (numbers + 4 * z.n) + need.network);
      break;
    }
  }
  return need;
}

}  // namespace lrscope
