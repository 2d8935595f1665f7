// The table of demos, and the stories about the learning rate alone and about maps.
#include <algorithm>
#include <cmath>

#include "cli/demo/demo.h"

namespace lrscope::cli {
namespace {

using namespace fmt::literals;

/// The last critical learning rate of a run that was measured before anything stopped being finite.
double last_critical_lr(const SweepSession& result, const RunRecord& run) {
  std::optional<double> last;
  for (const StepRecord& step : steps_of(result, run.run))
    if (step.critical_lr && std::isfinite(step.loss)) last = step.critical_lr;
  return known(last);
}

constexpr double safe_lr = 1e-4, deadly_lr = 1e-3;

/// ", at step 3 … 9, 9 of them within the first epoch of 14 steps"
std::string when_text(const std::vector<std::int64_t>& steps) {
  constexpr std::int64_t epoch = 14;  // 442 rows in batches of 32
  if (steps.empty()) return "";
  return fmt::format(", at step {} … {}, {} of them within the first epoch of {} steps", std::ranges::min(steps),
                     std::ranges::max(steps), std::ranges::count_if(steps, [](auto step) { return step <= epoch; }),
                     epoch);
}

std::string question_story(const Results& results) {
  const RunRecord& run = run_at(results.sweeps[1], deadly_lr);
  const auto steps = steps_of(results.sweeps[1], run.run);
  const auto uphill = std::ranges::find_if(steps, [](const StepRecord& step) {
    return step.critical_lr && step.lr > *step.critical_lr && step.actual_change && *step.actual_change > 0;
  });
  if (uphill == steps.end()) throw NothingToTell();
  std::string landing, growth, losses;
  if (const auto next = uphill + 1; next != steps.end() && next->critical_lr)
    landing = fmt::format("; where it landed the curvature was {} times higher, and the next step {} times too long",
                          shown(*next->directional_curvature / *uphill->directional_curvature, 3),
                          shown(deadly_lr / *next->critical_lr, 3));
  if (run.growth_per_step)
    growth = fmt::format(". From there the loss grew × {} a step", shown(run.growth_per_step, 3));
  std::vector<double> trained;  // their losses
  std::vector<std::int64_t> nan_steps;
  for (const RunRecord& end : results.sweeps[0].runs) {
    if (end.lr == safe_lr && has_skill(end.outcome)) trained.push_back(end.final_loss);
    if (end.lr == deadly_lr && end.outcome == Outcome::nonfinite && end.nan_step) nan_steps.push_back(*end.nan_step);
  }
  if (!trained.empty())
    losses = fmt::format(" (loss {} → {} … {})", shown(run.initial_loss), shown(std::ranges::min(trained)),
                         shown(std::ranges::max(trained)));
  const double linear = -uphill->lr * *uphill->gg, quadratic = uphill->lr * uphill->lr * *uphill->gHg / 2;
  return told(R"(
Why does one order of magnitude matter so much? A step of size lr along −g changes the loss by ½·lr²·g'Hg − lr·g'g to
second order: downhill below the critical lr 2g'g/g'Hg, uphill above it. At lr {lr} the critical lr had come down to
{critical_lr} at step {step}, so the step was {excess} times too long{landing}{growth}: a cliff, not a slope. {safe_lr}
lies below {critical_lr}. Over the seeds: {trained} of {safe_runs} runs at {safe_lr} trained{losses}, {nonfinite} of
{deadly_runs} at {lr} ended in NaN{when}.

Why does minimising do the opposite? The gradient knows the slope where it stands, not how far the slope goes on. At step
{step} it promised −lr·g'g = {linear}; the curvature along the way takes ½·lr²·g'Hg = +{quadratic} back, {ratio} times as
much. Predicted change +{predicted}, measured change on the very same batch +{actual}: the update was right in direction
and too long, and no other data are to blame.
)",
              "lr"_a = shown(deadly_lr), "safe_lr"_a = shown(safe_lr), "step"_a = uphill->step,
              "critical_lr"_a = shown(uphill->critical_lr), "excess"_a = shown(deadly_lr / *uphill->critical_lr, 3),
              "landing"_a = landing, "growth"_a = growth, "linear"_a = shown(linear), "quadratic"_a = shown(quadratic),
              "ratio"_a = shown(-quadratic / linear, 3), "predicted"_a = shown(uphill->predicted_change),
              "actual"_a = shown(uphill->actual_change),
              "safe_runs"_a = std::ranges::count(results.sweeps[0].runs, safe_lr, &RunRecord::lr),
              "trained"_a = trained.size(), "losses"_a = losses,
              "deadly_runs"_a = std::ranges::count(results.sweeps[0].runs, deadly_lr, &RunRecord::lr),
              "nonfinite"_a = nan_steps.size(), "when"_a = when_text(nan_steps));
}

std::string square_story(const Results& results) {
  const RunRecord& flat = run_at(results.sweeps[0], 1);
  return told(R"(
On x² the gradient is 2x, so a step multiplies x by 1 − 2·lr. At .5 that is 0: one step. At .9 it is −.8: x changes sides
and shrinks. At 1 it is −1: x jumps between ±1 for ever, loss {initial_loss} → {final_loss}, neither trained nor diverged.
At 1.01 it is −1.02 and the loss grows by 1.02² = 1.0404 a step; measured: × {growth}. Everything below 2/curvature = 1
trains, everything above it diverges.
)",
              "initial_loss"_a = shown(flat.initial_loss), "final_loss"_a = shown(flat.final_loss),
              "growth"_a = shown(run_at(results.sweeps[0], 1.01).growth_per_step, 5));
}

