#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "find/outcomes_text.h"
#include "find/warmup.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

std::string trial_rows(const WarmupResult& result, const Screen& screen) {
  std::vector<std::vector<TextCell>> rows;
  for (const WarmupTrialRecord& t : result.trials) {
    const bool is_answer = result.warmup.warmup_steps == t.warmup_steps;
    rows.push_back({std::to_string(t.warmup_steps), std::to_string(t.seeds),
                    fmt::format("{:.3g} %", 100.0 * static_cast<double>(t.trained) / static_cast<double>(t.seeds)),
                    outcomes_text(t), digits(part_of(t.final_loss, &Spread::median)),
                    digits(part_of(t.final_loss, &Spread::max)), is_answer ? "◂" : ""});
  }
  return table_text({{.title = "warm-up", .width = 7},
                     {.title = "runs", .width = 5},
                     {.title = "trained", .width = 7},
                     {.title = "how they ended", .width = 34, .align = Align::left},
                     {.title = "final loss", .width = 10, .spare = 1, .called = "median final loss"},
                     {.title = "largest", .width = 9, .spare = 2, .called = "largest final loss"},
                     {.title = "", .align = Align::left}},
                    rows, screen);
}

std::string found_text(const WarmupRecord& w) {
  std::string text =
      fmt::format("{}: every one of {} trains with it", counted(*w.warmup_steps, "step"), counted(w.seeds, "seed"));
  if (w.confirming_seeds > 0)
    text += fmt::format(", and of {} others that had no part in its choice", w.confirming_seeds);
  if (!w.half_trained) return text;
  text += *w.half_steps == 0 ? "; without one" : fmt::format("; with half of it, {},", counted(*w.half_steps, "step"));
  text += fmt::format(" {} of {} train", *w.half_trained, w.seeds);
  return 2 * *w.half_trained > w.seeds ? text + ": the change is gradual, and a longer one is safer" : text;
}

std::string none_text(const WarmupRecord& w) {
  const std::string text =
      fmt::format("none: up to {}, half of the run, there was no length with which every seed trained; ",
                  counted(w.longest_steps, "step"));
  if (w.lower_lr)
    return text + fmt::format("lr {} trains with every seed and that warm-up. A longer run may have a longer one",
                              digits(*w.lower_lr));
  return text + "nor did they at lower rates, down to a thousandth: lrscope explain says why";
}

std::string answer_text(const WarmupRecord& w) {
  if (w.answer == WarmupAnswer::none) return none_text(w);
  if (w.answer == WarmupAnswer::found) return found_text(w);
  std::string text = fmt::format("not needed: every one of {} trains without", counted(w.seeds, "seed"));
  return w.confirming_seeds > 0 ? text + fmt::format(", and of {} others", w.confirming_seeds) : text;
}

std::string start_text(const WarmupRecord& w) {
  std::vector<std::string> parts;
  if (w.start_limit)
    parts.push_back(fmt::format("by the curvature at θ_0 steps are stable up to lr {}; lr {} is {} × that",
                                digits(*w.start_limit), digits(w.lr), digits(w.lr / *w.start_limit, 3)));
  if (w.start_critical_lr)
    parts.push_back(
        fmt::format("the first step lowers its batch's loss up to lr {} (measured)", digits(*w.start_critical_lr)));
  return parts.empty() ? "no limit could be measured" : join(parts, "; ");
}

std::string regime_text(const WarmupRecord& w) {
  if (w.regime == Regime::unknown) return "unknown: no sharpness was measured while the rate was below its limit";
  const std::string_view meaning[] = {"", "rose", "fell", "hardly changed"};
  std::string text = fmt::format("{}: in a warm-up of {} the sharpness {}, from {} to {}", name_of(w.regime),
                                 counted(*w.measured_warmup, "step"), meaning[static_cast<int>(w.regime)],
                                 digits(*w.start_sharpness), digits(*w.sharpness_before_edge));
  if (!w.start_limit) return text;
  if (!w.edge_step) return text + "; the rate never came above the limit that follows from it";
  return text + fmt::format(", until the rate was above its limit, at step {}; at the end it was {}", *w.edge_step,
                            digits(*w.end_sharpness));
}

}  // namespace

std::string warmup_table(const WarmupResult& result, const Screen& screen) {
  const WarmupRecord& w = result.warmup;
  std::string text =
      wrapped(fmt::format("Warm-up: lr {}, reached in equal parts from step to step, in runs of {}, with {}.",
                          digits(w.lr), counted(w.run_steps, "step"), counted(w.seeds, "seed")),
              0, screen);
  text += "\n" + trial_rows(result, screen) + "\n";
  text += paragraph("warm-up", answer_text(w), screen) + paragraph("start", start_text(w), screen);
  return text + paragraph("regime", regime_text(w), screen);
}

}  // namespace lrscope
