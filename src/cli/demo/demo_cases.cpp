// The table of demos, and those about the learning rate alone.
#include <algorithm>
#include <cmath>

#include "cli/demo/demo.h"

namespace lrscope::cli {
namespace {

constexpr std::string_view question_story = R"(
Why does one order of magnitude matter so much? A step of size lr along −g changes the loss by ½·lr²·g'Hg − lr·g'g to
second order: downhill below the critical lr 2g'g/g'Hg, uphill above it. At lr {lr} the critical lr had come down to
{critical_lr} at step {step}, so the step was {excess} times too long{landing}{growth}: a cliff, not a slope. {safe_lr}
lies below {critical_lr}. Over the seeds: {trained} of {safe_runs} runs at {safe_lr} trained{losses}, {nonfinite} of
{deadly_runs} at {lr} ended in NaN{when}.

Why does minimising do the opposite? The gradient knows the slope where it stands, not how far the slope goes on. At step
{step} it promised −lr·g'g = {linear}; the curvature along the way takes ½·lr²·g'Hg = +{quadratic} back, {ratio} times as
much. Predicted change +{predicted}, measured change on the very same batch +{actual}: the update was right in direction
and too long, and no other data are to blame.
)";

constexpr double safe_lr = 1e-4, deadly_lr = 1e-3;

/// How the runs at one learning rate ended.
struct Tally {
  std::int64_t runs = 0;
  std::vector<double> losses;           // of those that trained
  std::vector<std::int64_t> nan_steps;  // of those that ended non-finite
};

Tally tally_of(const SweepSession& sweep, double lr) {
  Tally tally;
  for (const RunRecord& run : sweep.runs) {
    if (run.lr != lr) continue;
    ++tally.runs;
    if (has_trained(run.outcome)) tally.losses.push_back(run.final_loss);
    if (run.outcome == Outcome::nonfinite && run.nan_step) tally.nan_steps.push_back(*run.nan_step);
  }
  return tally;
}

/// ", at step 3 … 9, 9 of them within the first epoch of 14 steps"
std::string when_text(const std::vector<std::int64_t>& steps) {
  constexpr std::int64_t epoch = 14;  // 442 rows in batches of 32
  if (steps.empty()) return "";
  const auto in_first = std::ranges::count_if(steps, [](std::int64_t step) { return step <= epoch; });
  return told(", at step {first} … {last}, {in_first} of them within the first epoch of {epoch} steps",
              {{"first", std::ranges::min(steps)},
               {"last", std::ranges::max(steps)},
               {"in_first", in_first},
               {"epoch", epoch}});
}

Facts question_facts(const Results& results) {
  const RunRecord& run = run_at(results.sweeps[1], deadly_lr);
  const auto steps = steps_of(results.sweeps[1], run.run);
  const auto uphill = std::ranges::find_if(steps, [](const StepRecord& step) {
    return step.critical_lr && step.lr > *step.critical_lr && step.actual_change && *step.actual_change > 0;
  });
  if (uphill == steps.end()) throw NothingToTell();
  std::string landing, growth, losses;
  if (const auto next = uphill + 1; next != steps.end() && next->critical_lr)
    landing =
        told("; where it landed the curvature was {steeper} times higher, and the next step {excess} times too long",
             {{"steeper", *next->directional_curvature / *uphill->directional_curvature, 3},
              {"excess", deadly_lr / *next->critical_lr, 3}});
  if (run.growth_per_step)
    growth = told(". From there the loss grew × {growth} a step", {{"growth", *run.growth_per_step, 3}});
  const Tally safe = tally_of(results.sweeps[0], safe_lr), deadly = tally_of(results.sweeps[0], deadly_lr);
  if (!safe.losses.empty())
    losses = told(" (loss {first} → {lowest} … {highest})", {{"first", run.initial_loss},
                                                             {"lowest", std::ranges::min(safe.losses)},
                                                             {"highest", std::ranges::max(safe.losses)}});
  const double linear = -uphill->lr * *uphill->gg, quadratic = uphill->lr * uphill->lr * *uphill->gHg / 2;
  return {{"lr", deadly_lr},
          {"safe_lr", safe_lr},
          {"step", uphill->step},
          {"critical_lr", uphill->critical_lr},
          {"excess", deadly_lr / *uphill->critical_lr, 3},
          {"landing", landing},
          {"growth", growth},
          {"linear", linear},
          {"quadratic", quadratic},
          {"ratio", -quadratic / linear, 3},
          {"predicted", uphill->predicted_change},
          {"actual", uphill->actual_change},
          {"safe_runs", safe.runs},
          {"trained", std::ssize(safe.losses)},
          {"losses", losses},
          {"deadly_runs", deadly.runs},
          {"nonfinite", std::ssize(deadly.nan_steps)},
          {"when", when_text(deadly.nan_steps)}};
}

constexpr std::string_view square_story = R"(
On x² the gradient is 2x, so a step multiplies x by 1 − 2·lr. At .5 that is 0: one step. At .9 it is −.8: x changes sides
and shrinks. At 1 it is −1: x jumps between ±1 for ever, loss {initial_loss} → {final_loss}, neither trained nor diverged.
At 1.01 it is −1.02 and the loss grows by 1.02² = 1.0404 a step; measured: × {growth}. Everything below 2/curvature = 1
trains, everything above it diverges.
)";

