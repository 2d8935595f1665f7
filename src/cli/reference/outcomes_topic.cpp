#include <utility>

#include "cli/reference/topics.h"
#include "explain/explanation.h"
#include "lrscope/records.h"

namespace lrscope::cli {
namespace {

EntryList outcomes() {
  const auto entry = [](Outcome outcome, const std::string& when) {
    return Entry{std::string(name_of(outcome)), when};
  };
  return {"outcome",
          "when",
          {entry(Outcome::nonfinite, "it ended with NaN or ±inf in the loss or the parameters"),
           entry(Outcome::diverged,
                 "finite, but the final loss is above `--diverge-factor` (4) × the initial loss, or "
                 "`--stop-on-divergence` ended the run there"),
           entry(Outcome::stalled,
                 "the final loss is above 99 % of the initial loss: the learning rate is too small, "
                 "units are dead (see `dead_units`), or it is a little too large and the loss rises slowly"),
           entry(Outcome::no_skill,
                 "it moved, but its final loss is not below `baseline_loss`, that of the best constant "
                 "prediction: nothing useful was learnt from the features"),
           entry(Outcome::spiked,
                 "it has skill, but on the way a loss stood above `--diverge-factor` × the initial "
                 "loss, and above that factor × what this very batch had at the start"),
           entry(Outcome::trained, "everything else: finite, moved, better than a constant prediction")}};
}

EntryList verdicts() {
  const auto entry = [](Verdict verdict, const std::string& when) {
    return Entry{in_capitals(std::string(name_of(verdict))), when};
  };
  return {
      "verdict",
      "when",
      {entry(Verdict::healthy, "none of the following; how far from the edge is said"),
       entry(Verdict::nonfinite, "the run's outcome; causes are ranked by how far the boundary moves without them"),
       entry(Verdict::diverged, "the same"),
       entry(Verdict::dying, "not failed, but all ReLUs of a layer are dead, or half of all and nothing was learnt"),
       entry(Verdict::stalled, "the run's outcome"), entry(Verdict::no_skill, "the run's outcome"),
       entry(Verdict::late_rise, "trained, but the loss ends a hundred times above its best or more"),
       entry(Verdict::impaired,
             "trained, but with one suspected thing changed less than half of the loss is left, "
             "and .1 more of R² is explained"),
       entry(Verdict::disordered,
             "trained in the order of the file, whose rows are sorted, and shuffling them would "
             "have gained a tenth or more"),
       entry(Verdict::defective, "the data cannot be trained on: exit status 3, every defect on standard error")}};
}

EntryList run_columns() {
  return {"column",
          "meaning",
          {{"lr", "the learning rate η; with colour in red where the run failed above `limit`"},
           {"limit",
            "the η above which training is locally unstable at the initial weights: η·λmax(P⁻¹H) = the "
            "optimizer's threshold, which is 2 for sgd (field `stability_limit`)"},
           {"seed", "of initial weights and batch order; with several seeds"},
           {"outcome", "how the run ended, see above"},
           {"steps", "updates that were made"},
           {"initial loss", "over all training rows, before the first step"},
           {"final loss", "over all training rows, after the last step"},
           {"d2",
            "1 − final loss / loss of the best constant prediction: 1 is perfect, 0 as good as a constant; R² "
            "for `mse`"},
           {"held out", "`d2` on the rows of `--holdout`"},
           {"1st rise", "the first step that raised the loss of its own batch"},
           {"diverges", "the step from which on the loss rose and never recovered"},
           {"inf at", "the first step with an infinite loss"},
           {"NaN at", "the first step with a loss that is NaN"},
           {"× a step", "the factor by which the loss grew at each step of the final rise"},
           {"loss over the run", "batch losses on a logarithmic scale; ∞ infinite, × NaN"},
           {"·", "not measured, or did not happen; neither NaN nor 0"}}};
}

EntryList step_columns() {
  return {
      "column",
      "meaning",
      {{"critical lr",
        "η·(−2gᵀΔ/ΔᵀHΔ), 2gᵀg/gᵀHg for sgd: a longer step along Δ goes uphill, to second order; ▲ where this one is "
        "longer; with --measured-critical-lr the one measured"},
       {"sharpness",
        "λmax(H), the algebraically largest eigenvalue of the Hessian over all rows; ? where it did "
        "not converge"},
       {"stability", "η·λmax(P⁻¹H) over the optimizer's threshold: above 1 errors along the sharpest direction grow"},
       {"predicted change", "of the batch's loss in this step, to second order: gᵀΔ + ½ΔᵀHΔ"},
       {"actual change", "of the same batch's loss"},
       {"g'g", "gᵀg, the squared length of the gradient"},
       {"g'Hg", "the curvature along the gradient, times gᵀg"},
       {"g'Hg/g'g", "the curvature along the gradient"}}};
}

EntryList summary_lines() {
  return {"line",
          "meaning",
          {{"boundary", "between the smallest learning rate that failed and the largest below it that trained"},
           {"predicted", "the limit at the initial weights, and how it compares with what was measured"},
           {"safe", "the lowest limit on the way of a slow run: batches and momentum considered"},
           {"failed", "the share of seeds that failed at each learning rate"},
           {"fastest", "the learning rate with the lowest final loss"},
           {"suggested",
            "of the learning rates with skill in every seed and at most half the smallest that failed, "
            "the one with the lowest loss"},
           {"next", "a command that helps on, with what a trial of it measured"},
           {"explain", "a command that says why the smallest failing learning rate fails"},
           {"failure", "how the first of the runs there failed"}}};
}

}  // namespace

Page outcomes_page() {
  Page page{
      "outcomes",
      7,
      "how a run ends, and the words of the tables",
      {{"Outcomes of a run",
        {"The first that holds counts. `nonfinite` and `diverged` have failed; `trained` and `spiked` have skill, with "
         "`--holdout` only if the held-out rows are predicted better than by chance, too. A run stops at a loss that "
         "is NaN, at the latest ten steps past the first parameter that is not finite.",
         outcomes()}},
       {"Columns of the table of runs", {run_columns()}},
       {"Columns of the table of steps", {step_columns()}},
       {"Lines below the table of runs", {summary_lines()}},
       {"Verdicts of explain", {verdicts()}}}};
  for (Section& section : other_columns()) page.sections.push_back(std::move(section));
  return page;
}

}  // namespace lrscope::cli
