#include "sweep/sweep_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "base/text.h"
#include "curvature/batch_limit.h"
#include "nn/loss.h"
#include "spec/axis.h"
#include "train/watch/early_warning.h"

namespace lrscope {
namespace {

/// A factor near 1 with two decimals, others with three digits.
std::string factor_text(double factor) {
  return factor >= 0.1 && factor < 100 ? fmt::format("{:.2f}", factor) : digits(factor, 3);
}

std::string lr_text(const BeginRecord& begin, double lr) { return digits(lr, lr_digits(begin)); }

std::string boundary_text(const BeginRecord& begin, const Summary& s) {
  std::string text;
  if (s.smallest_failed_lr && s.largest_trained_lr)
    text = fmt::format("smallest lr that failed {}, largest that trained {}{}", lr_text(begin, *s.smallest_failed_lr),
                       lr_text(begin, *s.largest_trained_lr),
                       s.monotone         ? ""
                       : s.inversions > 0 ? ": they overlap, outcomes are not monotone in lr"
                                          : ": they overlap, the seeds begin to fail at different learning rates");
  else if (s.smallest_failed_lr)
    text = fmt::format("smallest lr that failed {}; none trained", lr_text(begin, *s.smallest_failed_lr));
  else if (s.largest_trained_lr)
    text = fmt::format("no lr failed; largest that trained {}", lr_text(begin, *s.largest_trained_lr));
  else
    text = "no lr failed and none trained";
  if (s.inversions > 0)
    text += fmt::format("; {} of {} runs did not fail above a learning rate that failed{}", s.inversions, s.runs,
                        s.several_seeds ? " with the same seed" : "");
  return text;
}

/// " (sharpness 1277 ± 1e-4)", or "" where nothing was measured.
std::string sharpness_of(const RunRecord& run, const BeginRecord& begin, bool several_seeds) {
  const auto text = [](const char* name, const Eigenvalue& pair) {
    return fmt::format("{} {} ± {}", name, digits(pair.value), digits(pair.residual, 1));
  };
  const StartCurvature& start = run.start;
  std::string all = start.sharpness ? text("sharpness", *start.sharpness) : std::string();
  if (start.preconditioned_sharpness && start.preconditioned_sharpness->hvps > 0)
    all += (all.empty() ? "" : ", ") + text("preconditioned", *start.preconditioned_sharpness);
  all += sharpness_rows(begin);
  if (several_seeds && !all.empty()) all += fmt::format(" with seed {}", run.seed);
  return all.empty() ? all : " (" + all + ")";
}

std::string prediction_text(const BeginRecord& begin, const Summary& s) {
  const std::string why = s.without_limit ? s.without_limit->start.note : "";
  if (!s.predicted_limit || !s.lowest_limit)
    return "no limit: " + (why.empty() ? "the sharpness at θ_0 was not measured" : why);
  std::string text = "lr " + digits(*s.predicted_limit);
  if (s.highest_predicted_limit != s.predicted_limit)
    text += fmt::format(" to {} over the seeds", digits(*s.highest_predicted_limit));
  text += fmt::format(" by {} at θ_0{}", s.lowest_limit->start.formula,
                      sharpness_of(*s.lowest_limit, begin, s.several_seeds));
  if (const std::string batches = batch_limits_text(s.lowest_limit->start); !batches.empty())
    text += "; drawn in batches: " + batches;
  if (s.measured_over_predicted)
    text += fmt::format("; measured between {} and {}: {} × the prediction", lr_text(begin, *s.largest_safe_lr),
                        lr_text(begin, *s.smallest_failed_lr), factor_text(*s.measured_over_predicted));
  if (s.without_limit && !why.empty()) text += fmt::format("; no limit for seed {}: {}", s.without_limit->seed, why);
  if (s.unconverged)
    text += fmt::format("; the sharpness of seed {} did not converge, its residual is {}", s.unconverged->seed,
                        digits(unconverged_of(s.unconverged->start)->residual));
  return text;
}

/// All stretches that fail and what lies between them; "" where there is but one, up to the highest rate.
std::string stretches_text(const BeginRecord& begin, const Summary& s) {
  constexpr std::size_t most = 6;
  const std::vector<double>&from = s.failed_from, &to = s.failed_to;
  if (from.empty() || (from.size() == 1 && to.back() == s.rates.back())) return "";
  const auto range = [&](double low, double high) {
    return low == high ? "at lr " + lr_text(begin, low)
                       : "from lr " + lr_text(begin, low) + " to " + lr_text(begin, high);
  };
  std::vector<std::string> fails, holds;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const bool is_last = i + 1 == from.size();
    fails.push_back(is_last && to[i] == s.rates.back() ? "from lr " + lr_text(begin, from[i]) + " on"
                                                       : range(from[i], to[i]));
    const auto after = std::ranges::upper_bound(s.rates, to[i]);
    if (after == s.rates.end()) continue;
    holds.push_back(
        range(*after, is_last ? s.rates.back() : *std::prev(std::ranges::lower_bound(s.rates, from[i + 1]))));
  }
  const std::size_t left_out = from.size() > most ? from.size() - most : 0;
  fails.resize(from.size() - left_out);
  if (holds.size() > most) holds.resize(most);
  return join(fails, ", ") +
         (left_out > 0 ? ", and in " + counted(left_out, "interval") + " more (failed_from, failed_to)" : "") +
         "; no failure " + join(holds, ", ");
}

/// From where to where the sharpness allows a rate: at the start, on the way, and what failed.
std::string safe_text(const BeginRecord& begin, const Summary& s) {
  std::string text = fmt::format("below lr {}: ", digits(s.safe_limit, 3));
  const double sharpness = *s.safe_limit_sharpness;
  const auto& start = s.lowest_limit ? s.lowest_limit->start.sharpness : std::nullopt;
  const double growth = start && start->value > 0 ? sharpness / start->value : 1;
  constexpr double visible_growth = 1.05;
  if (s.predicted_limit) text += fmt::format("stable at the start up to {}", digits(*s.predicted_limit, 3));
  if (s.predicted_limit && growth >= visible_growth)
    text += fmt::format(", but on the way the sharpness rises {}-fold, to {} at step {} of a run at lr {}",
                        digits(growth, growth < 10 ? 2 : 3), digits(sharpness), *s.safe_limit_step,
                        digits(*s.safe_limit_lr, 3));
  else
    text += fmt::format("{}a run at lr {} met no sharpness above {}", s.predicted_limit ? ", and " : "",
                        digits(*s.safe_limit_lr, 3), digits(sharpness));
  if (s.smallest_failed_lr) text += fmt::format("; fails from {}", lr_text(begin, *s.smallest_failed_lr));
  return text;
}

/// A line for each learning rate at which some seeds failed, one for those below, one for those above; "" if none failed.
std::string fractions_text(const BeginRecord& begin, const Summary& s) {
  const auto& fractions = s.failed_fractions;
  const auto some = std::ranges::find_if(fractions, [](double f) { return f > 0; });
  const auto all = std::find_if(fractions.rbegin(), fractions.rend(), [](double f) { return f < 1; }).base();
  if (some == fractions.end()) return "";
  std::vector<std::string> parts;
  const auto rate = [&](auto at) { return lr_text(begin, s.rates[static_cast<std::size_t>(at - fractions.begin())]); };
  const auto part_at = [&](const std::vector<double>& list, auto at) {
    return list[static_cast<std::size_t>(at - fractions.begin())];
  };
  if (some != fractions.begin()) parts.push_back("none up to lr " + rate(some - 1));
  for (auto at = some; at < all; ++at)
    parts.push_back(fmt::format("{:.3g} at {} ({:.2g} to {:.2g})", *at, rate(at), part_at(s.failed_low, at),
                                part_at(s.failed_high, at)));
  if (all != fractions.end()) parts.push_back("all from lr " + rate(all));
  return (some < all ? "of the seeds, with 95 % intervals: " : "of the seeds: ") + join(parts, "\n");
}

std::string suggestion_text(const BeginRecord& begin, const Summary& s) {
  if (!s.suggested_lr) return s.suggestion_rule;
  std::string text = fmt::format("lr {}: {}", lr_text(begin, *s.suggested_lr), s.suggestion_rule);
  if (s.suggested_holdout_d2) text += fmt::format("; d2 on the held-out rows {}", digits(*s.suggested_holdout_d2, 3));
  return text;
}

/// What to do next, with the command on a line of its own, to be copied.
std::string next_text(const BeginRecord& begin, const Summary& s, const Screen& screen) {
  if (s.next_command.empty()) return "";
  std::string why = "find out why, and what would help:";
  if (s.next_d2) {
    const std::string_view score = find_named(losses(), *begin.run.model.loss, "loss").score;
    const std::string here = s.suggested_skill()
                                 ? digits(*s.suggested_skill(), 3)
                                 : fmt::format("no skill at {}", counted(s.rates.size(), "learning rate"));
    why = fmt::format("{}lr {}: {}{} {}; in this sweep {}:", s.next_change.empty() ? "" : s.next_change + " at ",
                      digits(*s.next_lr), s.next_holdout_d2 ? "held-out " : "", score,
                      digits(s.next_holdout_d2.value_or(*s.next_d2), 3), here);
  }
  std::string text = paragraph("next", why, screen) + command_lines(s.next_command, screen);
  if (s.explain_command.empty()) return text;
  std::string subject = "why no learning rate has skill here:";
  if (s.fastest_lr)
    subject = s.smallest_failed_lr ? "why lr " + lr_text(begin, *s.smallest_failed_lr) + " fails here:"
                                   : "the run of lr " + lr_text(begin, *s.fastest_lr) + " here:";
  return text + paragraph("explain", subject, screen) + command_lines(s.explain_command, screen);
}

}  // namespace