Facts square_facts(const Results& results) {
  const RunRecord& flat = run_at(results.sweeps[0], 1);
  return {{"initial_loss", flat.initial_loss},
          {"final_loss", flat.final_loss},
          {"growth", run_at(results.sweeps[0], 1.01).growth_per_step, 5}};
}

constexpr std::string_view quartic_story = R"(
On x⁴ the curvature 12x² grows with x, so every overshoot lands where the critical lr is smaller still: {critical_0},
{critical_1}, {critical_2}, {critical_3} at the first four steps, while lr falls only as 1/(t+1). |x| goes {x_0}, {x_1},
{x_2}, {x_3}; the loss is infinite at step {loss_inf_step}, x at step {x_inf_step}, and ∞ − ∞ is NaN at step {nan_step}. A
decaying learning rate does not save a run that started beyond the cliff.
)";

Facts quartic_facts(const Results& results) {
  const auto steps = steps_of(results.sweeps[0], 0);
  if (steps.size() < 4) throw NothingToTell();
  const RunRecord& run = results.sweeps[0].runs.front();
  return {{"critical_0", steps[0].critical_lr},
          {"critical_1", steps[1].critical_lr},
          {"critical_2", steps[2].critical_lr},
          {"critical_3", steps[3].critical_lr},
          {"x_0", steps[0].parameter_norm},
          {"x_1", steps[1].parameter_norm},
          {"x_2", steps[2].parameter_norm},
          {"x_3", steps[3].parameter_norm, 6},
          {"loss_inf_step", known(run.loss_inf_step)},
          {"x_inf_step", known(run.parameter_nonfinite_step)},
          {"nan_step", known(run.nan_step)}};
}

constexpr std::string_view canyon_story = R"(
The canyon has curvature 5 across and 1 along. Across, a step multiplies the error by 1 − 5·lr: below .2 it shrinks from
one side, between .2 and .4 it zigzags from wall to wall and still shrinks, above .4 = 2/5 it grows. At .41 the loss grew
× {growth} a step (theory: 1.05² = 1.1025), and the critical lr, measured along a gradient that had turned across the
canyon, ended at {critical_lr}. The steepest direction alone sets the limit.
)";

Facts canyon_facts(const Results& results) {
  const RunRecord& diverged = run_at(results.sweeps[0], 0.41);
  return {{"growth", diverged.growth_per_step, 5}, {"critical_lr", last_critical_lr(results.sweeps[0], diverged)}};
}

constexpr std::string_view alpha_story = R"(
One parameter, a summed loss ½‖y − xb‖², curvature H = xᵀx. The critical lr is 2/H = {limit} at every step: α = .01 lies
below it and ends at {fine_loss}, α = .12 lies above it, the loss grew × {growth} a step to {diverged_loss} after {steps}
steps. That run diverged and never saw a NaN: they are different things.

