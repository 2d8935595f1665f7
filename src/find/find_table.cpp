#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "find/find.h"
#include "find/outcomes_text.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

constexpr int picture_width = 64;      // characters from start_lr to end_lr
constexpr std::size_t most_seeds = 8;  // with a line of their own

std::string range_text(const std::optional<Spread>& spread, int count = 4) {
  return spread ? digits(spread->min, count) + " … " + digits(spread->max, count) : "·";
}

std::string suggestion_rows(const FindResult& result, const Screen& screen) {
  std::vector<std::vector<TextCell>> rows;
  for (const SuggestionRecord& s : result.suggestions)
    rows.push_back({name_of(s.method), digits(s.lr), range_text(s.suggested, 3), digits(s.lr_over_boundary, 2),
                    outcomes_text(s), digits(part_of(s.final_loss, &Spread::median)), range_text(s.final_loss)});
  return table_text(
      {{.title = "suggestion", .width = 10, .align = Align::left},
       {.title = "lr", .width = 9},
       {.title = "over the seeds", .width = 23, .spare = 1, .called = "lr over the seeds"},
       {.title = "× boundary", .width = 10},
       {.title = "independent runs there", .width = 26, .align = Align::left},
       {.title = "final loss", .width = 10},
       {.title = "over the seeds", .align = Align::left, .spare = 2, .called = "final loss over the seeds"}},
      rows, screen);
}

/// A row of the picture: an axis that is logarithmic in the learning rate.
class Axis {
 public:
  explicit Axis(const FindRecord& find) : low_(std::log(find.spec.start_lr)), high_(std::log(find.spec.end_lr)) {}

  int column(double lr) const {
    const double share = (std::log(lr) - low_) / (high_ - low_);
    return static_cast<int>(std::clamp(std::floor(share * picture_width), 0.0, picture_width - 1.0));
  }
  /// A mark at the median, a line over the range; ‹ and › for what lies outside.
  std::string marks(const Spread& spread, const char* mark) const {
    std::string text;
    const int first = column(spread.min), at = column(spread.median), last = column(spread.max);
    for (int i = 0; i <= last; ++i) text += i == at ? end_of(spread.median, mark) : i < first ? " " : "─";
    return text;
  }

 private:
  const char* end_of(double lr, const char* mark) const {
    return std::log(lr) < low_ ? "‹" : std::log(lr) > high_ ? "›" : mark;
  }
  double low_;
  double high_;
};

std::string picture_row(std::string_view title, const std::string& marks) {
  return fmt::format("{:<10} │{}\n", title, marks);
}

/// The losses of the first seed, cut off where the test stopped.
std::string curve(const FindResult& result, const Axis& axis, double RangeStepRecord::*loss) {
  std::vector<double> losses;
  double last_lr = result.find.spec.start_lr;
  for (const RangeStepRecord& step : result.steps) {
    if (step.seed != result.tests.front().seed) continue;
    const double value = step.*loss;
    const bool is_cut = step.stop_limit && value > *step.stop_limit && std::isfinite(value);
    losses.push_back(is_cut ? *step.stop_limit : value);
    last_lr = step.lr;
  }
  return sparkline(losses, static_cast<std::size_t>(axis.column(last_lr)) + 1);
}

std::string_view reason_text(StopReason reason) {
  constexpr std::string_view texts[] = {"the last step, limit not reached", "smoothed loss above limit",
                                        "loss infinite", "loss NaN", "a parameter not finite"};
  return texts[static_cast<int>(reason)];
}

std::string stop_rows(const FindResult& result, const Screen& screen) {
  std::vector<std::vector<TextCell>> rows;
  for (const RangeTestRecord& t : std::span(result.tests).first(std::min(most_seeds, result.tests.size())))
    rows.push_back({std::to_string(t.seed), std::to_string(t.stop_step), digits(t.stop_lr), reason_text(t.stop_reason),
                    digits(t.smoothed_loss), digits(t.stop_limit), digits(t.best_smoothed_loss), digits(t.best_lr)});
  const std::string text = table_text({{.title = "seed", .width = 6},
                                       {.title = "step", .width = 5},
                                       {.title = "lr", .width = 9},
                                       {.title = "why the range test ended there", .width = 32, .align = Align::left},
                                       {.title = "smoothed", .width = 9, .spare = 1},
                                       {.title = "limit", .width = 9, .spare = 2},
                                       {.title = "lowest", .width = 9, .spare = 3, .called = "lowest smoothed loss"},
                                       {.title = "at lr", .width = 9, .spare = 4, .called = "its lr"}},
                                      rows, screen);
  if (result.tests.size() <= most_seeds) return text;
  return text + fmt::format("{:>6}  {} more\n", "…", counted(result.tests.size() - most_seeds, "seed"));
}

