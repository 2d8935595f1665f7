#include "sweep/sweep_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/text.h"
#include "curvature/batch_limit.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

constexpr std::size_t sparkline_width = 24, narrowest_sparkline = 8;

TextCell number(const std::optional<double>& value, int count = 4) {
  return {digits(value, count), !value || std::isfinite(*value) ? Paint::none : Paint::red};
}

/// In red whatever its value, if `is_bad`.
TextCell number(const std::optional<double>& value, bool is_bad) {
  TextCell cell = number(value);
  if (is_bad) cell.paint = Paint::red;
  return cell;
}

Paint paint_of(Outcome outcome) {
  if (has_failed(outcome)) return Paint::red;
  return outcome == Outcome::trained ? Paint::green : Paint::yellow;
}

/// d2 on held-out rows; in yellow where that is no skill although the run trained.
TextCell holdout_d2_of(const RunRecord& run) {
  TextCell cell = number(run.holdout_d2, 3);
  if (cell.paint == Paint::none && has_skill(run.outcome) && !has_skill(run)) cell.paint = Paint::yellow;
  return cell;
}

std::vector<TextColumn> run_columns(bool several_seeds, bool has_holdout, int lr_digits) {
  std::vector<TextColumn> columns = {{.title = "lr", .width = static_cast<std::size_t>(5 + lr_digits)},
                                     {.title = "limit", .width = 9, .spare = 2}};
  if (several_seeds) columns.push_back({.title = "seed", .width = 4});
  columns.insert(columns.end(), {{.title = "outcome", .width = 9, .align = Align::left},
                                 {.title = "steps", .width = 5, .spare = 6},
                                 {.title = "initial loss", .width = 12, .spare = 8},
                                 {.title = "final loss", .width = 10},
                                 {.title = "d2", .width = 7}});
  if (has_holdout) columns.push_back({.title = "held out", .width = 8});
  columns.insert(columns.end(), {{.title = "1st rise", .width = 8, .spare = 4},
                                 {.title = "diverges", .width = 8, .spare = 3},
                                 {.title = "inf at", .width = 6, .spare = 5},
                                 {.title = "NaN at", .width = 6},
                                 {.title = "× a step", .width = 9, .spare = 7},
                                 {.title = "loss over the run",
                                  .width = sparkline_width,
                                  .align = Align::left,
                                  .spare = 1,
                                  .least = narrowest_sparkline}});
  return columns;
}

/// Marked where it did not converge.
TextCell sharpness_of(const StepRecord& step) {
  if (!step.sharpness) return digits(std::optional<double>());
  TextCell cell = number(step.sharpness->value);
  const auto& scaled = step.preconditioned_sharpness;
  const bool converged = step.sharpness->converged && (!scaled || scaled->converged);
  if (!converged && std::isfinite(step.sharpness->value)) cell.text += "?";
  return cell;
}

}  // namespace

RunTable::RunTable(bool several_seeds, bool has_holdout, int lr_digits, const Screen& terminal)
    : several_seeds_(several_seeds),
      has_holdout_(has_holdout),
      lr_digits_(lr_digits),
      table_(run_columns(several_seeds, has_holdout, lr_digits), terminal) {}

StyledText RunTable::row(const RunRecord& run, bool is_colored, const Screen& screen) const {
  const TextTable& table = table_.on(screen);
  TextCell lr = number(run.lr, lr_digits_);
  // A limit that did not hold is no warning: many runs train beyond it.
  if (run.start.limit && run.lr > *run.start.limit && has_failed(run.outcome)) lr.paint = Paint::red;
  std::vector<TextCell> cells = {std::move(lr), number(run.start.limit)};
  if (several_seeds_) cells.emplace_back(std::to_string(run.seed));
  cells.insert(cells.end(), {{std::string(name_of(run.outcome)), paint_of(run.outcome)},
                             std::to_string(run.steps),
                             number(run.initial_loss),
                             number(run.final_loss),
                             number(run.d2, 3)});
  if (has_holdout_) cells.push_back(holdout_d2_of(run));
  cells.insert(cells.end(), {digits(run.first_rise_step), digits(run.divergence_step), digits(run.loss_inf_step),
                             digits(run.nan_step), number(run.growth_per_step, 3),
                             sparkline(run.loss_curve, table.width(cells.size() + 5))});
  return table.painted_row(cells, is_colored);
}

StepTable::StepTable(std::string sharpness_rows, const Screen& terminal)
    : table_({{.title = "step", .width = 5},
              {.title = "lr", .width = 9},
              {.title = "critical lr", .width = 11},
              {.title = "", .width = 1, .align = Align::left},
              {.title = "sharpness", .width = 9, .spare = 2},
              {.title = "stability", .width = 9, .spare = 1},
              {.title = "loss", .width = 10},
              {.title = "predicted change", .width = 16},
              {.title = "actual change", .width = 13},
              {.title = "g'g", .width = 10, .spare = 3},
              {.title = "g'Hg", .width = 10, .spare = 4},
              {.title = "g'Hg/g'g", .width = 10, .spare = 5}},
             terminal),
      sharpness_rows_(std::move(sharpness_rows)) {}