Adding an intercept raises the largest curvature and lowers the limit to {intercept_limit}: α = .05, safe before, now
first goes down and then up, its lowest loss {best_loss} at step {best_step}.
)";

Facts alpha_facts(const Results& results) {
  const RunRecord& diverged = run_at(results.sweeps[0], 0.12);
  const RunRecord& with_intercept = run_at(results.sweeps[1], 0.05);
  return {{"limit", last_critical_lr(results.sweeps[0], diverged), 7},
          {"fine_loss", run_at(results.sweeps[0], 0.01).final_loss, 7},
          {"growth", diverged.growth_per_step, 5},
          {"diverged_loss", diverged.final_loss, 3},
          {"steps", diverged.steps},
          {"intercept_limit", last_critical_lr(results.sweeps[1], with_intercept), 5},
          {"best_loss", with_intercept.best_loss, 5},
          {"best_step", with_intercept.best_step}};
}

constexpr std::string_view line_story = R"(
x runs up to 40 and nobody scaled it, so the curvature along the slope is {curvature}. The run at .01, {excess} times the
limit of {limit}, multiplied its error by −{error_factor} at every step, {ten_steps} in ten steps, which is what the asker
saw printed. Measured: {largest_trained} trains and {smallest_failed} diverges, on either side of the limit.
)";

Facts line_facts(const Results& results) {
  const RunRecord& asked = run_at(results.sweeps[0], 0.01);
  const double limit = last_critical_lr(results.sweeps[0], asked),
               error_factor = std::sqrt(known(asked.growth_per_step));
  return {{"curvature", 2 / limit, 7},
          {"excess", 0.01 / limit, 3},
          {"limit", limit, 6},
          {"error_factor", error_factor, 8},
          {"ten_steps", std::pow(error_factor, 10), 6},
          {"largest_trained", results.sweeps[0].summary.largest_trained_lr},
          {"smallest_failed", results.sweeps[0].summary.smallest_failed_lr}};
}

}  // namespace

const std::vector<Demo>& demos() {
  static const std::vector<Demo> table = {
      {"question",
       "the blow-up of the question on real data: lr .001 against .0001",
       {"sweep case:diabetes --target progression --scale standard --hidden 64,64,64 --lr 0.0001,0.001 --seeds 0..9",
        "trace case:diabetes --target progression --scale standard --hidden 64,64,64 --lr 0.0001,0.001 --seed 1 "
        "--max-steps 14 --sharpness-every 1"},
       question_story,
       &question_facts},
      {"square",
       "x²: shrink, jump, bounce for ever, diverge",
       {"sweep case:square --lr 0.1,0.5,0.9,1,1.01 --max-steps 100 --precision float64"},
       square_story,
       &square_facts},
      {"quartic",
       "x⁴: diverges although the learning rate goes to 0",
       {"trace case:quartic --lr 1 --schedule inverse-time --max-steps 20 --precision float64"},
       quartic_story,
       &quartic_facts},
      {"canyon",
       "½xᵀHx with H = [[3,2],[2,3]]: the steepest direction sets the limit",
       {"sweep case:canyon --lr 0.1,0.2,0.3,0.39,0.41 --max-steps 100 --precision float64"},
       canyon_story,
       &canyon_facts},
      edge_demo(),
      catapult_demo(),
      momentum_demo(),
      {"alpha",
       "a published pair, α = .01 and .12, and what an intercept changes",
       {"sweep case:alpha --hidden none --no-bias --init zeros --loss half-sse --batch-size full --precision float64 "
        "--lr 0.01,0.12 --max-steps 500",
        "sweep case:alpha --hidden none --init zeros --loss half-sse --batch-size full --precision float64 --lr "
        "0.01,0.05 --max-steps 500"},
       alpha_story,
       &alpha_facts},
      {"line",
       "y = wx + c on unscaled x, a Stack Overflow question: lr .01 is six times too much",
       {"sweep case:line --hidden none --init zeros --batch-size full --precision float64 --lr "
        "0.001,0.00156,0.00157,0.01 --max-steps 1000"},
       line_story,
       &line_facts},
      fractal_demo(),
      ripple_demo(),
  };
  return table;
}

}  // namespace lrscope::cli