std::string boundary_text(const FindResult& result) {
  const FindRecord& find = result.find;
  std::string text = "no independent run failed";
  if (find.runs.smallest_failed_lr)
    text = "smallest lr at which an independent run failed " + digits(*find.runs.smallest_failed_lr) +
           (find.runs.largest_safe_lr ? ", largest below it at which none did " + digits(*find.runs.largest_safe_lr)
                                      : "; none was safe");
  if (find.runs.predicted_limit) text += "; predicted at θ_0 " + digits(*find.runs.predicted_limit);
  if (!find.runs.search_note.empty()) text += "; " + find.runs.search_note;
  return text;
}

std::string confounding_text(const FindRecord& find) {
  if (!find.stop_over_boundary) return "";
  const double ratio = *find.stop_over_boundary;
  std::string text = fmt::format("the range tests stopped at lr {} (median), {} × the boundary of independent runs: ",
                                 digits(find.stop_lr->median), digits(ratio, 3));
  if (ratio <= 1) return text + "at each lr a test starts from the network that the lower ones have left";
  text += "a test makes one step at each lr, a run makes all of its steps there";
  return text + (find.spec.smoothing > 0 ? ", and smoothing hides a rise at first" : "");
}

std::string best_text(const FindRecord& find, bool has_holdout) {
  std::string text = "at no suggestion do the runs of all seeds have skill";
  if (find.best_lr)
    text = fmt::format("of the suggestions {}, lr {}: lowest median {} loss {}", find.best_method,
                       digits(*find.best_lr), find.best_holdout_loss ? "held-out" : "final",
                       digits(find.best_holdout_loss.value_or(*find.best_final_loss)));
  if (has_holdout)
    return text + (find.suggested_lr()
                       ? fmt::format("; of all independent runs lr {}: lowest mean held-out loss, d2 {} there",
                                     digits(*find.suggested_lr()), digits(*find.runs.suggested_holdout_d2, 3))
                       : "; " + find.runs.suggestion_rule);
  if (find.runs.fastest_lr)
    text += fmt::format("; of all independent runs lr {}: lowest mean final loss {}", digits(*find.runs.fastest_lr),
                        digits(*find.runs.fastest_final_loss));
  return text;
}

std::string words(const FindResult& result, const Screen& screen) {
  const FindRecord& find = result.find;
  std::string text;
  if (find.tests_stopped < find.seeds)
    text +=
        paragraph("stopped",
                  fmt::format("{} of {} reached the last step, lr {}: the smoothed loss never rose above the "
                              "limit; raise --end-lr to see where it does",
                              find.seeds - find.tests_stopped, counted(find.seeds, "test"), digits(find.spec.end_lr)),
                  screen);
  for (const SuggestionRecord& s : result.suggestions)
    if (s.found < s.seeds)
      text +=
          paragraph(name_of(s.method),
                    fmt::format("none for {} of {}: {}", s.seeds - s.found, counted(s.seeds, "seed"), s.note), screen);
  text += paragraph("boundary", boundary_text(result), screen);
  if (const std::string confounding = confounding_text(find); !confounding.empty())
    text += paragraph("range test", confounding, screen);
  return text + paragraph("best", best_text(find, !result.runs.empty() && result.runs.front().holdout_loss), screen);
}

/// The first seed's losses over the learning rates, with marks at suggestions, boundary and stops.
std::string find_picture(const FindResult& result) {
  const Axis axis(result.find);
  std::string text = picture_row("loss", curve(result, axis, &RangeStepRecord::loss));
  text += picture_row("smoothed", curve(result, axis, &RangeStepRecord::smoothed_loss));
  for (const SuggestionRecord& s : result.suggestions)
    if (s.suggested) text += picture_row(name_of(s.method), axis.marks(*s.suggested, "●"));
  if (const auto b = result.find.boundary) text += picture_row("boundary", axis.marks({*b, *b, *b}, "▲"));
  if (result.find.stop_lr) text += picture_row("stopped", axis.marks(*result.find.stop_lr, "●"));
  const std::string low = digits(result.find.spec.start_lr), high = digits(result.find.spec.end_lr);
  text += fmt::format("{:<10} {}{:>{}}\n", "lr", low, high, picture_width + 1 - static_cast<int>(low.size()));
  return text;
}

}  // namespace

std::string find_table(const FindResult& result, const Screen& screen) {
  const FindRecord& find = result.find;
  std::string text =
      wrapped(fmt::format("Range test: lr {} to {} in {}, with {}; beside it {}.", digits(find.spec.start_lr),
                          digits(find.spec.end_lr), counted(find.spec.steps, "step"), counted(find.seeds, "seed"),
                          counted(find.runs.runs, "independent run")),
              0, screen);
  text += "\n" + suggestion_rows(result, screen) + "\n" + find_picture(result) + "\n";
  return text + stop_rows(result, screen) + "\n" + words(result, screen);
}

}  // namespace lrscope
