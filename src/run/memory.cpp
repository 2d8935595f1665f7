#include "lrscope/run/memory.h"

#include <algorithm>

#include "lrscope/data/correlation.h"

namespace lrscope {
namespace {

/// Elements of a network's parts.
struct Network {
  double parameters = 0;
  double units = 0;  // of all layers
};

Network network_of(const Workload& load, const RunSpec& spec) {
  Network network;
  double before = static_cast<double>(load.inputs);
  const auto add = [&](double units) {
    network.parameters += (before + 1) * units;
    network.units += units;
    before = units;
  };
  if (load.use != DataUse::profile)  // which looks at a linear model
    for (const long long units : spec.model.hidden) add(static_cast<double>(units));
  add(static_cast<double>(load.outputs));
  return network;
}

/// The Hessian at the start: blocks of rows (rows_at_once in problem.cpp) and the vectors of the eigensolver.
double curvature_bytes(const Network& network, double rows, double number, const RunSpec& spec) {
  constexpr double most_elements = 4e6, matrices = 8, vectors = 44;
  if (spec.curvature.sharpness_every == 0) return 0;
  const double at_once = std::min(rows, std::max(1.0, most_elements / network.units));
  return number * matrices * network.units * at_once + 8 * vectors * network.parameters + 8 * rows;
}

double run_bytes(const Workload& load, const RunSpec& spec, double number) {
  constexpr double whole_vectors = 10;  // θ_0, θ_t, θ_{t+1}, g, Δ, the optimizer's, directions
  constexpr double at_least = 256;      // rows that the loss over all rows takes at once
  const Network network = network_of(load, spec);
  const double rows = static_cast<double>(load.rows);
  const double batch = std::min(rows, static_cast<double>(spec.batch_size.rows.value_or(load.rows)));
  const double chunk = std::min(rows, std::max(batch, at_least));
  const double gathered = batch < rows ? static_cast<double>(load.inputs + load.outputs) * batch : 0;
  return number * (whole_vectors * network.parameters + 5 * network.units * batch +
                   3 * network.units * chunk + gathered) +
         8 * rows + curvature_bytes(network, rows, number, spec);
}

}  // namespace

MemoryNeed memory_need(const Workload& load, const RunSpec& spec) {
  constexpr double program = 12e6, per_name = 250;
  const bool is_double = spec.precision == Precision::float64 || load.use == DataUse::profile;
  const double number = is_double ? 8 : 4;
  const double rows = static_cast<double>(load.rows);
  const double numbers = rows * static_cast<double>(load.inputs + load.outputs);
  const double threads = static_cast<double>(load.threads);
  MemoryNeed need;
  need.fixed = program + per_name * static_cast<double>(load.columns + load.inputs);
  need.read = load.table + 8 * (numbers + 4 * rows);
  need.per_run = run_bytes(load, spec, number);
  switch (load.use) {
    case DataUse::train:
      need.work = std::max((is_double ? 8 : 12) * numbers, number * numbers + threads * need.per_run);
      break;
    case DataUse::explain:
      need.work = load.table + 8 * numbers + (threads + 1) * (8 + number) * numbers + threads * need.per_run;
      break;
    case DataUse::profile: {
      const Index compared = std::min(load.columns, most_compared_columns);
      const double statistics =
          static_cast<double>(comparable_rows(compared, load.rows)) * static_cast<double>(compared);
      need.work =
          load.table + std::max(8 * (statistics + 10 * rows), 8 * (numbers + 4 * rows) + need.per_run);
      break;
    }
  }
  return need;
}

}  // namespace lrscope