std::string quartic_story(const Results& results) {
  const auto steps = steps_of(results.sweeps[0], 0);
  if (steps.size() < 4) throw NothingToTell();
  std::vector<std::string> criticals, xs;
  for (const StepRecord& step : std::span(steps).first(4)) {
    criticals.push_back(shown(step.critical_lr));
    xs.push_back(shown(step.parameter_norm, 6));
  }
  const RunRecord& run = results.sweeps[0].runs.front();
  return told(R"(
On x⁴ the curvature 12x² grows with x, so every overshoot lands where the critical lr is smaller still: {criticals} at the
first four steps, while lr falls only as 1/(t+1). |x| goes {xs}; the loss is infinite at step {loss_inf_step}, x at step
{x_inf_step}, and ∞ − ∞ is NaN at step {nan_step}. A decaying learning rate does not save a run that started beyond the cliff.
)",
              "criticals"_a = join(criticals, ", "), "xs"_a = join(xs, ", "),
              "loss_inf_step"_a = known(run.loss_inf_step), "x_inf_step"_a = known(run.parameter_nonfinite_step),
              "nan_step"_a = known(run.nan_step));
}

std::string canyon_story(const Results& results) {
  const RunRecord& diverged = run_at(results.sweeps[0], 0.41);
  return told(R"(
The canyon has curvature 5 across and 1 along. Across, a step multiplies the error by 1 − 5·lr: below .2 it shrinks from
one side, between .2 and .4 it zigzags from wall to wall and still shrinks, above .4 = 2/5 it grows. At .41 the loss grew
× {growth} a step (theory: 1.05² = 1.1025), and the critical lr, measured along a gradient that had turned across the
canyon, ended at {critical_lr}. The steepest direction alone sets the limit.
)",
              "growth"_a = shown(diverged.growth_per_step, 5),
              "critical_lr"_a = shown(last_critical_lr(results.sweeps[0], diverged)));
}

std::string alpha_story(const Results& results) {
  const RunRecord& diverged = run_at(results.sweeps[0], 0.12);
  const RunRecord& with_intercept = run_at(results.sweeps[1], 0.05);
  return told(R"(
One parameter, a summed loss ½‖y − xb‖², curvature H = xᵀx. The critical lr is 2/H = {limit} at every step: α = .01 lies
below it and ends at {fine_loss}, α = .12 lies above it, the loss grew × {growth} a step to {diverged_loss} after {steps}
steps. That run diverged and never saw a NaN: they are different things.

Adding an intercept raises the largest curvature and lowers the limit to {intercept_limit}: α = .05, safe before, now
first goes down and then up, its lowest loss {best_loss} at step {best_step}.
)",
              "limit"_a = shown(last_critical_lr(results.sweeps[0], diverged), 7),
              "fine_loss"_a = shown(run_at(results.sweeps[0], 0.01).final_loss, 7),
              "growth"_a = shown(diverged.growth_per_step, 5), "diverged_loss"_a = shown(diverged.final_loss, 3),
              "steps"_a = diverged.steps,
              "intercept_limit"_a = shown(last_critical_lr(results.sweeps[1], with_intercept), 5),
              "best_loss"_a = shown(with_intercept.best_loss, 5), "best_step"_a = with_intercept.best_step);
}

