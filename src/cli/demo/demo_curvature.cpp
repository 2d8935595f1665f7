// The demos about curvature: the edge of stability, the catapult, the thresholds.
#include <algorithm>
#include <cmath>

#include "base/quantiles.h"
#include "cli/demo/demo.h"
#include "optim/optimizer.h"
#include "report/text_table.h"

namespace lrscope::cli {
namespace {

using namespace fmt::literals;

constexpr std::size_t fifths = 5;

/// Median sharpness over one fifth of the steps, from 0.
double median_sharpness(const std::vector<StepRecord>& steps, std::size_t fifth) {
  std::vector<double> part;
  for (std::size_t i = fifth * steps.size() / fifths; i < (fifth + 1) * steps.size() / fifths; ++i)
    if (steps[i].sharpness) part.push_back(steps[i].sharpness->value);
  return median(std::move(part));
}

/// The steps of a run with a sharpness and a prediction at each. Throws: NothingToTell.
std::vector<StepRecord> complete_steps(const SweepSession& result, std::int64_t run) {
  std::vector<StepRecord> steps = steps_of(result, run);
  const bool is_complete = std::ranges::all_of(
      steps, [](const StepRecord& step) { return step.sharpness && step.predicted_change && step.actual_change; });
  if (steps.empty() || !is_complete) throw NothingToTell();
  return steps;
}

/// What the central flow says beside what was measured, in medians over the runs that have settled. Throws: NothingToTell.
std::string flow_story(const SweepSession& result) {
  std::vector<double> shares, oscillations, losses, halved;
  for (const EdgeRecord& edge : result.edges) {
    if (edge.note != EdgeNote::none) continue;
    shares.push_back(100 * (1 - edge.central_loss / edge.mean_loss));
    oscillations.push_back(*edge.predicted_oscillation / edge.oscillation);
    losses.push_back(*edge.predicted_mean_loss / edge.mean_loss);
    halved.push_back(100 * edge.halved_loss / edge.mean_loss);
  }
  if (shares.empty()) throw NothingToTell();
  return told(R"(
Most of the loss that the second network shows at the edge is swing: the weights jump from side to side along the sharpest
direction around a smooth path. In {runs} of {all} seeds this has settled, with one such direction, by step {step};
{share} % of their loss was oscillation (median). Theory (the central flow, Cohen et al. 2024) finds the mean square of the
swing from the slopes of the loss and of the sharpness: {oscillation} × the one measured, and the mean loss {loss} × the
one measured (medians). At half the rate the swing dies out: continued for {steps} steps at half of lr {lr} the loss fell
to {halved} % of what it was.

Past the crossing single runs are chaotic: the last bit of one sum decides on the digits of later steps, so that another
build prints others. What holds is medians over steps and seeds, and ratios.
)",
              "runs"_a = shares.size(), "all"_a = result.edges.size(), "share"_a = shown(median(shares), 2),
              "oscillation"_a = shown(median(oscillations), 3), "loss"_a = shown(median(losses), 3),
              "step"_a = result.edges.front().step, "steps"_a = result.edges.front().halved_steps,
              "lr"_a = shown(result.edges.front().lr), "halved"_a = shown(median(halved), 2));
}

/// How well the second-order prediction did on some steps.
struct Prediction {
  std::vector<double> errors;  // relative
  std::int64_t right_sign = 0;
  std::int64_t rises = 0;
};

Prediction compare(std::span<const StepRecord> steps) {
  Prediction result;
  for (const StepRecord& step : steps) {
    const double predicted = *step.predicted_change, actual = *step.actual_change;
    result.errors.push_back(std::abs(predicted - actual) / std::abs(actual));
    result.right_sign += (predicted < 0) == (actual < 0);
    result.rises += actual > 0;
  }
  return result;
}

std::string table_of_fifths(const SweepSession& result) {
  std::string table = "       lr    2/lr   sharpness / (2/lr), median of each fifth of the run\n";
  for (const RunRecord& run : result.runs) {
    const std::vector<StepRecord> steps = steps_of(result, run.run);
    table += fmt::format("{:>9}  {:>6}", digits(run.lr), digits(2 / run.lr));
    for (std::size_t i = 0; i < fifths; ++i) table += fmt::format("{:>10.2f}", median_sharpness(steps, i) * run.lr / 2);
    table += "\n";
  }
  return table;
}

constexpr const char* threshold_row = "{:<12} {:>5}  {:<17} {:>9} {:>10} {:>10} {:>5}\n";

/// One row of the table of thresholds: theory is the optimizer's own, the rest was found by bisection.
std::string threshold_of(const SweepSession& result) {
  const Summary& summary = result.summary;
  const OptimizerSpec& spec = result.spec.optimizer;
  if (!summary.largest_safe_lr || !summary.smallest_failed_lr || !result.runs.front().start.threshold) return "";
  const auto optimizer = make_optimizer<double>(spec, 1);
  const bool is_adaptive = !optimizer->preconditioner_formula().empty();
  const double theory = *result.runs.front().start.threshold;
  // Curvature 1; adam's preconditioner is its ε, which is far above every gradient.
  const double measured =
      std::sqrt(*summary.largest_safe_lr) * std::sqrt(*summary.smallest_failed_lr) / (is_adaptive ? *spec.epsilon : 1);
  const std::string beta = optimizer->memory() == 1 ? "" : digits(is_adaptive ? spec.beta1 : spec.momentum_or_own());
  return fmt::format(threshold_row, spec.name, beta, optimizer->stability_threshold().formula, digits(theory, 6),
                     digits(measured, 6), digits(measured / theory, 5), result.runs.size());
}

}  // namespace

