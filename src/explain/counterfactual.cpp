#include "explain/counterfactual.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lrscope/errors.h"
#include "nn/baseline.h"
#include "spec/rate_range.h"
#include "sweep/boundary.h"

namespace lrscope {
namespace {

// Factors of boundaries are read by their order of magnitude.
constexpr double boundary_tolerance = 0.1;

// Below a boundary that was found, whether it holds.
constexpr double second_looks[] = {2, 10, 100};
constexpr int most_second_looks = 5;

std::optional<double> share_of_baseline(const Dataset* data, const RunSpec& spec, double loss) {
  if (!data) return std::nullopt;
  const double baseline =
      baseline_loss(loss_name(spec.model, data->task), *data, spec.model.huber_delta, spec.target_scale);
  if (!(baseline > 0)) return std::nullopt;
  return loss / baseline;
}

RunRecord run_one(const ExplainSpec& spec, const Problem& problem, RunSpec run, std::uint64_t seed) {
  run.seed = seed;
  RunRecord record = problem.run(run);
  if (spec.on_run) spec.on_run(record);
  return record;
}

/// A failure is worth more telling than a run that did not train, and that more than one that did.
int badness(const RunRecord& run) { return has_failed(run.outcome) ? 2 : has_trained(run.outcome) ? 0 : 1; }

/// Middle of a bracket; ∞ where nothing fails, 0 where everything does.
double middle(const Boundary& boundary) {
  if (!boundary.failed_lr) return std::numeric_limits<double>::infinity();
  if (!boundary.safe_lr) return 0;
  return std::sqrt(*boundary.safe_lr) * std::sqrt(*boundary.failed_lr);
}

}  // namespace

Trial try_out(const ExplainSpec& spec, const Problem& problem, const RunSpec& run) {
  std::optional<Trial> shown;
  bool all_trained = true;
  for (const std::uint64_t seed : spec.seeds) {
    RunRecord record = run_one(spec, problem, run, seed);
    all_trained = all_trained && has_trained(record.outcome);
    if (!shown || badness(record) > badness(shown->run)) shown = Trial{std::move(record), false, std::nullopt};
  }
  shown->has_trained = all_trained;
  shown->loss_share = share_of_baseline(problem.data(), run, shown->run.final_loss);
  return *shown;
}

Boundary find_boundary(const ExplainSpec& spec, const Problem& problem, const RunSpec& run, bool known_to_fail) {
  BoundarySearch search(boundary_tolerance, run.precision, run.learning_rate, Pace::galloping);
  search.add(run.learning_rate, known_to_fail);
  RunSpec one = run;
  const auto add = [&](double rate) {
    one.learning_rate = rate;
    search.add(rate, std::any_of(spec.seeds.begin(), spec.seeds.end(), [&](std::uint64_t seed) {
                 return has_failed(run_one(spec, problem, one, seed).outcome);
               }));
  };
  const auto search_on = [&] {
    while (const auto rate = search.next()) add(*rate);
  };
  search_on();
  // Outcomes are not monotone: a network that an overshoot has killed neither fails nor learns. So the rates
  // below the boundary are looked at, too; where one fails the search goes on below it.
  for (int again = 0; again < most_second_looks && search.largest_safe(); ++again) {
    const double safe = *search.largest_safe(), failed = search.smallest_failed().value_or(safe);
    for (const double divisor : second_looks)
      if (const double rate = safe / divisor; rate >= representable_rates(run.precision).smallest) add(rate);
    if (search.smallest_failed().value_or(safe) == failed) break;
    search_on();
  }
  return {search.largest_safe(), search.smallest_failed()};
}

std::optional<ChangeRecord> try_change(ProblemCache& problems, const ExplainSpec& spec, const Suspect& suspect) {
  try {
    Request request = with(spec.request, suspect.change);
    request.run.curvature.sharpness_every = 0;
    const auto problem = problems.problem_for(request);
    ChangeRecord record;
    record.suspect = suspect;
    record.command = spec.command_of(with(spec.request, suspect.change));
    const Trial trial = try_out(spec, *problem, request.run);
    record.outcome = trial.run.outcome;
    record.steps = trial.run.steps;
    record.final_loss = trial.run.final_loss;
    record.loss_share = trial.loss_share;
    record.is_sufficient = trial.has_trained;
    record.has_dead_layer = trial.run.dead_layer.has_value();
    if (spec.searches_boundaries && !is_of_rate(suspect.remedy.kind)) {
      const Boundary boundary = find_boundary(spec, *problem, request.run, has_failed(trial.run.outcome));
      record.safe_lr = boundary.safe_lr;
      record.failed_lr = boundary.failed_lr;
    }
    return record;
  } catch (const UsageError&) {  // another precision that cannot hold a rate, parameters that no longer fit
  } catch (const DataError&) {   // a row or column that cannot be missed
  }
  return std::nullopt;
}

std::optional<double> boundary_factor(const Boundary& before, const Boundary& after) {
  const double from = middle(before), to = middle(after);
  if (from == to) return std::isinf(from) || from == 0 ? std::nullopt : std::optional(1.0);
  return to / from;
}

}  // namespace lrscope