std::string line_story(const Results& results) {
  const RunRecord& asked = run_at(results.sweeps[0], 0.01);
  const double limit = last_critical_lr(results.sweeps[0], asked);
  const double error_factor = std::sqrt(known(asked.growth_per_step));
  return told(R"(
x runs up to 40 and nobody scaled it, so the curvature along the slope is {curvature}. The run at .01, {excess} times the
limit of {limit}, multiplied its error by −{error_factor} at every step, {ten_steps} in ten steps, which is what the asker
saw printed. Measured: {largest_trained} trains and {smallest_failed} diverges, on either side of the limit.
)",
              "curvature"_a = shown(2 / limit, 7), "excess"_a = shown(0.01 / limit, 3), "limit"_a = shown(limit, 6),
              "error_factor"_a = shown(error_factor, 8), "ten_steps"_a = shown(std::pow(error_factor, 10), 6),
              "largest_trained"_a = shown(results.sweeps[0].summary.largest_trained_lr),
              "smallest_failed"_a = shown(results.sweeps[0].summary.smallest_failed_lr));
}

double log_length(const MapAxis& axis) { return std::log(axis.values.back() / axis.values.front()); }

std::string fractal_story(const Results& results) {
  const MapResult &whole = results.maps[0].result, &zoomed = results.maps[1].result;
  return told(R"(
Between the learning rates that train and those that do not runs no line. {failed:.0f} of 100 cells failed; the boundary has
the box-counting dimension {dimension:.2f}, where a line has 1 and a plane 2.

Magnified {magnification} times it has not become smooth: dimension {zoomed_dimension:.2f}. Each step maps the parameters to
others, and {steps} maps in a row are what pictures of fractals are made of. So a rate above which training fails is a rule
of thumb near the edge, not a number: stay well below it.
)",
              "failed"_a = 100 * whole.map.failed_fraction, "dimension"_a = known(whole.map.dimension_fitted),
              "magnification"_a = shown(log_length(whole.x) / log_length(zoomed.x), 2),
              "zoomed_dimension"_a = known(zoomed.map.dimension_fitted),
              "steps"_a = results.maps[1].spec.max_steps.value_or(0));
}

/// How often the outcome changes between failed and not over every stride-th cell of a map of one row, from 0 on.
std::int64_t changes(const MapCells& cells, std::int64_t stride) {
  std::int64_t count = 0;
  bool had_failed = false;
  for (std::int64_t i = stride; i <= cells.width; i += stride) {
    const bool has_failed = cells.is_failed(static_cast<std::size_t>(i - 1));
    count += has_failed != had_failed;
    had_failed = has_failed;
  }
  return count;
}

std::string ripple_story(const Results& results) {
  constexpr std::int64_t coarsest = 64;
  const MapResult& map = results.maps[0].result;
  std::vector<std::pair<double, double>> seen;  // cells, changes
  std::string table = fmt::format("{:>10} {:>22}\n", "cells", "changes of outcome");
  for (std::int64_t stride = coarsest; stride > 0; stride /= 2) {
    if (map.cells.width % stride != 0) continue;
    const std::int64_t count = changes(map.cells, stride);
    seen.emplace_back(map.cells.width / stride, count);
    table += fmt::format("{:>10} {:>22}\n", map.cells.width / stride, count);
  }
  if (seen.size() < 2 || seen.front().second == 0) throw NothingToTell();
  const double slope =
      std::log(seen.back().second / seen.front().second) / std::log(seen.back().first / seen.front().first);
  return told(R"(
{table}

A boundary of one point, as that of x², would show one change of outcome however finely one looks. Here twice as many cells
show {factor:.2f} times as many changes: a dimension of {dimension:.2f} between a point and a line. Of the learning rates from
{lowest} to {highest}, {failed:.1f} % failed, and no table of them says where the next one will.
)",
              "table"_a = table, "factor"_a = std::pow(2, slope), "dimension"_a = slope,
              "lowest"_a = shown(map.x.values.front()), "highest"_a = shown(map.x.values.back()),
              "failed"_a = 100 * map.map.failed_fraction);
}