std::string edge_story(const Results& results) {
  const auto steps = complete_steps(results.sweeps[0], 0);
  const RunRecord& run = results.sweeps[0].runs.front();
  const auto crossing = std::ranges::find_if(
      steps, [](const StepRecord& step) { return step.stability_ratio && *step.stability_ratio > 1; });
  if (crossing == steps.end()) throw NothingToTell();
  const Prediction calm = compare({steps.begin(), crossing}), edge = compare({crossing, steps.end()});
  std::vector<double> products;
  for (const StepRecord& step : steps) products.push_back(static_cast<double>(step.sharpness->hvps));
  const double tail = median_sharpness(steps, fifths - 1);
  return told(R"(
Gradient descent at lr {lr} is stable while the sharpness lies below 2/{lr} = {limit}. It began at {first_sharpness}, rose
by itself (progressive sharpening) and crossed {limit} at step {crossing}. Up to there the loss fell on {falls} of {before}
steps, and ½·lr²·g'Hg − lr·g'g predicted each fall: median relative error {error}, the sign right on {right_sign} of
{before} steps. From there on the theory of small steps says that the run must fly apart, and for a moment it does: the
loss went up on some {rises} % of the steps. But flying apart along the sharpest direction lowers the sharpness, which throws
the run back below the limit, where it rises again: over the last fifth of the run its median was {tail}, {tail_ratio} ×
2/lr, while the loss went on falling, to {loss_left} % of what it was at the crossing: the edge of stability (Cohen et al.
2021). The sharpness took {products} Hessian-vector products a step (median).

{table}
)",
              "lr"_a = shown(run.lr), "limit"_a = shown(2 / run.lr),
              "first_sharpness"_a = shown(steps.front().sharpness->value), "crossing"_a = crossing->step,
              "falls"_a = crossing - steps.begin() - calm.rises, "before"_a = crossing - steps.begin(),
              "error"_a = shown(median(calm.errors), 2), "right_sign"_a = calm.right_sign,
              "rises"_a =
                  shown(100.0 * static_cast<double>(edge.rises) / static_cast<double>(steps.end() - crossing), 1),
              "tail"_a = shown(tail), "tail_ratio"_a = shown(tail * run.lr / 2),
              "loss_left"_a = shown(100 * run.final_loss / crossing->loss, 2), "products"_a = median(products),
              "table"_a = table_of_fifths(results.sweeps[0])) +
         (results.sweeps.size() > 1 ? flow_story(results.sweeps[1]) : "");
}

std::string catapult_story(const Results& results) {
  const RunRecord &lazy = run_at(results.sweeps[0], 0.9), &thrown = run_at(results.sweeps[0], 1.25);
  if (results.sweeps[1].runs.empty()) throw NothingToTell();
  const auto steps = complete_steps(results.sweeps[1], results.sweeps[1].runs.front().run);
  const StepRecord& peak = *std::ranges::max_element(steps, {}, &StepRecord::loss);
  const double curvature = steps.front().sharpness->value;
  return told(R"(
Three phases, by the curvature λ = {curvature} at the start (Lewkowycz et al. 2020). Below 2/λ = {limit}, the limit that
the straight-line theory predicts, the loss falls from the first step and λ hardly moves: at lr {lazy_lr} it ends at
{lazy_curvature}.

Between 2/λ and 4/λ the loss is thrown up first: at lr {thrown_lr} it rises from {first_loss} to {peak_loss} at step
{peak_step}, and just this lowers λ, by lr·(4 − lr·λ)·f²/512 a step, until lr·λ < 2: from {curvature} to
{thrown_curvature}, and the network trains, in a flatter place than the small rates find. It is marked spiked, not failed.

Above about 4/λ = {twice_the_limit} nothing comes back: measured, {largest_trained} still trains and {smallest_failed}
diverges. The predicted limit is where instability begins; whether the run survives it, only the run can tell.
)",
              "curvature"_a = shown(curvature), "limit"_a = shown(thrown.start.limit), "lazy_lr"_a = shown(lazy.lr),
              "lazy_curvature"_a = shown(lazy.last_sharpness), "thrown_lr"_a = shown(thrown.lr),
              "first_loss"_a = shown(steps.front().loss), "peak_loss"_a = shown(peak.loss), "peak_step"_a = peak.step,
              "thrown_curvature"_a = shown(thrown.last_sharpness), "twice_the_limit"_a = shown(4 / curvature),
              "largest_trained"_a = shown(results.sweeps[0].summary.largest_trained_lr),
              "smallest_failed"_a = shown(results.sweeps[0].summary.smallest_failed_lr));
}