bool has_grown(const RunRecord& run) {
  constexpr double visible_growth = 1.01;
  return run.growth_per_step && run.divergence_step && *run.growth_per_step >= visible_growth;
}

std::string late_rise_of(const RunRecord& run) {
  if (!run.rose_again_step) return "";
  const std::string end = run.rise_after_best ? ", × " + digits(*run.rise_after_best, 3) : std::string();
  return fmt::format(
      "The loss rose again: it was {} at step {}, from step {} on it stayed above twice its low, and ended at {}{}.",
      digits(run.best_loss), run.best_step, *run.rose_again_step, digits(run.final_loss), end);
}

std::string early_warning_of(const RunRecord& run) {
  if (!run.warning_step) return "";
  return fmt::format("Warning at step {}: the loss stood above {} × the largest of its first ten.", *run.warning_step,
                     EarlyWarning::factor);
}

std::string forecast_of(std::int64_t step, double ratio, std::int64_t forecast_step) {
  return fmt::format(
      "At step {} the stability ratio was {} and grew by β₂^−½ a step, because the gradient is small and v forgets: so "
      "it "
      "reaches 1 at step {}.",
      step, digits(ratio), forecast_step);
}

std::string story_of(const RunRecord& run) {
  using Event = std::pair<std::int64_t, std::string>;
  std::vector<Event> events;
  const auto add = [&](const char* what, const std::optional<std::int64_t>& step) {
    if (step) events.emplace_back(*step, fmt::format("{} at step {}", what, *step));
  };
  add("same-batch loss first rose", run.first_rise_step);
  if (has_grown(run))
    events.emplace_back(*run.divergence_step, fmt::format("from step {} the loss grew × {} a step",
                                                          *run.divergence_step, digits(*run.growth_per_step, 3)));
  add("loss infinite", run.loss_inf_step);
  add("NaN", run.nan_step);
  add("a parameter not finite", run.parameter_nonfinite_step);
  std::ranges::stable_sort(events, {}, &Event::first);
  std::vector<std::string> parts;
  for (const auto& [step, what] : events) parts.push_back(what);
  return fmt::format("lr {}, seed {}: {}.{}", digits(run.lr), run.seed, join(parts, "; "),
                     run.nonfinite_at ? " " + place_sentence(*run.nonfinite_at) : std::string());
}