const std::string fractal_setting =
    "map case:normal --hidden 16 --activation tanh --no-bias --init mean-field --parametrization ntk --batch-size full "
    "--max-steps 500 --x lr[1]=log:1e-3:1e6 --y lr[2]=log:1e-3:1e6";

}  // namespace

const std::vector<Demo>& demos() {
  static const std::vector<Demo> table = {
      {"question",
       "the blow-up of the question on real data: lr .001 against .0001",
       {"sweep case:diabetes --target progression --scale standard --hidden 64,64,64 --lr 0.0001,0.001 --seeds 0..9",
        "trace case:diabetes --target progression --scale standard --hidden 64,64,64 --lr 0.0001,0.001 --seed 1 "
        "--max-steps 14 --sharpness-every 1"},
       &question_story},
      {"square",
       "x²: shrink, jump, bounce for ever, diverge",
       {"sweep case:square --lr 0.1,0.5,0.9,1,1.01 --max-steps 100 --precision float64"},
       &square_story},
      {"quartic",
       "x⁴: diverges although the learning rate goes to 0",
       {"trace case:quartic --lr 1 --schedule inverse-time --max-steps 20 --precision float64"},
       &quartic_story},
      {"canyon",
       "½xᵀHx with H = [[3,2],[2,3]]: the steepest direction sets the limit",
       {"sweep case:canyon --lr 0.1,0.2,0.3,0.39,0.41 --max-steps 100 --precision float64"},
       &canyon_story},
      {"edge",
       "20 points of T₃, a tanh network: the sharpness rises to 2/lr and stays there",
       {"trace case:chebyshev --hidden 100 --activation tanh --batch-size full --precision float64 --lr 0.1,0.12,0.15 "
        "--max-steps 5000 --print-every 1000",
        "trace case:chebyshev --hidden 30,20 --activation tanh --batch-size full --precision float64 --lr 0.1 --seeds "
        "0..4 --max-steps 3000 --sharpness-every 0 --print-every 1500 --edge-at 3000"},
       &edge_story,
       true,
       true},
      {"catapult",
       "two linear layers: beyond 2/λ the loss first grows, then the curvature falls and it trains",
       {"sweep case:catapult --lr 0.5,0.9,1.25,1.7,1.95,2.05,2.5 --max-steps 400 --precision float64 --sharpness-every "
        "1",
        "trace case:catapult --lr 1.25 --max-steps 16 --precision float64"},
       &catapult_story},
      {"noise",
       "a linear model on batches of 4 rows: between two limits it is the luck of the draw which seeds fail",
       {"sweep case:diabetes --target progression --scale standard --hidden none --batch-size 4 --max-steps 20000 "
        "--precision float64 --lr 0.1,0.14,0.16,0.18,0.19,0.2,0.21,0.22 --seeds 0..9"},
       &noise_story,
       false},
      {"momentum", "every optimizer's stability threshold, found by bisection, beside theory", momentum_commands(),
       &momentum_story, false},
      {"alpha",
       "a published pair, α = .01 and .12, and what an intercept changes",
       {"sweep case:alpha --hidden none --no-bias --init zeros --loss half-sse --batch-size full --precision float64 "
        "--lr 0.01,0.12 --max-steps 500",
        "sweep case:alpha --hidden none --init zeros --loss half-sse --batch-size full --precision float64 --lr "
        "0.01,0.05 --max-steps 500"},
       &alpha_story},
      {"line",
       "y = wx + c on unscaled x, a Stack Overflow question: lr .01 is six times too much",
       {"sweep case:line --hidden none --init zeros --batch-size full --precision float64 --lr "
        "0.001,0.00156,0.00157,0.01 --max-steps 1000"},
       &line_story},
      {"fractal",
       "the boundary of trainability of a small network, a learning rate for each layer, and a deep zoom",
       {fractal_setting, fractal_setting + " --precision float64 --zoom 69.0185:69.0239,142.2163:142.2229"},
       &fractal_story},
      // f > 10⁸ at any of 1000 steps, from f(1) = 1.2; the multiples of 1.5/2¹⁸ up to 1.5.
      {"fractal-1d",
       "a bowl with ripples: a boundary that is a fractal in one learning rate",
       {"map case:ripple --precision float64 --max-steps 1000 --diverge-factor 83333333.3333333 --stop-on-divergence "
        "--x lr=lin:5.7220458984375e-6:1.5 --size 262144"},
       &ripple_story},
  };
  return table;
}

}  // namespace lrscope::cli