void StepTable::count(const StepRecord& step) {
  if (!step.sharpness) return;
  ++curvature_.steps;
  bool all_converged = true;
  for (const auto* pair : {&step.sharpness, &step.preconditioned_sharpness}) {
    if (!*pair || (*pair)->converged || !std::isfinite((*pair)->value)) continue;
    all_converged = false;
    curvature_.largest_residual = std::max(curvature_.largest_residual, (*pair)->residual);
  }
  curvature_.unconverged += !all_converged;
  if (step.forecast_step) {
    curvature_.forecast = step;
    curvature_.crossed_step.reset();
  } else if (curvature_.forecast && !curvature_.crossed_step && step.stability_ratio > 1.0) {
    curvature_.crossed_step = step.step;
  }
  if (step.stability_note.empty()) return;
  if (curvature_.without_ratio++ == 0) curvature_.note = step.stability_note;
}

void StepTable::add(const StepRecord& step) {
  count(step);
  has_header_ = step.run != shown_run_;
  heading_.clear();
  if (!has_header_) return;
  heading_ = fmt::format("{}lr {}, seed {}\n", shown_run_ >= 0 ? "\n" : "", number_text(step.lr), step.seed);
  shown_run_ = step.run;
}

StyledText StepTable::row(const StepRecord& step, bool is_colored, const Screen& screen) const {
  const TextTable& table = table_.on(screen);
  const auto& critical_lr = step.measured_critical_lr ? step.measured_critical_lr : step.update_critical_lr;
  const bool is_uphill = critical_lr && step.lr > *critical_lr;
  StyledText text = heading_ + (has_header_ ? table.header() : std::string());
  text += table.painted_row({std::to_string(step.step),
                             number(step.lr),
                             number(critical_lr, is_uphill),
                             {is_uphill ? "▲" : "", Paint::red},
                             sharpness_of(step),
                             number(step.stability_ratio, step.stability_ratio && !(*step.stability_ratio <= 1)),
                             number(step.loss),
                             number(step.predicted_change),
                             number(step.actual_change, step.actual_change && !(*step.actual_change <= 0)),
                             number(step.gg),
                             number(step.gHg),
                             number(step.directional_curvature)},
                            is_colored);
  return text;
}

/// Each sentence after a blank: rows and formula, what did not converge, why there is no ratio.
std::string StepTable::curvature_text(const RunRecord& run) const {
  if (curvature_.steps == 0) return "";
  std::string text;
  if (!sharpness_rows_.empty()) text += " Sharpness" + sharpness_rows_ + ", a random subset.";
  if (run.start.limit)
    text += fmt::format(" Stable at θ_0 up to lr {}{}, by {}.", short_number_text(*run.start.limit),
                        unconverged_of(run.start) ? " (not converged)" : "", run.start.formula);
  else if (!run.start.note.empty())
    text += fmt::format(" No limit at θ_0: {}.", run.start.note);
  if (const std::string batches = batch_limits_text(run.start); !batches.empty())
    text += " Drawn in batches: " + batches + ".";
  if (curvature_.without_ratio > 0)
    text += fmt::format(" No stability ratio at {} of {} steps: {}.", curvature_.without_ratio, curvature_.steps,
                        curvature_.note);
  if (const auto& s = curvature_.forecast) {
    text += " " + forecast_of(s->step, *s->stability_ratio, *s->forecast_step);
    if (curvature_.crossed_step) text += fmt::format(" It did at step {}.", *curvature_.crossed_step);
  }
  if (curvature_.unconverged > 0)
    text += fmt::format(
        " At {} of {} steps the sharpness did not converge (marked ?), its largest residual was {}; allow more with "
        "--max-hvps.",
        curvature_.unconverged, curvature_.steps, short_number_text(curvature_.largest_residual));
  return text;
}

StyledText StepTable::verdict(const RunRecord& run, bool is_colored, const Screen& screen) const {
  std::string text = fmt::format("{} after {} steps: loss {} → {}.", name_of(run.outcome), run.steps,
                                 digits(run.initial_loss), digits(run.final_loss));
  if (run.holdout_loss)
    text += fmt::format(" Held-out rows: loss {}, d2 {}.", digits(*run.holdout_loss), digits(run.holdout_d2, 3));
  if (has_failed(run.outcome)) text += " " + story_of(run);
  if (run.warning_step) text += " " + early_warning_of(run);
  if (run.rose_again_step) text += " " + late_rise_of(run);
  if (run.dead_units.value_or(0) > 0) text += fmt::format(" Dead units: {}.", *run.dead_units);
  text = wrapped(text + curvature_text(run), 0, screen);
  const auto word = name_of(run.outcome).size();
  StyledText verdict = painted(text.substr(0, word), is_colored ? paint_of(run.outcome) : Paint::none);
  verdict += text.substr(word);
  return verdict;
}

}  // namespace lrscope