std::string place_sentence(const NonfiniteAt& place) {
  const auto same = [&](const Magnitude& m) {
    return m.stage == place.stage && m.layer == place.layer && m.tensor == place.tensor;
  };
  const auto before = std::ranges::find_if(place.last_finite, same);
  const bool is_known = before != place.last_finite.end();
  // relu makes 0 of −∞: nothing was wrong yet with loss, gradient and parameters.
  const bool was_hidden = is_known && !std::isfinite(before->max_abs);
  std::string text = fmt::format("First non-finite number{}: {}{} of {}[{},{}] in the {} pass of step {}",
                                 was_hidden ? " that reached loss or gradient" : "",
                                 place.kind == NonfiniteKind::overflow ? "overflow" : "invalid operation",
                                 place.layer > 0 ? fmt::format(" in layer {},", place.layer) : std::string(),
                                 place.tensor, place.row, place.col, name_of(place.stage), place.step);
  if (was_hidden)
    text += "; an infinite one was there before, and the activation made it finite";
  else if (is_known)
    text += fmt::format("; its largest element was {} while all was finite", digits(before->max_abs));
  return text + ".";
}

int lr_digits(const BeginRecord& begin) {
  constexpr int usual = 4, of_a_search = 7;
  return begin.boundary_tolerance.value_or(default_boundary_tolerance) == default_boundary_tolerance ? usual
                                                                                                     : of_a_search;
}

std::string sharpness_rows(const BeginRecord& begin) {
  const auto rows = begin.run.curvature.rows;
  return rows && *rows < begin.rows ? fmt::format(" over {} of {} rows", *rows, begin.rows) : "";
}

std::string summary_text(const BeginRecord& begin, const Summary& s, const Screen& screen) {
  std::string text = paragraph("boundary", boundary_text(begin, s), screen) +
                     paragraph("predicted", prediction_text(begin, s), screen);
  if (s.safe_limit) text += paragraph("safe", safe_text(begin, s), screen);
  if (!s.search_note.empty()) text += paragraph("search", s.search_note, screen);
  if (const std::string stretches = stretches_text(begin, s); !stretches.empty())
    text += paragraph("fails", stretches, screen);
  if (s.several_seeds)
    if (const std::string fractions = fractions_text(begin, s); !fractions.empty())
      text += paragraph("failed", fractions, screen);
  if (s.fastest_lr)
    text += paragraph("fastest",
                      fmt::format("lr {}, final loss {}", lr_text(begin, *s.fastest_lr), digits(s.fastest_final_loss)),
                      screen);
  text += paragraph("suggested", suggestion_text(begin, s), screen);
  text += next_text(begin, s, screen);
  if (s.first_failed) text += paragraph("failure", story_of(*s.first_failed), screen);
  if (s.mostly_dead)
    text += paragraph("stalled",
                      fmt::format("lr {}, seed {}: {} of {} hidden units are dead, no gradient reaches them.",
                                  digits(s.mostly_dead->lr), s.mostly_dead->seed, *s.mostly_dead->dead_units,
                                  begin.run.model.hidden_units()),
                      screen);
  return text;
}

}  // namespace lrscope
