#include "lrscope/record/fields.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "field_rows.h"

namespace lrscope {
namespace {

using namespace field_rows;

/// A part of an eigenvalue that may not have been measured.
template <class Record, class Get, class Part>
Field<Record> eigenvalue(std::string_view name, std::string_view unit, Get get, Part Eigenvalue::*part,
                         std::string_view doc) {
  return {name, unit, doc, [=](const Record& record) {
            const std::optional<Eigenvalue>& pair = get(record);
            return pair ? to_value((*pair).*part) : Value{Absent{}};
          }};
}

template <class Member>
Field<RunRecord> start(std::string_view name, std::string_view unit, Member StartCurvature::*member,
                       std::string_view doc) {
  return {name, unit, doc, [member](const RunRecord& run) { return to_value(run.start.*member); }};
}

const std::optional<Eigenvalue>& sharpness_of(const StepRecord& step) {
  return step.sharpness;
}
const std::optional<Eigenvalue>& preconditioned_of(const StepRecord& step) {
  return step.preconditioned_sharpness;
}
const std::optional<Eigenvalue>& sharpness_of(const RunRecord& run) {
  return run.start.sharpness;
}
const std::optional<Eigenvalue>& preconditioned_of(const RunRecord& run) {
  return run.start.preconditioned_sharpness;
}

/// The four parts of the sharpness and of the preconditioned sharpness.
template <class R>
void append_sharpness(std::vector<Field<R>>& table, std::string_view doc,
                      std::string_view preconditioned_doc) {
  using E = Eigenvalue;
  const auto plain = [](const R& r) -> const std::optional<E>& { return sharpness_of(r); };
  const auto scaled = [](const R& r) -> const std::optional<E>& { return preconditioned_of(r); };
  table.insert(
      table.end(),
      {eigenvalue<R>("sharpness", "loss/θ²", plain, &E::value, doc),
       eigenvalue<R>("sharpness_residual", "loss/θ²", plain, &E::residual,
                     "‖Hv − λv‖₂ of that estimate: an eigenvalue lies this near to it"),
       eigenvalue<R>("sharpness_hvps", "products", plain, &E::hvps, "Hessian-vector products that it took"),
       eigenvalue<R>("sharpness_converged", "", plain, &E::converged,
                     "whether the residual became as small as it should"),
       eigenvalue<R>("preconditioned_sharpness", "1/η", scaled, &E::value, preconditioned_doc),
       eigenvalue<R>("preconditioned_residual", "1/η", scaled, &E::residual, "its residual"),
       eigenvalue<R>("preconditioned_hvps", "products", scaled, &E::hvps,
                     "Hessian-vector products that it took beside those above"),
       eigenvalue<R>("preconditioned_converged", "", scaled, &E::converged,
                     "whether its residual became as small as it should")});
}

const std::vector<Eigenvalue>& top_of(const StepRecord& step) {
  return step.top_eigenvalues;
}
const std::vector<Eigenvalue>& top_of(const RunRecord& run) {
  return run.start.top_eigenvalues;
}
const std::vector<Eigenvalue>& bottom_of(const StepRecord& step) {
  return step.bottom_eigenvalues;
}
const std::vector<Eigenvalue>& bottom_of(const RunRecord& run) {
  return run.start.bottom_eigenvalues;
}

/// The fields of both ends of the spectrum, with --eigenvalues.
template <class R>
void append_ends(std::vector<Field<R>>& table) {
  const auto part_of = [](auto list, double Eigenvalue::*part) {
    return [=](const R& record) {
      std::vector<double> values;
      for (const Eigenvalue& pair : list(record)) values.push_back(pair.*part);
      return to_value(values);
    };
  };
  const auto top = [](const R& r) -> const std::vector<Eigenvalue>& { return top_of(r); };
  const auto bottom = [](const R& r) -> const std::vector<Eigenvalue>& { return bottom_of(r); };
  const auto products = [](const R& r) -> Value {
    if (top_of(r).empty()) return Absent{};
    return top_of(r).front().hvps + bottom_of(r).front().hvps;
  };
  const auto converged = [](const R& r) -> Value {
    if (top_of(r).empty()) return Absent{};
    const auto has_converged = [](const Eigenvalue& pair) { return pair.converged; };
    return std::ranges::all_of(top_of(r), has_converged) && std::ranges::all_of(bottom_of(r), has_converged);
  };
  using E = Eigenvalue;
  const std::vector<Field<R>> rows = {
      {"top_eigenvalues", "loss/θ²", "largest eigenvalues of H, descending, with --eigenvalues",
       part_of(top, &E::value)},
      {"top_residuals", "loss/θ²", "their residuals", part_of(top, &E::residual)},
      {"bottom_eigenvalues", "loss/θ²", "smallest eigenvalues of H, ascending, with --eigenvalues",
       part_of(bottom, &E::value)},
      {"bottom_residuals", "loss/θ²", "their residuals", part_of(bottom, &E::residual)},
      {"eigenvalues_hvps", "products", "Hessian-vector products that these took", products},
      {"eigenvalues_converged", "", "whether all of these converged", converged}};
  table.insert(table.end(), rows.begin(), rows.end());
}

}  // namespace

template <>
std::span<const Field<StepRecord>> fields<StepRecord>() {
  using R = StepRecord;
  static const std::vector<Field<R>> table = [] {
    std::vector<Field<R>> rows = {
        field("run", "index", &R::run, "number of the run, from 0"),
        field("seed", "", &R::seed, "seed of initial weights and batch order"),
        field("step", "step", &R::step, "t: updates done so far"),
        field("epoch", "index", &R::epoch, "passes over the data finished so far"),
        field("lr", "", &R::lr, "η_t, the learning rate as used in this step"),
        field("loss", "loss", &R::loss, "L_B(θ_t) on this step's batch"),
        field("full_loss", "loss", &R::full_loss, "loss over all training rows at θ_t, where measured"),
        field("gradient_norm", "loss/θ", &R::gradient_norm, "‖g‖₂, overflow-safe"),
        field("gg", "(loss/θ)²", &R::gg, "gᵀg on this step's batch"),
        field("gHg", "loss³/θ⁴", &R::gHg, "gᵀHg on this step's batch"),
        field("directional_curvature", "loss/θ²", &R::directional_curvature, "gᵀHg / gᵀg"),
        field("critical_lr", "θ²/loss", &R::critical_lr,
              "2gᵀg / gᵀHg where gᵀHg > 0: beyond it the second-order model says uphill"),
        field("predicted_change", "loss", &R::predicted_change,
              "gᵀΔ + ½ΔᵀHΔ with the optimizer's actual Δ = θ_{t+1} − θ_t"),
        field("actual_change", "loss", &R::actual_change, "L_B(θ_{t+1}) − L_B(θ_t) on the same batch"),
        field("update_norm", "θ", &R::update_norm, "‖Δ‖₂"),
        field("parameter_norm", "θ", &R::parameter_norm, "‖θ_t‖₂"),
    };
    append_sharpness<R>(
        rows, "λmax of the Hessian H of the loss over all rows (or --sharpness-rows), where measured",
        "λmax(P⁻¹H), P the optimizer's diagonal preconditioner in this step (1 where it has none), H with "
        "coupled "
        "weight decay and, where the loss is a sum, as the batch sees it; under --parametrization ntk that "
        "of "
        "ω, and with --layer-lr P⁻¹ contains ηₗ/η, ηₗ the rate of the layer");
    rows.push_back(field("stability_ratio", "", &R::stability_ratio,
                         "η·λmax(P⁻¹H) / threshold of the optimizer; above 1 locally unstable"));
    rows.push_back(field("stability_note", "", &R::stability_note, "why there is no ratio"));
    append_ends(rows);
    return rows;
  }();
  return table;
}

template <>
std::span<const Field<RunRecord>> fields<RunRecord>() {
  using R = RunRecord;
  using C = StartCurvature;
  static const std::vector<Field<R>> table = [] {
    std::vector<Field<R>> rows = {
        field("run", "index", &R::run, "number of the run, from 0"),
        field("lr", "", &R::lr, "the learning rate η of the run, before its schedule"),
        field("seed", "", &R::seed, "seed of initial weights and batch order"),
        field("outcome", "", &R::outcome, "trained, spiked, stalled, diverged or nonfinite"),
        field("steps", "step", &R::steps, "updates done"),
        field("initial_loss", "loss", &R::initial_loss, "loss over all training rows at θ_0"),
        field("final_loss", "loss", &R::final_loss, "loss over all training rows at the end"),
        field("best_loss", "loss", &R::best_loss, "lowest loss over all training rows where it was measured"),
        field("best_step", "step", &R::best_step, "where it was"),
        start("stability_limit", "", &C::limit, "the η at which stability_ratio is 1 at θ_0"),
    };
    append_sharpness<R>(rows, "λmax of the Hessian H of the loss over all rows (or --sharpness-rows) at θ_0",
                        "λmax(P⁻¹H) at θ_0, as the optimizer's first step sees it");
    rows.push_back(start("stability_threshold", "", &C::threshold, "what η·λmax(P⁻¹H) must not exceed"));
    rows.push_back(start("stability_formula", "", &C::formula, "the formula of stability_limit"));
    rows.push_back(start("stability_note", "", &C::note, "why there is no limit"));
    append_ends(rows);
    rows.push_back(field("last_sharpness", "loss/θ²", &R::last_sharpness,
                         "the last sharpness on the way, with --sharpness-every"));
    rows.insert(
        rows.end(),
        {
            field("first_rise_step", "step", &R::first_rise_step, "first step whose same-batch loss rose"),
            field("divergence_step", "step", &R::divergence_step, "start of the rise that never recovered"),
            field("loss_inf_step", "step", &R::loss_inf_step, "first t with an infinite L(θ_t)"),
            field("gradient_nonfinite_step", "step", &R::gradient_nonfinite_step,
                  "first t with NaN or ±inf in g(θ_t)"),
            field("parameter_nonfinite_step", "step", &R::parameter_nonfinite_step,
                  "first t with NaN or ±inf in θ_t"),
            field("nan_step", "step", &R::nan_step, "first t with a NaN in θ_t, L(θ_t) or g(θ_t)"),
            field("growth_per_step", "factor", &R::growth_per_step,
                  "fitted factor of the loss per step over the final rise"),
            field("dead_units", "units", &R::dead_units,
                  "hidden units whose slope is 0 on every training row at the end"),
            field("dead_layer", "", &R::dead_layer,
                  "first hidden layer (from 1) all of whose units are dead: nothing below it learns"),
            field("nonfinite_at", "", &R::nonfinite_at,
                  "first non-finite tensor in order of computation: step, stage, layer, tensor, index, kind"),
            field("seconds", "s", &R::seconds, "wall-clock time of the run, with --timing"),
        });

    return rows;
  }();
  return table;
}

template <>
std::span<const Field<Summary>> fields<Summary>() {
  using R = Summary;
  static const std::vector<Field<R>> table = {
      field("runs", "runs", &R::runs, "number of runs"),
      field("failed", "runs", &R::failed, "runs that ended nonfinite or diverged"),
      field("largest_trained_lr", "", &R::largest_trained_lr, "largest η at which some run trained"),
      field("smallest_failed_lr", "", &R::smallest_failed_lr,
            "smallest η at which some run ended nonfinite or diverged"),
      field("largest_safe_lr", "", &R::largest_safe_lr, "largest η below that; no run failed there"),
      field("predicted_limit", "", &R::predicted_limit, "smallest stability_limit of the seeds"),
      field("highest_predicted_limit", "", &R::highest_predicted_limit,
            "largest stability_limit of the seeds"),
      field("measured_over_predicted", "factor", &R::measured_over_predicted,
            "√(largest_safe_lr · smallest_failed_lr) / predicted_limit"),
      field("monotone", "", &R::monotone, "no run trained at an η at or above one that failed"),
      field("inversions", "runs", &R::inversions,
            "runs that did not fail although a smaller η failed with the same seed"),
      field("rates", "", &R::rates, "the learning rates, ascending"),
      field("failed_fractions", "", &R::failed_fractions,
            "the fraction of seeds that failed at each of them"),
      field("search_note", "", &R::search_note,
            "with --lr auto: that there was no prediction to begin with, or no boundary to find"),
      field("fastest_lr", "", &R::fastest_lr,
            "η with the lowest final loss (mean over seeds, all of them trained)"),
      field("fastest_final_loss", "loss", &R::fastest_final_loss, "that loss"),
      field("suggested_lr", "", &R::suggested_lr, "η to start with"),
      field("suggestion_rule", "", &R::suggestion_rule, "the rule that chose it"),
  };
  return table;
}

}  // namespace lrscope
