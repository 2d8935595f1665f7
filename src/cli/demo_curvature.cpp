// The stories of the demos about curvature: the edge of stability, the catapult, the thresholds.
#include <fmt/format.h>

#include "demo_words.h"
#include "lrscope/core/reductions.h"
#include "lrscope/optim/optimizer.h"

namespace lrscope::cli {
namespace {

/// Median sharpness over the last fifth of the steps.
double tail_sharpness(const std::vector<StepRecord>& steps) {
  std::vector<double> tail;
  for (std::size_t i = steps.size() - steps.size() / 5; i < steps.size(); ++i)
    if (steps[i].sharpness) tail.push_back(steps[i].sharpness->value);
  return upper_median(std::move(tail));
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

std::vector<StepRecord>::const_iterator first_unstable(const std::vector<StepRecord>& steps) {
  return std::find_if(steps.begin(), steps.end(), [](const StepRecord& step) {
    return step.stability_ratio && *step.stability_ratio > 1;
  });
}

bool is_complete(const std::vector<StepRecord>& steps) {
  return std::all_of(steps.begin(), steps.end(), [](const StepRecord& step) {
    return step.sharpness && step.predicted_change && step.actual_change;
  });
}

std::string edge_of(const RunRecord& run, const std::vector<StepRecord>& steps) {
  const auto crossing = first_unstable(steps);
  const auto before = static_cast<std::size_t>(crossing - steps.begin());
  const Prediction calm = compare(std::span(steps).first(before)),
                   edge = compare(std::span(steps).subspan(before));
  std::vector<double> products;
  for (const StepRecord& step : steps) products.push_back(static_cast<double>(step.sharpness->hvps));
  return fmt::format(
      "Gradient descent at lr {0} is stable while the sharpness lies below 2/{0} = {1}. It began at {2}, "
      "rose by "
      "itself (progressive sharpening) and crossed {1} at step {3}. Up to there the loss fell on {4} of {5} "
      "steps, and "
      "½·lr²·g'Hg − lr·g'g predicted each fall: median relative error {6}, the sign right on {7} of {5} "
      "steps. From "
      "there on the theory of small steps says that the run must fly apart, and for a moment it does: the "
      "loss went up on {8} "
      "of {9} steps. But flying apart along the sharpest direction lowers the sharpness, which throws the "
      "run back below the limit, "
      "where it rises again: over the last fifth of the run its median was {10}, {11} × 2/lr, while the loss "
      "went on "
      "falling, from {12} to {13}: the edge of stability (Cohen et al. 2021). The sharpness took {14} "
      "Hessian-vector products a step (median).",
      digits(run.lr), digits(2 / run.lr), digits(steps.front().sharpness->value), crossing->step,
      static_cast<std::int64_t>(before) - calm.rises, before, digits(upper_median(calm.errors), 2),
      calm.right_sign, edge.rises, edge.errors.size(), digits(tail_sharpness(steps)),
      digits(tail_sharpness(steps) * run.lr / 2), digits(crossing->loss), digits(run.final_loss),
      upper_median(products));
}

/// The step of the highest loss.
const StepRecord& peak_of(const std::vector<StepRecord>& steps) {
  return *std::max_element(steps.begin(), steps.end(),
                           [](const StepRecord& a, const StepRecord& b) { return a.loss < b.loss; });
}

}  // namespace

Story edge_story(Results results) {
  const SessionResult& result = results[0];
  const auto first = steps_of(result, 0);
  if (first.empty() || !is_complete(first) || first_unstable(first) == first.end()) return {};
  std::string table = "       lr        2/lr  sharpness, last fifth   ratio\n";
  for (const RunRecord& run : result.runs) {
    const double tail = tail_sharpness(steps_of(result, run.run));
    table += fmt::format("{:>9}  {:>10}  {:>21}  {:>6}\n", digits(run.lr), digits(2 / run.lr), digits(tail),
                         digits(tail * run.lr / 2));
  }
  return {edge_of(result.runs[0], first), table};
}

Story catapult_story(Results results) {
  const SessionResult& sweep = results[0];
  const RunRecord* lazy = find_run(sweep, 0.9);
  const RunRecord* thrown = find_run(sweep, 1.25);
  if (!lazy || !thrown || results[1].runs.empty() || !sweep.summary.smallest_failed_lr ||
      !sweep.summary.largest_trained_lr || !thrown->start.limit || !thrown->last_sharpness ||
      !lazy->last_sharpness)
    return {};
  const auto steps = steps_of(results[1], results[1].runs[0].run);
  if (steps.empty() || !is_complete(steps)) return {};
  const StepRecord& peak = peak_of(steps);
  const double lambda = steps.front().sharpness->value;
  return {
      fmt::format("Three phases, by the curvature λ = {} at the start (Lewkowycz et al. 2020). Below 2/λ = "
                  "{}, the limit "
                  "that the straight-line theory predicts, the loss falls from the first step and λ hardly "
                  "moves: at lr {} it "
                  "ends at {}.",
                  digits(lambda), digits(*thrown->start.limit), digits(lazy->lr),
                  digits(*lazy->last_sharpness)),
      fmt::format(
          "Between 2/λ and 4/λ the loss is thrown up first: at lr {} it rises from {} to {} at step {}, and "
          "just this lowers λ, by lr·(4 − lr·λ)·f²/512 a step, until lr·λ < 2: from {} to {}, and the "
          "network "
          "trains, in a flatter "
          "place than the small rates find. It is marked spiked, not failed.",
          digits(thrown->lr), digits(steps.front().loss), digits(peak.loss), peak.step, digits(lambda),
          digits(*thrown->last_sharpness)),
      fmt::format("Above about 4/λ = {} nothing comes back: measured, {} still trains and {} diverges. The "
                  "predicted limit "
                  "is where instability begins; whether the run survives it, only the run can tell.",
                  digits(4 / lambda), digits(*sweep.summary.largest_trained_lr),
                  digits(*sweep.summary.smallest_failed_lr))};
}

namespace {

/// One row of the table of thresholds: theory is the optimizer's own, the rest was found by bisection.
std::string threshold_row(const SessionResult& result) {
  const Summary& summary = result.summary;
  const OptimizerSpec& optimizer = result.spec.optimizer;
  if (!summary.largest_safe_lr || !summary.smallest_failed_lr || !result.runs.front().start.threshold)
    return "";
  const bool is_adam = optimizer.name.starts_with("adam");
  const double theory = *result.runs.front().start.threshold;
  // Curvature 1; adam's preconditioner is its ε, which is far above every gradient.
  const double measured = std::sqrt(*summary.largest_safe_lr) * std::sqrt(*summary.smallest_failed_lr) /
                          (is_adam ? *optimizer.epsilon : 1);
  const std::string_view in_symbols = make_optimizer<double>(optimizer, 0)->stability_threshold().formula;
  const std::string beta =
      optimizer.name == "sgd" ? "" : digits(is_adam ? optimizer.beta1 : optimizer.momentum);
  return fmt::format("{:<12} {:>5}  {:<17} {:>9} {:>10} {:>10} {:>5}\n", optimizer.name, beta, in_symbols,
                     digits(theory, 6), digits(measured, 6), digits(measured / theory, 5),
                     result.runs.size());
}

}  // namespace

Story momentum_story(Results results) {
  std::string table = fmt::format("{:<12} {:>5}  {:<17} {:>9} {:>10} {:>10} {:>5}\n", "optimizer", "β",
                                  "threshold on η·λ", "theory", "measured", "ratio", "runs");
  for (const SessionResult& result : results) table += threshold_row(result);
  return {
      table,
      "On ½x² the curvature is 1 everywhere, so the largest learning rate that holds is the threshold "
      "itself. Each "
      "was searched for from outside, by training runs alone: doubling and halving, then bisection until the "
      "bracket was .1 % wide. Momentum helps: heavy-ball bears almost twice the rate of plain descent. "
      "Nesterov's "
      "look-ahead costs stability. Adam's ε is made so large here that its preconditioner is constant; its "
      "averaged momentum then bears (1+β)/(1−β) times as much as plain descent, which is why adam rides at "
      "38/η "
      "(β = .9) when networks train at the edge of stability."};
}

}  // namespace lrscope::cli