std::vector<std::string> momentum_commands() {
  const std::string runs = "sweep case:half-square --lr auto:0.001 --max-steps 4000 --precision float64 --optimizer ";
  std::vector<std::string> commands = {runs + "sgd"};
  for (const char* optimizer : {"heavy-ball --momentum ", "nesterov --momentum "})
    for (const char* beta : {"0.5", "0.9", "0.99"}) commands.push_back(runs + optimizer + beta);
  // An ε far above every gradient holds adam's preconditioner constant. Its bias correction makes the first
  // steps 1/(1−β₁) times as long: at .99 that overflows before it has faded, unless the rate is warmed up.
  for (const char* settings : {"0.5 --epsilon 1e100", "0.9 --epsilon 1e100", "0.99 --epsilon 1e8 --warmup-steps 1000"})
    commands.push_back(runs + "adam --beta1 " + settings);
  return commands;
}

std::string momentum_story(const Results& results) {
  std::string table =
      fmt::format(threshold_row, "optimizer", "β", "threshold on η·λ", "theory", "measured", "ratio", "runs");
  for (const SweepSession& result : results.sweeps) table += threshold_of(result);
  return told(R"(
{table}

On ½x² the curvature is 1 everywhere, so the largest learning rate that holds is the threshold itself. Each was searched
for from outside, by training runs alone: doubling and halving, then bisection until the bracket was .1 % wide. Momentum
helps: heavy-ball bears almost twice the rate of plain descent. Nesterov's look-ahead costs stability. Adam's ε is made so
large here that its preconditioner is constant; its averaged momentum then bears (1+β)/(1−β) times as much as plain
descent, which is why adam rides at 38/η (β = .9) when networks train at the edge of stability.
)",
              "table"_a = table);
}

std::string noise_story(const Results& results) {
  const SweepSession& sweep = results.sweeps[0];
  const Summary& summary = sweep.summary;
  const StartCurvature& start = sweep.runs.front().start;
  const double square = known(start.batch_limit), sure = known(start.almost_sure_limit);
  std::string table = "       lr  seeds that failed  where\n";
  std::int64_t below = 0, above = 0;  // failed runs outside the band, and trained ones
  for (std::size_t i = 0; i < summary.rates.size(); ++i) {
    const double lr = summary.rates[i];
    const auto runs = std::ranges::count(sweep.runs, lr, &RunRecord::lr);
    const auto failed = std::llround(summary.failed_fractions[i] * static_cast<double>(runs));
    const char* where = lr < square ? "below both limits" : lr < sure ? "between them" : "above both";
    table += fmt::format("{:>9}  {:>17}  {}\n", digits(lr), fmt::format("{} of {}", failed, runs), where);
    if (lr < square) below += failed;
    if (lr > sure) above += runs - failed;
  }
  return table + told(R"(
A step follows the curvature of its batch, and some batches of 4 rows are much steeper than all rows together, whose limit
2/λmax is {full}. From lr {square} on the mean square of an error no longer shrinks: rare runs of steep batches throw it far
out. Up to lr {sure} ± {error} it still shrinks in the long run in every single one. Between the two a run fails if its
excursion comes at the end: seeds differ. Outside they do not: {below} runs failed below the first limit, {above} trained
above the second. Between the limits a single run is chaotic; counts over seeds are what holds.
)",
                      "full"_a = shown(start.limit), "square"_a = shown(square), "sure"_a = shown(sure, 3),
                      "error"_a = shown(start.almost_sure_error, 1),
                      "below"_a = below == 0 ? "no" : std::to_string(below),
                      "above"_a = above == 0 ? "none" : std::to_string(above));
}

}  // namespace lrscope::cli
