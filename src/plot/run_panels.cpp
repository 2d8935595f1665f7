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
  if (outcome == "stalled") return Symbol::square;
  return outcome == "diverged" ? Symbol::triangle : outcome == "nonfinite" ? Symbol::cross : Symbol::ring;
}

MarkColor paint_of(const Row& run) {
  const std::string outcome = run.text("outcome");
  if (outcome == "trained") return {Ink::good};
  if (outcome == "spiked") return {Ink::second};
  return {is_failed(run) ? Ink::bad : Ink::doubtful};
}

/// Boundary, limits and suggestion of the sweeps, as lines across.
void add_summary_rules(Panel& panel, const RecordSet& records) {
  for (const Row& summary : records.of("summary")) {
    const auto low = summary.number("largest_safe_lr"), high = summary.number("smallest_failed_lr");
    if (low && high) {
      const std::string words =
          "boundary: trained at " + short_number_text(*low, 4) + ", failed at " + short_number_text(*high, 4);
      add_with_legend(
          panel,
          {.shape = MarkShape::band, .color = {Ink::bad}, .hover = words, .points = rectangle(*low, *high, -inf, inf)},
          "boundary");
      std::ranges::rotate(panel.marks, panel.marks.end() - 1);
    }
    const auto add_rule = [&](std::string_view field, const std::string& meaning, Ink ink, Dash dash) {
      const auto lr = summary.number(field);
      if (!lr) return;
      add_with_legend(
          panel,
          {.color = {ink}, .hover = meaning + ": " + number_text(*lr), .lr = *lr, .points = upright(*lr), .dash = dash},
          meaning + " " + short_number_text(*lr, 3));
    };
    add_rule("predicted_limit", "limit at θ₀", Ink::limit, Dash::dotted);
    add_rule("suggested_lr", "suggestion", Ink::good, Dash::dashed);
  }
}

void add_outcome_legend(Panel& panel, const RecordSet& records) {
  for (const std::string_view outcome : {"trained", "spiked", "no-skill", "stalled", "diverged", "nonfinite"}) {
    const auto& runs = records.of("run");
    const auto run = std::ranges::find_if(runs, [&](const Row& row) { return row.text("outcome") == outcome; });
    if (run != runs.end()) panel.legend.push_back({std::string(outcome), paint_of(*run), shape_of(*run)});
  }
}

/// One dot a run, the median over the seeds as a line, and their range as a band. What is below `lowest` stands there.
std::vector<Panel> against_rate(const RecordSet& records, std::string_view field, Panel panel, double lowest) {
  Mark median{.color = {Ink::plain}}, range{.shape = MarkShape::band, .color = {Ink::faint}};
  std::vector<FigurePoint> highest;  // the upper side of the range
  std::vector<Mark> dots;
  const auto rates = by_rate(records);
  for (const auto& [lr, runs] : rates) {
    std::vector<double> values;
    for (const Row* run : runs) {
      const auto value = run->number(field);
      if (!value) continue;
      const double failed = run->text("outcome") == "diverged" ? inf : std::nan("");
      values.push_back(is_failed(*run) ? failed : std::max(*value, lowest));
      dots.push_back({.shape = MarkShape::dot,
                      .color = paint_of(*run),
                      .hover = hover_text(*run, {"lr", "seed", "outcome", field, "steps", "loss_inf_step", "nan_step"}),
                      .lr = lr,
                      .points = {{lr, values.back()}},
                      .symbol = shape_of(*run)});
    }
    if (values.empty() || !std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) {
      median.points.push_back({lr, std::nan("")});
      continue;
    }
    std::ranges::sort(values);
    median.points.push_back({lr, values[(values.size() - 1) / 2]});
    range.points.push_back({lr, values.front()});
    highest.push_back({lr, values.back()});
    if (values.size() > 1) median.hover = "median over the seeds";
  }
  if (dots.empty()) return {};
  range.points.insert(range.points.end(), highest.rbegin(), highest.rend());
  if (!median.hover.empty() && highest.size() > 1) panel.marks.push_back(std::move(range));
  panel.marks.push_back(std::move(median));
  panel.marks.insert(panel.marks.end(), dots.begin(), dots.end());
  const double first = rates.begin()->first, last = rates.rbegin()->first,
               room = rates.size() > 1 ? std::pow(last / first, 0.03) : 3;
  panel.x = {"learning rate", Scale::logarithmic, first / room, last * room};
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
        add_with_legend(made,
                        {.color = {Ink::faint},
                         .hover = "loss of the best constant prediction: " + number_text(*baseline),
                         .points = level(*baseline),
                         .dash = Dash::dashed},
                        "constant prediction");
        std::ranges::rotate(made.marks, made.marks.end() - 1);
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
  panel.y.label = "loss of the batch";
  add_curves(panel, records, "loss");
  return unless_empty(std::move(panel));
}

}  // namespace lrscope
