#include "summary_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "lrscope/core/text.h"
#include "lrscope/spec/axis.h"

namespace lrscope {
namespace {

std::string step_of(const char* what, const std::optional<std::int64_t>& step) {
  return step ? fmt::format("{} at step {}; ", what, *step) : "";
}

/// A factor near 1 with two decimals, others with three digits.
std::string factor_text(double factor) {
  return factor >= 0.1 && factor < 100 ? fmt::format("{:.2f}", factor) : short_number_text(factor, 3);
}

}  // namespace

const Eigenvalue* unconverged_of(const StartCurvature& start) {
  for (const auto* pair : {&start.sharpness, &start.preconditioned_sharpness})
    if (*pair && !(*pair)->converged) return &**pair;
  return nullptr;
}

std::string story_of(const RunRecord& run) {
  std::string text = fmt::format("lr {}, seed {}: ", short_number_text(run.lr), run.seed);
  text += step_of("same-batch loss first rose", run.first_rise_step);
  constexpr double visible_growth = 1.01;
  if (run.growth_per_step && run.divergence_step && *run.growth_per_step >= visible_growth)
    text += fmt::format("from step {} the loss grew × {} a step; ", *run.divergence_step,
                        short_number_text(*run.growth_per_step, 3));
  text += step_of("loss infinite", run.loss_inf_step);
  text += step_of("a parameter not finite", run.parameter_nonfinite_step);
  text += step_of("NaN", run.nan_step);
  if (text.ends_with("; ")) text.resize(text.size() - 2);
  return text + "." + (run.nonfinite_at ? " " + place_sentence(*run.nonfinite_at) : std::string());
}

std::string place_sentence(const NonfiniteAt& place) {
  std::string text = fmt::format("First non-finite number: {}{} of {}[{},{}] in the {} pass of step {}",
                                 place.kind == NonfiniteKind::overflow ? "overflow" : "invalid operation",
                                 place.layer > 0 ? fmt::format(" in layer {},", place.layer) : std::string(),
                                 place.tensor, place.row, place.col, stage_name(place.stage), place.step);
  for (const Magnitude& m : place.last_finite)
    if (m.stage == place.stage && m.layer == place.layer && m.tensor == place.tensor)
      text += fmt::format("; its largest element was {} while all was finite", short_number_text(m.max_abs));
  return text + ".";
}

int lr_digits(const BeginRecord& record) {
  constexpr int usual = 4, of_a_search = 7;
  return record.boundary_tolerance.value_or(default_boundary_tolerance) == default_boundary_tolerance
             ? usual
             : of_a_search;
}

void SummaryText::begin(const BeginRecord& record) {
  hidden_units_ = record.run.model.hidden_units();
  if (const auto rows = record.run.curvature.rows; rows && *rows < record.rows)
    rows_ = fmt::format(" over {} of {} rows", *rows, record.rows);
  lr_digits_ = lr_digits(record);
}

void SummaryText::run(const RunRecord& run) {
  if (!first_) first_ = run;
  if (run.seed != first_->seed) several_seeds_ = true;
  if (run.start.limit && (!lowest_limit_ || *run.start.limit < *lowest_limit_->start.limit))
    lowest_limit_ = run;
  if (!run.start.limit && !no_limit_) no_limit_ = run;
  if (unconverged_of(run.start) && !unconverged_) unconverged_ = run;
  if (has_failed(run.outcome) && (!first_failed_ || run.lr < first_failed_->lr)) first_failed_ = run;
  const bool is_mostly_dead =
      run.outcome == Outcome::stalled && 2 * run.dead_units.value_or(0) > hidden_units_;
  if (is_mostly_dead && (!first_dead_ || run.lr < first_dead_->lr)) first_dead_ = run;
}

std::string SummaryText::lr_text(double lr) const {
  return short_number_text(lr, lr_digits_);
}

void SummaryText::write(const Summary& s, const Paragraph& paragraph) const {
  std::string boundary;
  if (s.smallest_failed_lr && s.largest_trained_lr)
    boundary = fmt::format("smallest lr that failed {}, largest that trained {}{}",
                           lr_text(*s.smallest_failed_lr), lr_text(*s.largest_trained_lr),
                           s.monotone ? "" : ": they overlap, outcomes are not monotone in lr");
  else if (s.smallest_failed_lr)
    boundary = fmt::format("smallest lr that failed {}; none trained", lr_text(*s.smallest_failed_lr));
  else if (s.largest_trained_lr)
    boundary = fmt::format("no lr failed; largest that trained {}", lr_text(*s.largest_trained_lr));
  else
    boundary = "no lr failed and none trained";
  if (s.inversions > 0)
    boundary += fmt::format("; {} of {} runs did not fail above a learning rate that failed{}", s.inversions,
                            s.runs, several_seeds_ ? " with the same seed" : "");
  paragraph("boundary", boundary);
  paragraph("predicted", prediction(s));
  if (!s.search_note.empty()) paragraph("search", s.search_note);
  if (several_seeds_) write_fractions(s, paragraph);
  if (s.fastest_lr)
    paragraph("fastest", fmt::format("lr {}, final loss {}", lr_text(*s.fastest_lr),
                                     short_number_text(*s.fastest_final_loss)));
  paragraph("suggested", (s.suggested_lr ? fmt::format("lr {}: ", lr_text(*s.suggested_lr)) : std::string()) +
                             s.suggestion_rule);
  if (first_failed_) paragraph("failure", story_of(*first_failed_));
  if (first_dead_)
    paragraph("stalled",
              fmt::format("lr {}, seed {}: {} of {} hidden units are dead, no gradient reaches them.",
                          short_number_text(first_dead_->lr), first_dead_->seed, *first_dead_->dead_units,
                          hidden_units_));
}

/// "sharpness 1277 ± 1e-4", as it stands behind a prediction.
std::string SummaryText::sharpness_of(const RunRecord& run) const {
  const auto text = [](const char* name, const Eigenvalue& pair) {
    return fmt::format("{} {} ± {}", name, short_number_text(pair.value),
                       short_number_text(pair.residual, 1));
  };
  const StartCurvature& start = run.start;
  std::string all = start.sharpness ? text("sharpness", *start.sharpness) : std::string();
  if (start.preconditioned_sharpness && start.preconditioned_sharpness->hvps > 0)
    all += (all.empty() ? "" : ", ") + text("preconditioned", *start.preconditioned_sharpness);
  all += rows_;
  if (several_seeds_ && !all.empty()) all += fmt::format(" with seed {}", run.seed);
  return all.empty() ? all : " (" + all + ")";
}

std::string SummaryText::prediction(const Summary& s) const {
  const std::string why = no_limit_ ? no_limit_->start.note : "";
  if (!s.predicted_limit || !lowest_limit_)
    return "no limit: " + (why.empty() ? "the sharpness at θ_0 was not measured" : why);
  std::string text = "lr " + short_number_text(*s.predicted_limit);
  if (s.highest_predicted_limit != s.predicted_limit)
    text += fmt::format(" to {} over the seeds", short_number_text(*s.highest_predicted_limit));
  text += fmt::format(" by {} at θ_0{}", lowest_limit_->start.formula, sharpness_of(*lowest_limit_));
  if (s.measured_over_predicted)
    text += fmt::format("; measured between {} and {}: {} × the prediction", lr_text(*s.largest_safe_lr),
                        lr_text(*s.smallest_failed_lr), factor_text(*s.measured_over_predicted));
  if (no_limit_ && !why.empty()) text += fmt::format("; no limit for seed {}: {}", no_limit_->seed, why);
  if (unconverged_)
    text += fmt::format("; the sharpness of seed {} did not converge, its residual is {}", unconverged_->seed,
                        short_number_text(unconverged_of(unconverged_->start)->residual));
  if (lowest_limit_->start.is_preconditioned)
    text +=
        ". P rests on the first gradient alone: where that has elements near 0 the prediction is far too "
        "low; trace "
        "shows the ratio along the run";
  return text;
}

// The rates at which none failed and those at which all did, at either end, take a line each.
void SummaryText::write_fractions(const Summary& s, const Paragraph& paragraph) const {
  const auto& fractions = s.failed_fractions;
  const auto some = std::find_if(fractions.begin(), fractions.end(), [](double f) { return f > 0; });
  const auto all = std::find_if(fractions.rbegin(), fractions.rend(), [](double f) { return f < 1; }).base();
  if (some == fractions.end()) return;
  std::vector<std::string> parts;
  const auto rate = [&](auto at) {
    return lr_text(s.rates[static_cast<std::size_t>(at - fractions.begin())]);
  };
  if (some != fractions.begin()) parts.push_back("none up to lr " + rate(some - 1));
  for (auto at = some; at < all; ++at) parts.push_back(fmt::format("{:.3g} at {}", *at, rate(at)));
  if (all != fractions.end()) parts.push_back("all from lr " + rate(all));
  paragraph("failed", "of the seeds: " + join(parts, "\n"));
}

}  // namespace lrscope
