#include "demo_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "demo_words.h"
#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

/// "10 of 10 seeds trained", "9 of 10 seeds ended nonfinite", …
struct Tally {
  std::int64_t runs = 0, trained = 0, nonfinite = 0, in_first_epoch = 0;
  double lowest_loss = HUGE_VAL, highest_loss = 0;
  std::int64_t first_nan = INT64_MAX, last_nan = 0;
};

Tally tally(const SessionResult& result, double lr, std::int64_t steps_per_epoch) {
  Tally t;
  for (const RunRecord& run : result.runs) {
    if (run.lr != lr) continue;
    ++t.runs;
    if (has_trained(run.outcome)) {
      ++t.trained;
      t.lowest_loss = std::min(t.lowest_loss, run.final_loss);
      t.highest_loss = std::max(t.highest_loss, run.final_loss);
    }
    if (run.outcome != Outcome::nonfinite || !run.nan_step) continue;
    ++t.nonfinite;
    t.in_first_epoch += *run.nan_step <= steps_per_epoch;
    t.first_nan = std::min(t.first_nan, *run.nan_step);
    t.last_nan = std::max(t.last_nan, *run.nan_step);
  }
  return t;
}

constexpr double safe_lr = 1e-4, deadly_lr = 1e-3;
constexpr std::int64_t question_epoch = 14;  // 442 rows in batches of 32

std::string why_one_order_matters(const SessionResult& sweep, const std::vector<StepRecord>& steps,
                                  const StepRecord& uphill, const RunRecord& run) {
  const Tally safe = tally(sweep, safe_lr, question_epoch), deadly = tally(sweep, deadly_lr, question_epoch);
  std::string text = fmt::format(
      "Why does one order of magnitude matter so much? A step of size lr along −g changes the loss by "
      "½·lr²·g'Hg − lr·g'g "
      "to second order: downhill below the critical lr 2g'g/g'Hg, uphill above it. At lr {} the critical lr "
      "had come down to "
      "{} at step {}, so the step was {} times too long",
      digits(deadly_lr), digits(*uphill.critical_lr), uphill.step,
      digits(deadly_lr / *uphill.critical_lr, 3));
  const auto next = static_cast<std::size_t>(uphill.step + 1);
  if (next < steps.size() && steps[next].critical_lr)
    text += fmt::format(
        "; where it landed the curvature was {} times higher, and the next step {} times too long",
        digits(*steps[next].directional_curvature / *uphill.directional_curvature, 3),
        digits(deadly_lr / *steps[next].critical_lr, 3));
  if (run.growth_per_step)
    text += fmt::format(". From there the loss grew × {} a step", digits(*run.growth_per_step, 3));
  text += fmt::format(": a cliff, not a slope. {} lies below {}. Over the seeds: {} of {} runs at {} trained",
                      digits(safe_lr), digits(*uphill.critical_lr), safe.trained, safe.runs, digits(safe_lr));
  if (safe.trained > 0)
    text += fmt::format(" (loss {} → {} … {})", digits(run.initial_loss), digits(safe.lowest_loss),
                        digits(safe.highest_loss));
  text += fmt::format(", {} of {} at {} ended in NaN", deadly.nonfinite, deadly.runs, digits(deadly_lr));
  if (deadly.nonfinite > 0)
    text += fmt::format(", at step {} … {}, {} of them within the first epoch of {} steps", deadly.first_nan,
                        deadly.last_nan, deadly.in_first_epoch, question_epoch);
  return text + ".";
}

std::string why_minimising_does_the_opposite(const StepRecord& uphill) {
  const double linear = -uphill.lr * *uphill.gg, quadratic = uphill.lr * uphill.lr * *uphill.gHg / 2;
  return fmt::format(
      "Why does minimising do the opposite? The gradient knows the slope where it stands, not how far the "
      "slope goes on. At "
      "step {} it promised −lr·g'g = {}; the curvature along the way takes ½·lr²·g'Hg = +{} back, {} times "
      "as much. Predicted "
      "change +{}, measured change on the very same batch {}{}: the update was right in direction and too "
      "long, and no "
      "other data are to blame.",
      uphill.step, digits(linear), digits(quadratic), digits(-quadratic / linear, 3),
      digits(*uphill.predicted_change), *uphill.actual_change > 0 ? "+" : "", digits(*uphill.actual_change));
}

