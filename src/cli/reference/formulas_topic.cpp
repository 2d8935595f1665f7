#include "cli/reference/topics.h"
#include "nn/activation.h"
#include "nn/initialiser.h"
#include "nn/loss.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"

namespace lrscope::cli {
namespace {

EntryList formulas_of(const auto& rows, const auto& text) {
  EntryList list{"name", "formula", {}};
  for (const auto& row : rows) list.entries.push_back({std::string(row.name), text(row)});
  return list;
}

std::string equation_of(const OptimizerRow& row) {
  OptimizerSpec spec;
  spec.name = row.name;
  const auto optimizer = make_optimizer<double>(with_defaults(spec), 1);
  if (optimizer->has_bounded_steps()) {
    const std::string threshold = row.name == "signsgd" ? "; stable up to η·max{dᵀHd : |dᵢ| = 1} = 2‖∇L‖₁"
                                  : row.name == "muon"
                                      ? "; without momentum and biases stable up to η·S = 2Σρₗ‖∇ₗL‖_*, S = "
                                        "max{dᵀHd : ‖dₗ‖₂ = ρₗ}"
                                      : "";
    return std::string(row.equation) + threshold + ". Never NaN: a floor under the loss falls with η²";
  }
  const std::string preconditioner(optimizer->preconditioner_formula());
  return std::string(row.equation) + "; stable up to η·λmax" + (preconditioner.empty() ? "(H)" : "(P⁻¹H)") + " = " +
         std::string(optimizer->stability_threshold().formula) +
         (preconditioner.empty() ? "" : ", P = " + preconditioner);
}

EntryList curvature() {
  return {
      "quantity",
      "formula",
      {{"loss change",
        "L(θ − ηg) − L(θ) ≈ ½η²·gᵀHg − η·gᵀg, g and H of the batch (field `predicted_change`, with "
        "the optimizer's own step Δ: gᵀΔ + ½ΔᵀHΔ)"},
       {"critical_lr", "2gᵀg/gᵀHg where gᵀHg > 0: from there on the second-order model goes uphill"},
       {"update_critical_lr", "η·(−2gᵀΔ/ΔᵀHΔ) where ΔᵀHΔ > 0: the same along the optimizer's own step Δ"},
       {"measured_critical_lr",
        "η·c, c > 0 where the batch's loss at θ + cΔ is that at θ: doubling, then bisection to a thousandth"},
       {"Hv", "exact, forward over reverse (Pearlmutter 1994), never a finite difference"},
       {"sharpness", "λmax(H), by Lanczos; each estimate with its residual ‖Hv − λv‖ and its products Hv"},
       {"stability_ratio", "η·λmax(P⁻¹H) over the optimizer's threshold (Cohen et al. 2021, 2022)"},
       {"stability_limit", "the η at which that ratio is 1 at θ_0; 2/λmax(H) for sgd"},
       {"batch_limit",
        "of sgd on batches at θ_0: 2/λmax(C⁺D), C = ½(H⊗I + I⊗H), D = (1−p)·H⊗H + p·mean Hᵢ⊗Hᵢ, p = (n−B)/(B(n−1)) "
        "(Mulayoff and Michaeli 2024); along one v: 2a/((1−p)a² + p·mean(vᵀHᵢv)²), a = vᵀHv; with momentum where the "
        "noise that comes back has the radius 1"},
       {"almost_sure_limit",
        "the η at which the product of (I − ηH_B) over the run's own batches neither grows nor shrinks; of networks "
        "with Gauss–Newton matrices"},
       {"safe_limit",
        "the lowest T(s)/λmax(H) at some twelve steps of a run at a tenth of the lower of stability_limit and the "
        "smallest η that failed, again ten times slower where it lies below that η; with momentum half of it. T(s): "
        "the threshold where the batches' curvature vᵀH_Bv along the top eigenvector has the relative variance s, "
        "sgd 2/(1 + s), heavy-ball 2(1+β)/(1 + s(1+β)/(1−β)), nesterov by bisection"},
       {"density", "stochastic Lanczos quadrature (Ghorbani et al. 2019) from `--probes` random vectors"},
       {"error growth", "1 − ηλ is the factor of an error along an eigenvector at each step of sgd"}}};
}

EntryList measures() {
  return {"quantity",
          "formula",
          {{"baseline_loss",
            "of the best constant prediction over the training rows: the mean for squares, the median "
            "for `mae`, the quantile for `quantile`, class frequencies for cross-entropies, the logarithm of the mean "
            "for `poisson`; with weights the weighted ones"},
           {"d2",
            "1 − final_loss/baseline_loss: R² for `mse`, McFadden's R² for cross-entropies; of `poisson` both losses "
            "less that of a perfect prediction"},
           {"holdout_chance",
            "9/rows, with classes 4.5/(rows · baseline loss), at most ½: what a prediction that knows "
            "nothing exceeds once in 740 times"},
           {"growth_per_step",
            "e to the slope of a least-squares line through the logarithms of the losses of the "
            "final rise"},
           {"smoothed loss", "of the range test: exponential moving average with β = .98, corrected for its start"},
           {"box dimension", "of a map: slope of ln N(s) over −ln s, N(s) the boxes of s × s cells with boundary"}}};
}

EntryList onsets() {
  return {
      "field",
      "rule, t from 0",
      {{"first_rise_step", "first t with not L_B(θ_{t+1}) ≤ L_B(θ_t), B the batch of step t"},
       {"divergence_step",
        "of the losses L_B(θ_t): the start of the rise (each loss above the one before) that goes on after the last "
        "loss within a factor of 2 of the lowest (1 with `--batch-size full`), never before first_rise_step"},
       {"loss_inf_step, gradient_nonfinite_step, parameter_nonfinite_step",
        "first t with L_B(θ_t) = ±inf; NaN or ±inf in g(θ_t); NaN or ±inf in θ_t"},
       {"nan_step", "first t with NaN in L_B(θ_t), g(θ_t) or θ_t"},
       {"rose_again_step",
        "first t from which on the loss over all rows stood above twice its low, at two measurements or more, the last "
        "one included; the low: at or above two measurements in a row"},
       {"warning_step",
        "first t ≥ 1 with 10·max(L_B(θ_0) … L_B(θ_9)) < L_B(θ_t) < ∞, of these ten the ones before t"}}};
}

EntryList random_numbers() {
  return {
      "use",
      "stream, substream and index",
      {{"block",
        "Philox 4x32-10; key: the low and the high half of the seed; counter: index low, index high, stream, "
        "substream; two words of 64 bits, each low half first"},
       {"uniform u", "the upper 53 bits of the first word times 2⁻⁵³"},
       {"normal", "√(−2 ln(1 − u₁))·cos(2πu₂), u₁ and u₂ of the two words"},
       {"cut normal", "Φ⁻¹(Φ(−2) + u(1 − 2Φ(−2))), Φ the normal distribution function; over .8796 its variance is 1"},
       {"a number below n", "the upper 64 bits of the first word times n"},
       {"weights", "stream 1, substream 0, index: the place in θ; uniform ones are √3·σ·(2u − 1)"},
       {"biases", "stream 2, substream 0, index: the place in θ"},
       {"order of an epoch",
        "stream 3, substream: the epoch; from 0 … n−1, for i = n−1 … 1 swap places i and below(i + 1) "
        "of index i"},
       {"rows of a step with `--sampling replacement`", "stream 7, substream: the step, index: the place in the batch"},
       {"rows of `--holdout`", "stream 6; of `--sharpness-rows` stream 5; directions of eigenvalues stream 4"}}};
}

EntryList scalings() {
  return {"name",
          "number that is trained on",
          {{"standard", "(x − mean)/standard deviation, the population's; a constant column is only shifted"},
           {"minmax", "(x − min)/(max − min)"},
           {"max", "x/max|x|"},
           {"robust", "(x − median)/(third quartile − first quartile)"}}};
}

}  // namespace

Page formulas_page() {
  const auto doc = [](const auto& row) { return std::string(row.doc); };
  return {
      "formulas",
      7,
      "what is computed",
      {{"Curvature",
        {"η: the learning rate. θ: all weights and biases as one vector. g, H: gradient and Hessian of the loss at θ.",
         curvature()}},
       {"Measures", {measures()}},
       {"Optimizers",
        {"Clipping comes before all of these, coupled weight decay adds λθ to g. As PyTorch defines them.",
         formulas_of(optimizers(), equation_of)}},
       {"Schedules",
        {"η_t at step t. `--warmup-steps W` multiplies the first W by (t + 1)/W; the schedule starts after them.",
         formulas_of(schedules(), [](const ScheduleRow& row) { return std::string(row.formula); })}},
       {"Losses",
        {"With `--class-weight` or `--sample-weight` the terms of each row are multiplied by its weight, and divided "
         "by what stands here, not by the sum of the weights, as in Keras. Three names are for numbers, for classes "
         "and "
         "for two classes: `--loss half-mse,cross-entropy,binary-cross-entropy`.",
         formulas_of(losses(), doc)}},
       {"Activations",
        {"`--activation` of the hidden layers, `--output-activation` of the last one (default identity), before a loss "
         "that does not contain its own.",
         formulas_of(output_activations(), doc)}},
       {"Initial weights",
        {"`--init-scale` multiplies them. Biases are 0, except under `pytorch` and `sklearn` and with `--init-bias "
         "as-weights`. n inputs and m outputs of a layer; each number is a function of the seed and the place alone.",
         formulas_of(initialisers(), doc)}},
       {"Onsets", {onsets()}},
       {"Random numbers", {"All are functions of the seed, so that runs repeat elsewhere.", random_numbers()}},
       {"Scalings", {"Fitted on the training rows alone.", scalings()}}}};
}

}  // namespace lrscope::cli
