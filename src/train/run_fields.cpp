#include "lrscope/records.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "data/csv/dates.h"
#include "lrscope/version.h"
#include "train/examination.h"
#include "train/run_members.h"

// clang-format off: a row a field.
namespace lrscope {
namespace {

const StepCurvature& curvature_of(const StepRecord& step) { return step; }
const StartCurvature& curvature_of(const RunRecord& run) { return run.start; }

/// The parts of the sharpness and of the preconditioned one.
template <class R>
void append_sharpness(std::vector<Field<R>>& table, std::string_view doc, std::string_view preconditioned_doc) {
  using E = Eigenvalue;
  const auto plain = [](const R& r) -> const auto& { return curvature_of(r).sharpness; };
  const auto scaled = [](const R& r) -> const auto& { return curvature_of(r).preconditioned_sharpness; };
  const auto of = [](auto pair, auto part) { return [=](const R& r) { return to_value(part_of(pair(r), part)); }; };
  const std::vector<Field<R>> rows = {
      {"sharpness", "loss/θ²", doc, of(plain, &E::value)},
      {"sharpness_residual", "loss/θ²", "‖Hv − λv‖₂ of that estimate: an eigenvalue lies within this distance",
       of(plain, &E::residual)},
      {"sharpness_hvps", "products", "Hessian-vector products that it took", of(plain, &E::hvps)},
      {"sharpness_converged", "", "whether the residual reached the tolerance", of(plain, &E::converged)},
      {"preconditioned_sharpness", "1/η", preconditioned_doc, of(scaled, &E::value)},
      {"preconditioned_residual", "1/η", "its residual", of(scaled, &E::residual)},
      {"preconditioned_hvps", "products", "Hessian-vector products that it took beside those above",
       of(scaled, &E::hvps)},
      {"preconditioned_converged", "", "whether its residual reached the tolerance", of(scaled, &E::converged)}};
  table.insert(table.end(), rows.begin(), rows.end());
}

/// Both ends of the spectrum, with --eigenvalues.
template <class R>
void append_ends(std::vector<Field<R>>& table) {
  using E = Eigenvalue;
  const auto top = [](const R& r) -> const auto& { return curvature_of(r).top_eigenvalues; };
  const auto bottom = [](const R& r) -> const auto& { return curvature_of(r).bottom_eigenvalues; };
  const auto of = [](auto list, double E::*part) {
    return [=](const R& record) {
      std::vector<double> values;
      for (const Eigenvalue& pair : list(record)) values.push_back(pair.*part);
      return to_value(values);
    };
  };
  const auto products = [=](const R& r) -> Value {
    if (top(r).empty()) return Absent{};
    return top(r).front().hvps + bottom(r).front().hvps;
  };
  const auto converged = [=](const R& r) -> Value {
    if (top(r).empty()) return Absent{};
    return std::ranges::all_of(top(r), &E::converged) && std::ranges::all_of(bottom(r), &E::converged);
  };
  const std::vector<Field<R>> rows = {
      {"top_eigenvalues", "loss/θ²", "largest eigenvalues of H, descending, with --eigenvalues", of(top, &E::value)},
      {"top_residuals", "loss/θ²", "their residuals", of(top, &E::residual)},
      {"bottom_eigenvalues", "loss/θ²", "smallest eigenvalues of H, ascending, with --eigenvalues",
       of(bottom, &E::value)},
      {"bottom_residuals", "loss/θ²", "their residuals", of(bottom, &E::residual)},
      {"eigenvalues_hvps", "products", "Hessian-vector products that these took", products},
      {"eigenvalues_converged", "", "whether all of these converged", converged}};
  table.insert(table.end(), rows.begin(), rows.end());
}

/// The last fields: the others keep their places.
void append_batch_limits(std::vector<Field<RunRecord>>& table) {
  using R = RunRecord;
  const auto of = [](auto part) { return [=](const R& run) { return to_value(run.start.*part); }; };
  const std::vector<Field<R>> rows = {
      {"batch_limit", "",
       "the η at θ_0 up to which the mean square of an error shrinks, with batches drawn at random (sgd, heavy-ball, "
       "nesterov)",
       of(&StartCurvature::batch_limit)},
      {"batch_limit_rule", "",
       "exact: of a linear model with a squared loss; bound: an upper bound, from its top eigenvector; network-bound: "
       "the "
       "same of a network",
       of(&StartCurvature::batch_rule)},
      {"almost_sure_limit", "", "the η at θ_0 up to which single runs shrink errors: the Lyapunov exponent is 0 there",
       of(&StartCurvature::almost_sure_limit)},
      {"almost_sure_error", "", "its standard error", of(&StartCurvature::almost_sure_error)},
      {"almost_sure_steps", "step", "batches whose Hessians, of networks Gauss-Newton matrices, it was estimated from",
       of(&StartCurvature::almost_sure_steps)}};
  table.insert(table.end(), rows.begin(), rows.end());
}

/// The text of a flag as a value: a number if it is one.
Value setting(const std::string& text) {
  const auto number = parse_number(text);
  if (!number || !std::isfinite(*number)) return {text};
  if (const auto whole = parse_integer(text)) return {static_cast<std::int64_t>(*whole)};
  return {*number};
}

Value list_of(const std::vector<std::string>& words) { return {std::vector<Value>(words.begin(), words.end())}; }

Value data_of(const BeginRecord& begin) {
  Object data{begin.data_path, {{"path", {begin.data_path}}}};
  if (begin.data_hash.empty()) return {data};
  data.parts = {{"path", {begin.data_path}},
                {"xxh3_128", {begin.data_hash}},
                {"rows", {begin.rows}},
                {"held_rows", to_value(begin.held_rows)},
                {"task", {begin.task}},
                {"features", list_of(begin.features)},
                {"targets", list_of(begin.targets)}};
  return {data};
}

Value codings_of(const BeginRecord& begin) {
  if (begin.codings.empty()) return Absent{};
  std::vector<Value> list;
  for (const ColumnCoding& coding : begin.codings) {
    Object one{"",
               {{"column", {coding.column}},
                {"is_target", {coding.is_target}},
                {"earliest", coding.earliest ? Value{date_text(*coding.earliest)} : Value{Absent{}}},
                {"fill", to_value(coding.fill)},
                {"shift", {coding.shift}},
                {"scale", {coding.scale}}}};
    if (coding.is_log) one.parts.push_back({"log", {true}});
    list.push_back({std::move(one)});
  }
  return {list};
}

/// The command that writes the same jsonl again.
Value command_of(const BeginRecord& begin) {
  std::vector<std::string> words = begin.command;
  words.insert(words.end(), {"--format", "jsonl"});
  return list_of(words);
}

Value configuration_of(const BeginRecord& begin) {
  Object config;
  for (const auto& [flag, value] : begin.config) {
    config.parts.push_back({flag, setting(value)});
    config.text += (config.text.empty() ? "" : " ") + flag + "=" + value;
  }
  return {config};
}

/// "step=6 stage=forward layer=3 tensor=pre_activation index=5:12 kind=overflow"
std::string place_text(const NonfiniteAt& place) {
  std::string text = "step=" + std::to_string(place.step) + " stage=" + std::string(name_of(place.stage));
  if (place.layer > 0) text += " layer=" + std::to_string(place.layer);
  return text + " tensor=" + place.tensor + " index=" + std::to_string(place.row) + ":" + std::to_string(place.col) +
         " kind=" + std::string(name_of(place.kind));
}

}  // namespace

Value to_value(const NonfiniteAt& place) {
  const auto layer = [](int number) { return number > 0 ? to_value(number) : Value{Absent{}}; };
  std::vector<Value> magnitudes;
  for (const Magnitude& m : place.last_finite)
    magnitudes.push_back({Object{
        "",
        {{"stage", to_value(m.stage)}, {"layer", layer(m.layer)}, {"tensor", {m.tensor}}, {"max_abs", {m.max_abs}}}}});
  return {Object{place_text(place),
                 {{"step", {place.step}},
                  {"stage", to_value(place.stage)},
                  {"layer", layer(place.layer)},
                  {"tensor", {place.tensor}},
                  {"index", {std::vector<Value>{{place.row}, {place.col}}}},
                  {"kind", to_value(place.kind)},
                  {"last_finite", magnitudes.empty() ? Value{Absent{}} : Value{magnitudes}}}}};
}

const RecordKind<BeginRecord>& kind_of(const BeginRecord*) {
  using R = BeginRecord;
  static const RecordKind<R> kind(
      "begin", "begin",
      {
          {"schema", "", "version of the layout of records", [](const R&) { return to_value(schema_version); }},
          {"version", "", "of lrscope", [](const R&) { return to_value(std::string(version)); }},
          {"command", "", "the command line, as words", command_of},
          {"config", "", "flag and value of every option, defaults included", configuration_of},
          FIELD(parameters, "", "n"),
          {"data", "", "path, hash, rows (to train on), held_rows, task and names of the data", data_of},
          {"codings", "",
           "of each column whose numbers are not those of the file: (number − shift) / scale; fill, before "
           "that, where a cell was missing; earliest, the date that is number 0; log, true where the natural "
           "logarithm of the number was taken",
           codings_of},
      });
  return kind;
}

const RecordKind<StepRecord>& kind_of(const StepRecord*) {
  using R = StepRecord;
  static const RecordKind<R> kind("step", "steps", [] {
    std::vector<Field<R>> rows;
    append_fields(rows, step_members);
    append_sharpness(rows, "λmax of the Hessian H of the loss over all rows (or --sharpness-rows), where measured",
                     "λmax(P⁻¹H), P the optimizer's diagonal preconditioner in this step (1 where it has none), H with "
                     "coupled weight decay and, where the loss is a sum, as the batch sees it; under --parametrization "
                     "ntk that of ω, and with --layer-lr P⁻¹ contains ηₗ/η, ηₗ the rate of the layer");
    append_fields(rows, step_stability_members);
    append_ends(rows);
    append_fields(rows, step_late_members);
    return rows;
  }());
  return kind;
}

const RecordKind<RunRecord>& kind_of(const RunRecord*) {
  using R = RunRecord;
  static const RecordKind<R> kind("run", "runs", [] {
    std::vector<Field<R>> rows;
    append_fields(rows, run_members);
    rows.push_back({"stability_limit", "", "the η at which stability_ratio is 1 at θ_0",
                    [](const R& r) { return to_value(r.start.limit); }});
    append_sharpness(rows, "λmax of the Hessian H of the loss over all rows (or --sharpness-rows) at θ_0",
                     "λmax(P⁻¹H) at θ_0, as the optimizer's first step sees it");
    rows.push_back({"stability_threshold", "", "the largest stable η·λmax(P⁻¹H)",
                    [](const R& r) { return to_value(r.start.threshold); }});
    rows.push_back({"stability_formula", "", "the formula of stability_limit",
                    [](const R& r) { return to_value(r.start.formula); }});
    rows.push_back({"stability_note", "", "why there is no limit", [](const R& r) { return to_value(r.start.note); }});
    append_ends(rows);
    append_fields(rows, run_sharpness_members);
    append_fields(rows, run_event_members);
    append_fields(rows, run_end_members);
    append_batch_limits(rows);
    append_fields(rows, run_late_members);
    return rows;
  }());
  return kind;
}

const RecordKind<Summary>& kind_of(const Summary*) {
  using R = Summary;
  static const RecordKind<R> kind(
      "summary", "summary",
      {
          FIELD(runs, "runs", "number of runs"),
          FIELD(failed, "runs", "runs that ended nonfinite or diverged"),
          FIELD(largest_trained_lr, "", "largest η at which some run has skill: trained or spiked"),
          FIELD(smallest_failed_lr, "", "smallest η at which some run ended nonfinite or diverged"),
          FIELD(largest_safe_lr, "", "largest η below that; no run failed there"),
          FIELD(predicted_limit, "", "smallest stability_limit of the seeds"),
          FIELD(highest_predicted_limit, "", "largest stability_limit of the seeds"),
          FIELD(measured_over_predicted, "factor", "√(largest_safe_lr · smallest_failed_lr) / predicted_limit"),
          FIELD(monotone, "", "no run has skill at an η at or above one that failed"),
          FIELD(inversions, "runs", "runs that did not fail although a smaller η failed with the same seed"),
          FIELD(rates, "", "the learning rates, ascending"),
          FIELD(failed_fractions, "", "the fraction of seeds that failed at each of them"),
          FIELD(search_note, "",
                "with --lr auto: that there was no prediction to begin with, or no boundary to find; what was scanned"),
          FIELD(fastest_lr, "", "η with the lowest final loss (mean over seeds, all of them with skill)"),
          FIELD(fastest_final_loss, "loss", "that loss"),
          FIELD(suggested_lr, "", "η to start with: all seeds have skill there, on held-out rows where there are any"),
          FIELD(suggested_d2, "", "d2 there, the mean over the seeds"),
          FIELD(suggested_holdout_d2, "", "holdout_d2 there, the mean over the seeds"),
          FIELD(suggestion_rule, "", "the rule that chose it"),
          FIELD(next_change, "", "flags with which a trial reached more than this sweep"),
          FIELD(next_lr, "", "the best η of the trial"),
          FIELD(next_d2, "", "d2 there, the mean over the seeds, all of them with skill"),
          FIELD(next_holdout_d2, "", "holdout_d2 there, the mean over the seeds"),
          FIELD(next_command, "", "what to do next: always there where no η has skill"),
          FIELD(explain_command, "", "beside a next_command that re-scales: tells why it is needed"),
          FIELD(failed_from, "", "the lowest η of each stretch of neighbouring rates at which some run failed"),
          FIELD(failed_to, "", "the highest η of each of these stretches; the next higher rate, if any, did not fail"),
          FIELD(failed_low, "", "lower end of the 95 % interval (Wilson) of each of failed_fractions"),
          FIELD(failed_high, "", "upper end of it"),
          FIELD(safe_limit, "",
                "the lowest limit on the way of a slow run, over all seeds: batches and momentum considered"),
          FIELD(safe_limit_lr, "", "η of that slow run"),
          FIELD(safe_limit_step, "step", "where on its way the limit was met"),
          FIELD(safe_limit_sharpness, "loss/θ²", "λmax(H) there"),
      });
  return kind;
}

}  // namespace lrscope
