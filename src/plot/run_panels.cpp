// Panels of runs by their learning rate.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/text.h"
#include "plot/parts.h"
#include "plot/questions.h"

namespace lrscope {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// Runs that end by themselves, by learning rate.
std::map<double, std::vector<const Row*>> by_rate(const RecordSet& records) {
  std::map<double, std::vector<const Row*>> rates;
  for (const Row& run : records.of("run"))
    if (const auto lr = run.number("lr"); lr && *lr > 0) rates[*lr].push_back(&run);
  return rates;
}

Symbol shape_of(const Row& run) {
  const std::string outcome = run.text("outcome");
  if (outcome == "trained" || outcome == "spiked") return Symbol::dot;
  return outcome == "diverged" ? Symbol::triangle : outcome == "nonfinite" ? Symbol::cross : Symbol::ring;
}

MarkColor paint_of(const Row& run) {
  const std::string outcome = run.text("outcome");
  if (outcome == "trained") return {Ink::good};
  if (outcome == "spiked") return {Ink::second};
  return {is_failed(run) ? Ink::bad : Ink::doubtful};
}

/// Boundary, limits and suggestion of the sweeps, as lines across.
void add_to_legend(Panel& panel, LegendEntry entry) {
  if (std::ranges::find(panel.legend, entry.text, &LegendEntry::text) == panel.legend.end())
    panel.legend.push_back(std::move(entry));
}

void add_summary_rules(Panel& panel, const RecordSet& records) {
  struct Kind {
    std::string_view field, meaning;
    Ink ink;
    Dash dash;
  };
  constexpr Kind kinds[] = {{"predicted_limit", "limit at θ₀", Ink::limit, Dash::dotted},
                            {"suggested_lr", "suggestion", Ink::good, Dash::dashed}};
  for (const Row& summary : records.of("summary")) {
    if (const auto low = summary.number("largest_safe_lr"), high = summary.number("smallest_failed_lr"); low && high) {
      Band bracket;
      bracket.color = {Ink::bad};
      bracket.hover =
          "boundary: trained at " + short_number_text(*low, 4) + ", failed at " + short_number_text(*high, 4);
      bracket.x = {*low, *high};
      bracket.low = {-inf, -inf};
      bracket.high = {inf, inf};
      panel.marks.insert(panel.marks.begin(), bracket);
      add_to_legend(panel, {"boundary", {Ink::bad}, Ink::bad});
    }
    for (const Kind& kind : kinds)
      if (const auto lr = summary.number(kind.field)) {
        Rule rule;
        rule.at = *lr;
        rule.color = {kind.ink};
        rule.dash = kind.dash;
        rule.hover = std::string(kind.meaning) + ": " + number_text(*lr);
        rule.lr = *lr;
        panel.marks.push_back(rule);
        const std::string text = std::string(kind.meaning) + " " + short_number_text(*lr, 3);
        add_to_legend(panel, {text, {kind.ink}, kind.dash});
      }
  }
}

void add_outcome_legend(Panel& panel, const RecordSet& records) {
  for (const std::string_view outcome : {"trained", "spiked", "no-skill", "stalled", "diverged", "nonfinite"}) {
    const auto& runs = records.of("run");
    const auto run = std::ranges::find_if(runs, [&](const Row& row) { return row.text("outcome") == outcome; });
    if (run != runs.end()) panel.legend.push_back({std::string(outcome), paint_of(*run), shape_of(*run)});
  }
}

/// One dot a run, the median over the seeds as a line, and their range as a band.
std::vector<Panel> against_rate(const RecordSet& records, std::string_view field, Panel panel, double lowest) {
  const auto rates = by_rate(records);
  if (rates.empty()) return {};
  Line median;
  median.color = {Ink::plain};
  Band range;
  range.color = {Ink::faint};
  bool has_any = false, has_seeds = false;
  std::vector<Mark> dots;
  for (const auto& [lr, runs] : rates) {
    std::vector<double> values;
    for (const Row* run : runs) {
      const auto value = run->number(field);
      if (!value) continue;
      has_any = true;
      Dot dot;
      dot.at = {lr,
                is_failed(*run) ? (run->text("outcome") == "diverged" ? inf : std::nan("")) : std::max(*value, lowest)};
      dot.color = paint_of(*run);
      dot.symbol = shape_of(*run);
      dot.lr = lr;
      dot.hover = hover_text(*run, {"lr", "seed", "outcome", field, "steps", "loss_inf_step", "nan_step"});
      dots.push_back(dot);
      values.push_back(is_failed(*run) ? std::nan("") : std::max(*value, lowest));
    }
    if (values.empty() || std::ranges::any_of(values, [](double v) { return !std::isfinite(v); })) {
      median.points.push_back({lr, std::nan("")});
      continue;
    }
    has_seeds = has_seeds || values.size() > 1;
    median.points.push_back({lr, median_of(values)});
    range.x.push_back(lr);
    range.low.push_back(std::ranges::min(values));
    range.high.push_back(std::ranges::max(values));
  }
  if (!has_any) return {};
  median.hover = has_seeds ? "median over the seeds" : "";
  if (has_seeds && range.x.size() > 1) panel.marks.push_back(range);
  panel.marks.push_back(median);
  panel.marks.insert(panel.marks.end(), dots.begin(), dots.end());
  panel.x = {"learning rate", Scale::logarithmic, rates.begin()->first, rates.rbegin()->first};
  const double room = rates.size() > 1 ? std::pow(*panel.x.high / *panel.x.low, 0.03) : 3;
  *panel.x.low /= room;
  *panel.x.high *= room;
  add_outcome_legend(panel, records);
  add_summary_rules(panel, records);
  return {panel};
}

}  // namespace

std::vector<Panel> rate_panels(const RecordSet& records) {
  Panel panel{.name = "rates",
              .title = "Final loss by learning rate",
              .about = "One mark a run; the line is the median over the seeds, runs that failed stand above."};
  panel.y = {.label = "final loss", .scale = Scale::logarithmic};
  for (const Row& run : records.of("run"))
    if (const auto loss = run.number("final_loss"); loss && !is_failed(run) && !(*loss > 0))
      panel.y.scale = Scale::linear;
  std::vector<Panel> panels = against_rate(records, "final_loss", panel, -inf);
  for (Panel& made : panels)
    for (const Row& run : records.of("run"))
      if (const auto baseline = run.number("baseline_loss"); baseline && *baseline > 0) {
        Rule rule;
        rule.at = *baseline;
        rule.is_vertical = false;
        rule.color = {Ink::faint};
        rule.hover = "loss of the best constant prediction: " + number_text(*baseline);
        made.marks.insert(made.marks.begin(), rule);
        made.legend.push_back({"constant prediction", {Ink::faint}, Dash::dashed});
        break;
      }
  return panels;
}

std::vector<Panel> skill_panels(const RecordSet& records) {
  Panel panel{.name = "skill",
              .title = "Skill by learning rate",
              .about = "d2: 1 is perfect, 0 as good as the best constant prediction; what lies below −1 stands at −1."};
  panel.y = {.label = "d2", .high = 1.05};
  return against_rate(records, "d2", panel, -1);
}

std::vector<Panel> trajectory_panels(const RecordSet& records) {
  Panel panel{.name = "trajectories",
              .title = "Loss over the run",
              .about = "One line a run, coloured by its learning rate; triangles: infinite, crosses: NaN."};
  if (!add_curves(panel, records, "loss")) return {};
  panel.x = {.label = "step", .is_whole = true};
  panel.y = {.label = "loss of the batch", .scale = scale_for(panel.marks)};
  return {panel};
}

}  // namespace lrscope
