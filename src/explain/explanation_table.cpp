#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "explain/explain.h"
#include "explain/verdict_text.h"
#include "report/text_table.h"
#include "sweep/sweep_table.h"
#include "train/examination.h"
#include "train/watch/early_warning.h"

namespace lrscope {
namespace {

std::string boundary_text(const Boundary& boundary) {
  const auto& [safe, failed] = boundary;
  if (!safe && !failed) return "·";
  if (!failed) return "never fails";
  if (!safe) return "always fails";
  return digits(*safe, 3) + " – " + digits(*failed, 3);
}

std::string event_table(const Explanation& e, const Screen& screen) {
  if (e.events.empty()) return "";
  std::vector<std::vector<TextCell>> rows;
  for (const EventRecord& event : e.events)
    rows.push_back({std::to_string(event.step), name_of(event.event), digits(event.loss), digits(event.critical_lr),
                    digits(event.stability_ratio, 3), digits(event.predicted_change), digits(event.actual_change),
                    digits(event.next_batch_change)});
  return "\nWhat happened, in order\n" +
         table_text({{.title = "step", .width = 7},
                     {.title = "event", .width = 22, .align = Align::left},
                     {.title = "loss", .width = 10, .gap = 1},
                     {.title = "critical lr", .width = 12, .gap = 1, .spare = 1},
                     {.title = "stability", .width = 10, .gap = 1, .spare = 2},
                     {.title = "predicted", .width = 11, .gap = 1},
                     {.title = "same batch", .width = 11, .gap = 1},
                     {.title = "next batch", .width = 11, .gap = 1, .spare = 3, .called = "change of the next batch"}},
                    rows, screen);
}

/// When it could have been seen that the run fails.
std::string warning_of(const ExplanationRecord& s) {
  const char* end = s.verdict == Verdict::nonfinite ? "the first number that is not finite" : "the end";
  std::string text =
      s.warning_ahead
          ? fmt::format("at step {} the loss stood above {} × the largest of its first ten: {} ahead of {}",
                        *s.run->warning_step, EarlyWarning::factor, counted(*s.warning_ahead, "step"), end)
          : fmt::format("none: the loss did not stand above {} × the largest of its first ten", EarlyWarning::factor);
  if (s.unstable_step) text += fmt::format("; the stability ratio stayed above 1 from step {} on", *s.unstable_step);
  return text;
}

std::string growth_text(const Explanation& e, const Screen& screen) {
  const ExplanationRecord& s = e.summary;
  std::string text;
  if (s.run && has_grown(*s.run)) {
    std::string growth = fmt::format("from step {} the loss grew × {} a step", *s.run->divergence_step,
                                     digits(*s.run->growth_per_step, 3));
    if (s.error_growth && std::isfinite(*s.error_growth))
      growth +=
          *s.error_growth > 1
              ? fmt::format("; the curvature at step {} predicts × {} (an error grows × {}, the loss by its square)",
                            *s.error_growth_step, digits(*s.error_growth * *s.error_growth, 3),
                            digits(*s.error_growth, 3))
              : fmt::format("; the curvature at step {} predicts none: an error shrinks × {}", *s.error_growth_step,
                            digits(*s.error_growth, 3));
    text += paragraph("growth", growth, screen);
  }
  if (s.run && has_failed(s.run->outcome)) text += paragraph("warning", warning_of(s), screen);
  if (s.run && s.run->rose_again_step) text += paragraph("rise", late_rise_of(*s.run), screen);
  if (s.forecast_step)
    text += paragraph("forecast", forecast_of(*s.forecast_from, *s.forecast_ratio, *s.forecast_step), screen);
  if (s.predicted_overflow_step) {
    const auto& overflow = s.run->loss_inf_step;
    text +=
        paragraph("overflow",
                  fmt::format("by the growth that the curvature predicts the loss would overflow at step {}; it did {}",
                              *s.predicted_overflow_step,
                              overflow ? fmt::format("at step {}", *overflow) : "not overflow in this run"),
                  screen);
  }
  return text;
}

std::string percent(const std::optional<double>& share) { return share ? fmt::format("{:.0f} %", 100 * *share) : "·"; }

std::string layer_table(const Explanation& e, const Screen& screen) {
  if (e.layers.empty()) return "";
  std::string text = "\nWhere: largest magnitudes, layer by layer, on the batch of each step\n";
  if (const auto& run = e.summary.run; run && run->nonfinite_at)
    text += wrapped(place_sentence(*run->nonfinite_at), 0, screen);
  const bool can_saturate =
      std::ranges::any_of(e.layers, [](const LayerRecord& layer) { return layer.saturated_fraction.has_value(); });
  const TextTable table({{"step", 7},
                         {"layer", 6, Align::right, 1},
                         {"activation", 12, Align::right, 1},
                         {"delta", 12, Align::right, 1},
                         {"gradient", 12, Align::right, 1},
                         {"weight", 12, Align::right, 1},
                         {can_saturate ? "saturated" : "dead", 9, Align::right, 1}},
                        screen);
  text += table.header();
  std::int64_t last = -1;
  for (const LayerRecord& layer : e.layers) {
    text += table.row({layer.step == last ? "" : std::to_string(layer.step), std::to_string(layer.layer),
                       digits(layer.activation), digits(layer.delta), digits(layer.gradient), digits(layer.weight),
                       percent(can_saturate ? layer.saturated_fraction : layer.dead_fraction)});
    last = layer.step;
  }
  return text;
}

std::string lines_text(const std::vector<std::int64_t>& lines) {
  constexpr std::size_t most = 12;
  return fmt::format("{}{}", fmt::join(lines.begin(), lines.begin() + std::min(most, lines.size()), ", "),
                     lines.size() > most ? ", …" : "");
}

/// Whose the rises were: of the steps, or of the next batch's other rows.
std::string rises_text(const Rises& rises) {
  const bool are_all = rises.overshoots == rises.count, are_none = rises.overshoots == 0;
  const bool is_one = rises.count == 1;
  std::string text =
      is_one
          ? fmt::format("The step after which the next batch's loss was higher had {}raised the loss of its own batch",
                        are_all ? "" : "not ")
          : fmt::format("Of {} after which the next batch's loss was higher, {} had raised the loss of their own batch",
                        counted(rises.count, "step"),
                        are_all    ? "all"
                        : are_none ? "none"
                                   : std::to_string(rises.overshoots));
  if (!are_none) text += ", too";
  if (rises.nonfinite > 0) {
    text += is_one ? ", to a number that is not finite"
                   : fmt::format(" ({} to a loss that is not finite)", counted(rises.nonfinite, "rise"));
  } else {
    const std::string in_all = is_one ? "" : " in all";
    text += are_none ? fmt::format("; it was higher by {}{}", digits(rises.risen_by), in_all)
                     : fmt::format(", by {} of {}{}", digits(rises.overshot_by), digits(rises.risen_by), in_all);
  }
  return text + (are_all                 ? ": overshoot, not other data."
                 : are_none              ? ": other data, not overshoot."
                 : rises.are_overshoot() ? ": more overshoot than other data."
                                         : ": more other data than overshoot.");
}

std::string other_data_text(const Explanation& e, const std::string& path, const Screen& screen) {
  const ExplanationRecord& s = e.summary;
  std::string text;
  if (s.rises.count > 0) text += wrapped(rises_text(s.rises), 0, screen);
  for (const BatchRecord& batch : e.batches)
    text +=
        wrapped(fmt::format("At θ of step {} the batch of step {} has × {} the loss of the median batch; its rows "
                            "begin on lines {} of {}.",
                            batch.at_step, batch.step, digits(batch.times_median, 3), lines_text(batch.lines), path),
                0, screen);
  for (const RowRecord& row : e.rows)
    text += wrapped(fmt::format("At the start the row on line {} of {} has × {} the gradient of the median row{}.",
                                row.line, path, digits(row.times_median, 3),
                                std::isfinite(row.loss_share)
                                    ? fmt::format(", and {} % of the loss", digits(100 * row.loss_share, 3))
                                    : ""),
                    0, screen);
  return text.empty() ? text : "\nOvershoot or other data\n" + text;
}

constexpr std::size_t change_indent = 5, beside_change = 55;  // characters of a row before its change, and beside it

/// A row of `cells` and `cause`. A change wider than its column has a line above, to be copied: however long, or on a
/// terminal as a shell joins it; a cause that does not fit has one below.
std::string change_row(const TextTable& table, std::size_t width, std::vector<TextCell> cells, const std::string& cause,
                       const Screen& screen) {
  constexpr std::size_t widest_line = 120;
  std::string above;
  if (const std::string& change = cells[1].text; width_of(change) > width) {
    above = fmt::format("{:>4} {}", cells[0].text, shell_lines(change, change_indent, screen));
    cells[0].text = cells[1].text = "";
  }
  cells.emplace_back(cause);
  const std::size_t widest = screen.is_terminal() ? std::min(widest_line, screen.line_width()) : widest_line;
  const std::string line = table.row(cells);
  if (cause.empty() || width_of(line) - 1 <= widest) return above + line;
  cells.back().text = "";
  const std::string blanks(change_indent + width + 2, ' ');
  return above + table.row(cells) +
         (screen.is_terminal() ? wrapped(blanks + cause, blanks.size(), screen) : blanks + cause + "\n");
}

std::string change_table(const Explanation& e, const Screen& screen) {
  constexpr std::size_t narrowest_change = 11;
  const std::size_t widest_change =
      screen.is_terminal() ? std::clamp<std::size_t>(screen.line_width() - beside_change, narrowest_change, 40) : 40;
  if (e.changes.empty()) return "";
  const ExplanationRecord& s = e.summary;
  std::size_t width = narrowest_change;
  const auto flags_of = [](const ChangeRecord& change) { return flags_text(change.suspect.change); };
  for (const ChangeRecord& change : e.changes) width = std::max(width, width_of(flags_of(change)));
  width = std::min(width, widest_change);
  const bool has_room = !screen.is_terminal() || beside_change + width + width_of("  cause") <= screen.line_width();
  const TextTable table({{"", 4},
                         {"change", width, Align::left, 1},
                         {"outcome", 9, Align::left},
                         {"loss/mean", 9, Align::right, 1},
                         {"boundary", 19, Align::left},
                         {"×", 7, Align::right, 1},
                         {has_room ? "cause" : "", 0, Align::left}});
  const std::string steps =
      s.trial_steps ? fmt::format(", its first {},", counted(static_cast<std::size_t>(*s.trial_steps), "step")) : "";
  std::string text = "\nWhy: this run again" + steps + " with one thing changed\n" + table.header();
  if (s.run)
    text += change_row(
        table, width,
        {"", "(as it was)", name_of(s.run->outcome), digits(loss_share_of(*s.run), 3), boundary_text(s.boundary), ""},
        "", screen);
  for (const ChangeRecord& change : e.changes)
    text += change_row(
        table, width,
        {change.rank ? std::to_string(*change.rank) + "." : "", flags_of(change), name_of(change.runs.run.outcome),
         digits(change.runs.loss_share, 3), boundary_text(change.boundary), factor_text(change.factor)},
        change.rank ? causes_text(change.suspect.removes) : "", screen);
  return text;
}

}  // namespace

std::string explanation_table(const Explanation& e, const std::string& path, const Screen& screen) {
  std::string text = verdict_text(e, screen);
  text += event_table(e, screen);
  text += growth_text(e, screen);
  text += layer_table(e, screen);
  text += other_data_text(e, path, screen);
  text += change_table(e, screen);
  text += answers(e, screen);
  if (e.along) text += "\n" + along_drawing(*e.along, screen);
  return text;
}

}  // namespace lrscope