Story question_story(Results results) {
  const RunRecord* run = find_run(results[1], deadly_lr);
  if (!run) return {};
  const auto steps = steps_of(results[1], run->run);
  const auto uphill = std::find_if(steps.begin(), steps.end(), [](const StepRecord& step) {
    return step.critical_lr && step.lr > *step.critical_lr && step.actual_change && *step.actual_change > 0;
  });
  if (uphill == steps.end()) return {};
  return {why_one_order_matters(results[0], steps, *uphill, *run), why_minimising_does_the_opposite(*uphill)};
}

Story square_story(Results results) {
  const RunRecord* diverged = find_run(results[0], 1.01);
  const RunRecord* flat = find_run(results[0], 1);
  if (!diverged || !flat || !diverged->growth_per_step) return {};
  return {fmt::format(
      "On x² the gradient is 2x, so a step multiplies x by 1 − 2·lr. At .5 that is 0: one step. At .9 it is "
      "−.8: x changes "
      "sides and shrinks. At 1 it is −1: x jumps between ±1 for ever, loss {} → {}, neither trained nor "
      "diverged. At 1.01 it is "
      "−1.02 and the loss grows by 1.02² = 1.0404 a step; measured: × {}. Everything below 2/curvature = 1 "
      "trains, everything "
      "above it diverges.",
      digits(flat->initial_loss), digits(flat->final_loss), digits(*diverged->growth_per_step, 5))};
}

Story quartic_story(Results results) {
  const auto steps = steps_of(results[0], 0);
  const RunRecord& run = results[0].runs.front();
  if (steps.size() < 4 || !run.loss_inf_step || !run.parameter_nonfinite_step || !run.nan_step) return {};
  return {fmt::format(
      "On x⁴ the curvature 12x² grows with x, so every overshoot lands where the critical lr is smaller "
      "still: {}, {}, {}, {} at "
      "the first four steps, while lr falls only as 1/(t+1). |x| goes {}, {}, {}, {}; the loss is infinite "
      "at step {}, x at step "
      "{}, and ∞ − ∞ is NaN at step {}. A decaying learning rate does not save a run that started beyond the "
      "cliff.",
      digits(*steps[0].critical_lr), digits(*steps[1].critical_lr), digits(*steps[2].critical_lr),
      digits(*steps[3].critical_lr), digits(*steps[0].parameter_norm), digits(*steps[1].parameter_norm),
      digits(*steps[2].parameter_norm), digits(*steps[3].parameter_norm, 6), *run.loss_inf_step,
      *run.parameter_nonfinite_step, *run.nan_step)};
}

Story canyon_story(Results results) {
  const RunRecord* diverged = find_run(results[0], 0.41);
  if (!diverged || !diverged->growth_per_step) return {};
  const auto critical = last_critical_lr(results[0], diverged->run);
  if (!critical) return {};
  return {
      fmt::format("The canyon has curvature 5 across and 1 along. Across, a step multiplies the error by 1 − "
                  "5·lr: below .2 it shrinks from "
                  "one side, between .2 and .4 it zigzags from wall to wall and still shrinks, above .4 = "
                  "2/5 it grows. At .41 the loss grew "
                  "× {} a step (theory: 1.05² = 1.1025), and the critical lr, measured along a gradient that "
                  "had turned across the "
                  "canyon, ended at {}. The steepest direction alone sets the limit.",
                  digits(*diverged->growth_per_step, 5), digits(*critical))};
}

Story alpha_story(Results results) {
  const RunRecord* fine = find_run(results[0], 0.01);
  const RunRecord* diverged = find_run(results[0], 0.12);
  const RunRecord* with_intercept = find_run(results[1], 0.05);
  if (!fine || !diverged || !with_intercept || !diverged->growth_per_step) return {};
  const auto limit = last_critical_lr(results[0], diverged->run);
  const auto limit_with_intercept = last_critical_lr(results[1], with_intercept->run);
  if (!limit || !limit_with_intercept) return {};
  return {fmt::format("One parameter, a summed loss ½‖y − xb‖², curvature H = xᵀx. The critical lr is 2/H = "
                      "{} at every step: α = .01 lies "
                      "below it and ends at {}, α = .12 lies above it, the loss grew × {} a step to {} after "
                      "{} steps. That run diverged and "
                      "never saw a NaN: they are different things.",
                      digits(*limit, 7), digits(fine->final_loss, 7), digits(*diverged->growth_per_step, 5),
                      digits(diverged->final_loss, 3), diverged->steps),
          fmt::format("Adding an intercept raises the largest curvature and lowers the limit to {}: α = .05, "
                      "safe before, now first "
                      "goes down and then up, its lowest loss {} at step {}.",
                      digits(*limit_with_intercept, 5), digits(with_intercept->best_loss, 5),
                      with_intercept->best_step)};
}

