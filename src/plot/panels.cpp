#include "plot/panels.h"

#include <algorithm>
#include <set>

#include "base/names.h"
#include "base/text.h"
#include "lrscope/errors.h"
#include "plot/parts.h"
#include "plot/questions.h"

namespace lrscope {
namespace {

/// What was run on what.
std::string title_of(const RecordSet& records) {
  const auto commands = commands_of(records);
  if (commands.empty()) return "lrscope";
  std::vector<std::string> words = commands.front();
  words.resize(std::min<std::size_t>(words.size(), 3));
  return join(words, " ") +
         (records.files.size() > 1 ? " and " + std::to_string(records.files.size() - 1) + " more" : "");
}

std::size_t rates_of(const RecordSet& records) {
  std::set<double> rates;
  for (const Row& run : records.of("run")) rates.insert(run.number("lr").value_or(0));
  return rates.size();
}

}  // namespace

const std::vector<PanelKind>& panel_kinds() {
  static const std::vector<PanelKind> kinds = {
      {"rates", "final loss by learning rate, boundary, limit, suggestion: runs of sweep, trace, merge, journals",
       rate_panels},
      {"skill", "d2 by learning rate, of the same runs", skill_panels},
      {"trajectories", "batch losses step by step: trace, sweep --trajectories", trajectory_panels},
      {"sharpness", "sharpness and threshold/η step by step, with --sharpness-every", sharpness_panels},
      {"stability", "stability ratio step by step, of the same steps", stability_panels},
      {"gradient", "gᵀg and gᵀHg step by step, with running means", gradient_panels},
      {"prediction", "actual against predicted change of the loss, step by step", prediction_panels},
      {"path", "the way of one or two parameters over the loss: trace, sweep --trajectories, with --theta",
       path_panels},
      {"along", "loss along the step, with the parabola: explain --along", along_panels},
      {"changes", "where training fails with one thing changed: explain", change_panels},
      {"range-test", "smoothed loss by learning rate, suggestions and boundary: find", range_test_panels},
      {"spectrum", "density and outermost eigenvalues of the Hessian: spectrum", spectrum_panels},
      {"map", "outcome and speed over two knobs: cells or a journal of map", map_panels}};
  return kinds;
}

Figure figure_of(const RecordSet& records, const std::vector<std::string>& names) {
  Figure figure{.title = title_of(records)};
  for (const auto& words : commands_of(records)) figure.metadata.emplace_back("Command", command_line(words));
  for (const std::string& name : names) find_named(std::span<const PanelKind>(panel_kinds()), name, "--panel");
  for (const PanelKind& kind : panel_kinds()) {
    const bool is_named = std::ranges::find(names, kind.name) != names.end();
    if (!names.empty() && !is_named) continue;
    std::vector<Panel> panels = kind.make(records);
    if (panels.empty() && is_named)
      throw UsageError(About{"--panel"}, " " + in_quotes(kind.name) + ": its records are missing; it shows " +
                                             std::string(kind.doc) + ".");
    for (Panel& panel : panels) figure.panels.push_back(std::move(panel));
  }
  // One learning rate makes no curve: it is shown where there is nothing else.
  const auto is_lone_rate = [&](const Panel& panel) {
    return (panel.name == "rates" || panel.name == "skill") && rates_of(records) < 2;
  };
  if (names.empty() && !std::ranges::all_of(figure.panels, is_lone_rate)) std::erase_if(figure.panels, is_lone_rate);
  figure.columns = figure.panels.size() == 1 ? 1 : 2;
  return figure;
}

}  // namespace lrscope