Story line_story(Results results) {
  const RunRecord* asked = find_run(results[0], 0.01);
  if (!asked || !asked->growth_per_step) return {};
  const auto limit = last_critical_lr(results[0], asked->run);
  const Summary& summary = results[0].summary;
  if (!limit || !summary.largest_trained_lr || !summary.smallest_failed_lr) return {};
  const double error_factor = std::sqrt(*asked->growth_per_step);
  return {
      fmt::format("x runs up to 40 and nobody scaled it, so the curvature along the slope is {}. The run at "
                  ".01, {} times the limit of {}, "
                  "multiplied its error by −{} at every step, {} in ten steps, which is what the asker saw "
                  "printed. Measured: {} trains and {} "
                  "diverges, on either side of the limit.",
                  digits(2 / *limit, 7), digits(0.01 / *limit, 3), digits(*limit, 6), digits(error_factor, 8),
                  digits(std::pow(error_factor, 10), 6), digits(*summary.largest_trained_lr),
                  digits(*summary.smallest_failed_lr))};
}

std::vector<std::string> momentum_commands() {
  const std::string runs =
      "sweep case:half-square --lr auto:0.001 --max-steps 4000 --precision float64 --optimizer ";
  std::vector<std::string> commands = {runs + "sgd"};
  for (const char* optimizer : {"heavy-ball --momentum ", "nesterov --momentum "})
    for (const char* beta : {"0.5", "0.9", "0.99"}) commands.push_back(runs + optimizer + beta);
  // An ε far above every gradient holds adam's preconditioner constant. Its bias correction makes the first
  // steps 1/(1−β₁) times as long: at .99 that overflows before it has faded, unless the rate is warmed up.
  for (const char* settings :
       {"0.5 --epsilon 1e100", "0.9 --epsilon 1e100", "0.99 --epsilon 1e8 --warmup-steps 1000"})
    commands.push_back(runs + "adam --beta1 " + settings);
  return commands;
}

}  // namespace

std::span<const Demo> demos() {
  static const std::vector<Demo> table = {
      {"question",
       "the blow-up of the question on real data: lr .001 against .0001",
       {"sweep case:diabetes --target progression --scale standard --hidden 64,64,64 --lr 0.0001,0.001 "
        "--seeds 0..9",
        "trace case:diabetes --target progression --scale standard --hidden 64,64,64 --lr 0.0001,0.001 "
        "--seed 1 --max-steps 14 --sharpness-every 1"},
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
       {"trace case:chebyshev --hidden 100 --activation tanh --batch-size full --precision float64 --lr "
        "0.1,0.12,0.15 --max-steps 5000 --print-every 1000"},
       &edge_story},
      {"catapult",
       "two linear layers: beyond 2/λ the loss first grows, then the curvature falls and it trains",
       {"sweep case:catapult --lr 0.5,0.9,1.25,1.7,1.95,2.05,2.5 --max-steps 400 --precision float64 "
        "--sharpness-every 1",
        "trace case:catapult --lr 1.25 --max-steps 16 --precision float64"},
       &catapult_story},
      {"momentum", "every optimizer's stability threshold, found by bisection, beside theory",
       momentum_commands(), &momentum_story, false},
      {"alpha",
       "a published pair, α = .01 and .12, and what an intercept changes",
       {"sweep case:alpha --hidden none --no-bias --init zeros --loss half-sse --batch-size full --precision "
        "float64 "
        "--lr 0.01,0.12 --max-steps 500",
        "sweep case:alpha --hidden none --init zeros --loss half-sse --batch-size full --precision float64 "
        "--lr 0.01,0.05 "
        "--max-steps 500"},
       &alpha_story},
      {"line",
       "y = wx + c on unscaled x, a Stack Overflow question: lr .01 is six times too much",
       {"sweep case:line --hidden none --init zeros --batch-size full --precision float64 --lr "
        "0.001,0.00156,0.00157,0.01 "
        "--max-steps 1000"},
       &line_story},
      {"fractal", "the boundary of trainability of a small network, a learning rate for each layer, and a deep zoom",
       fractal_commands(), &fractal_story},
      {"fractal-1d", "a bowl with ripples: a boundary that is a fractal in one learning rate", ripple_commands(),
       &ripple_story},
  };
  return table;
}

}  // namespace lrscope::cli
