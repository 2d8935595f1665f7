#include "explain/suspects.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "base/text.h"
#include "explain/evidence_text.h"
#include "optim/optimizer.h"
#include "train/watch/stop_rule.h"

namespace lrscope {
namespace {

// A row whose gradient at θ_0 is this many times the median row's stands out.
constexpr double outstanding = 10;
// An outlier counts only if no other row is further out by this factor.
constexpr double comparable = 30;
// At most so many rows, or this share of all, count as outliers.
constexpr std::size_t most_single_rows = 3;
constexpr double most_single_share = 0.01;

// Rows whose neighbours are as similar as this are not shuffled.
constexpr double ordered_correlation = 0.7;

void add_rows(const Findings& f, std::vector<Suspect>& list) {
  std::vector<RowRecord> worst;
  for (const RowRecord& row : f.rows)
    if (row.times_median >= outstanding) worst.push_back(row);
  if (worst.empty()) return;
  std::ranges::stable_sort(worst, std::greater{}, &RowRecord::times_median);
  const double largest = worst.front().times_median;
  std::erase_if(worst, [&](const RowRecord& row) { return row.times_median * comparable < largest; });
  // If many stand out, the data are heavy-tailed; the largest few are tried all the same.
  const auto most =
      std::max(most_single_rows, static_cast<std::size_t>(most_single_share * static_cast<double>(f.rows.size())));
  const bool are_few = worst.size() <= most;
  worst.resize(std::min(worst.size(), most));
  std::set<long long> ordered;
  for (const RowRecord& row : worst) ordered.insert(f.data->lines[static_cast<std::size_t>(row.line)]);
  std::vector<std::string> lines;
  for (const long long line : ordered) lines.push_back(std::to_string(line));
  list.push_back({.remedy = {ChangeKind::leave_out_rows, lines},
                  .removes = {Cause::outlier_rows},
                  .change = {{"drop-lines", join(lines, ",")}},
                  .evidence = evidence::outlier_rows(lines, f.data->path, largest),
                  .is_suspected = are_few});
}

void add_loss(const Findings& f, std::vector<Suspect>& list) {
  if (f.loss == "naive-cross-entropy")
    list.push_back({.remedy = {ChangeKind::fused_loss},
                    .removes = {Cause::unsafe_logarithm},
                    .change = {{"loss", "cross-entropy"}},
                    .evidence = evidence::unsafe_logarithm(),
                    .is_suspected = true,
                    .least_factor = any_factor,
                    .is_seen = f.run.nonfinite_at && f.run.nonfinite_at->stage == Stage::loss});
  const bool is_half = f.loss == "half-sse";
  if (!is_half && f.loss != "sse") return;
  const Index outputs = f.data->targets.rows(), rows = f.data->rows();
  const auto batch = std::min<Index>(f.request.run.batch_size.rows.value_or(rows), rows);
  const Index terms = batch * (is_half ? 1 : outputs);
  Change change = {{"loss", is_half ? "half-mse" : "mse"}};
  // A run that trained near its limit may have had steps that were too long: then they become a tenth as long.
  if (!has_failed(f.run.outcome) && is_near_limit(f))
    change.emplace_back("lr", short_number_text(f.request.run.learning_rate * static_cast<double>(terms) / 10, 2));
  list.push_back({.remedy = {ChangeKind::mean_loss},
                  .removes = {Cause::summed_loss},
                  .change = change,
                  .evidence = evidence::summed_loss(f.loss, batch, is_half ? 1 : outputs),
                  .is_suspected = true});
}

void add_order(const Findings& f, std::vector<Suspect>& list) {
  if (has_full_batch(f.request.run, *f.data)) return;
  if (f.request.run.shuffle) {
    const std::uint64_t seed = f.request.run.order_seed.value_or(f.request.run.seed);
    list.push_back({.remedy = {ChangeKind::other_order},
                    .removes = {Cause::batch_order},
                    .change = {{"order-seed", std::to_string(seed + 1)}},
                    .evidence = evidence::another_order(),
                    .least_factor = large_factor});
    return;
  }
  const double correlation = correlation_of_neighbours(*f.data);
  const bool ordered = correlation >= ordered_correlation;
  const double least = has_failed(f.run.outcome) ? any_factor : 0;  // sorted rows are named even if they did no harm
  list.push_back({.remedy = {ChangeKind::shuffled_rows},
                  .removes = {Cause::sorted_rows},
                  .change = {{"shuffle", "yes"}},
                  .evidence = evidence::file_order(ordered ? std::optional(correlation) : std::nullopt),
                  .is_suspected = ordered,
                  .least_factor = ordered ? least : clear_factor});
}

// The limit at θ_0 is that of all rows: below it batches that are too small may fail.
void add_batches(const Findings& f, std::vector<Suspect>& list) {
  const Index rows = f.data->rows();
  const auto batch = static_cast<Index>(f.request.run.batch_size.rows.value_or(rows));
  constexpr Index usual = 32;
  if (batch >= std::min(usual, rows)) return;
  const std::optional<double>& limit = f.run.start.limit;
  const bool is_below_limit = limit && f.request.run.learning_rate < *limit;
  list.push_back({.remedy = {ChangeKind::larger_batches},
                  .removes = {Cause::small_batches},
                  .change = {{"batch-size", std::to_string(std::min(usual, rows))}},
                  .evidence = evidence::small_batches(batch, rows, f.request.run.learning_rate,
                                                      is_below_limit ? limit : std::nullopt),
                  .is_suspected = is_below_limit && has_failed(f.run.outcome)});
}

/// The loss fell, and rose again by orders of magnitude.
void add_late_rise(const Findings& f, std::vector<Suspect>& list) {
  if (!f.rises_late) return;
  const OptimizerSpec& optimizer = f.request.run.optimizer;
  const bool forgets = find_named(optimizers(), optimizer.name, "optimizer").beta2 > 0;
  if (f.request.run.schedule.name != "cosine")
    list.push_back({.remedy = {ChangeKind::cosine_schedule},
                    .removes = {Cause::late_rise},
                    .change = {{"schedule", "cosine"}},
                    .evidence = evidence::late_rise(f.run, forgets ? optimizer.name : std::string_view()),
                    .is_suspected = true,
                    .is_seen = true});
}

Change without_momentum(const std::string& optimizer, bool is_adam) {
  if (is_adam) return {{"beta1", "0"}};
  const bool is_descent = optimizer == "heavy-ball" || optimizer == "nesterov";
  return is_descent ? Change{{"optimizer", "sgd"}} : Change{{"momentum", "0"}};
}

void add_momentum(const Findings& f, std::vector<Suspect>& list) {
  const OptimizerSpec& o = f.request.run.optimizer;
  const std::string_view memory = find_named(optimizers(), o.name, "optimizer").memory;
  const bool is_adam = memory == "beta1";
  const bool has_velocity = memory == "momentum" || o.name == "rmsprop";
  const double beta = is_adam ? o.beta1 : has_velocity ? o.momentum_or_own() : 0;
  if (!(beta > 0)) return;
  const bool is_high = beta > 0.9;
  list.push_back({.remedy = {ChangeKind::momentum_off},
                  .removes = {Cause::momentum},
                  .change = without_momentum(o.name, is_adam),
                  .evidence = is_adam ? evidence::averaged_gradients(beta) : evidence::momentum(beta),
                  .is_suspected = is_high || !is_adam,
                  .least_factor = is_high   ? any_factor
                                  : is_adam ? large_factor
                                            : clear_factor});
}

void add_decay(const Findings& f, std::vector<Suspect>& list) {
  const RunSpec& run = f.request.run;
  const double decay = run.optimizer.weight_decay.value_or(0);  // a default is small
  if (!(decay > 0)) return;
  constexpr double harmless = 1e-3;  // decays that are in use lie below
  const bool is_decoupled = with_defaults(run.optimizer).decay_form == DecayForm::decoupled;
  const double product = run.learning_rate * decay;
  list.push_back({.remedy = {ChangeKind::decay_off},
                  .removes = {Cause::weight_decay},
                  .change = {{"weight-decay", "0"}},
                  .evidence = evidence::weight_decay(decay, product, is_decoupled),
                  .is_suspected = product > 2 || (!is_decoupled && decay > harmless) || product > harmless,
                  .least_factor = product > 2 ? any_factor : clear_factor,
                  .is_seen = product > 2 && has_failed(f.run.outcome)});
}

void add_layer_rates(const Findings& f, std::vector<Suspect>& list) {
  const RunSpec& run = f.request.run;
  const auto highest = std::ranges::max_element(run.layer_rates, {}, &LayerRate::rate);
  if (highest == run.layer_rates.end()) return;
  const bool is_higher = highest->rate > run.learning_rate;
  list.push_back({.remedy = {ChangeKind::one_rate},
                  .removes = is_higher ? Causes{Cause::layer_rate} : Causes{},
                  .change = {{"layer-lr", "none"}},
                  .evidence = evidence::layer_rate(*highest, run.learning_rate),
                  .is_suspected = is_higher,
                  .least_factor = is_higher ? clear_factor : large_factor});
}

void add_precision(const Findings& f, std::vector<Suspect>& list) {
  if (f.request.run.precision == Precision::float64) return;
  const bool starts_infinite = !std::isfinite(f.run.initial_loss);
  // A run that ended with finite numbers did not overflow.
  const bool may_overflow = f.run.outcome == Outcome::nonfinite;
  list.push_back(
      {.remedy = {ChangeKind::float64},
       .removes = may_overflow ? Causes{Cause::overflow} : Causes{},
       .change = {{"precision", "float64"}},
       .evidence = evidence::single_precision(starts_infinite ? std::optional(f.run.initial_loss) : std::nullopt),
       .is_suspected = starts_infinite,
       .least_factor = starts_infinite ? any_factor : large_factor});
}

void add_remedies(const Findings& f, std::vector<Suspect>& list) {
  const RunSpec& run = f.request.run;
  const bool failed = has_failed(f.run.outcome);
  const auto add = [&](ChangeKind kind, const char* flag, const std::string& value, std::string why = {}) {
    list.push_back({.remedy = {kind}, .change = {{flag, value}}, .evidence = std::move(why), .least_factor = 1});
  };
  const auto add_rate = [&](ChangeKind kind, double rate, int digits) {
    add(kind, "lr", short_number_text(rate, digits));
  };
  add_rate(ChangeKind::tenth_of_rate, run.learning_rate / 10, 15);
  if (!failed) add_rate(ChangeKind::ten_times_rate, run.learning_rate * 10, 15);
  if (f.safe_lr) add_rate(ChangeKind::half_of_boundary, *f.safe_lr / 2, 3);
  if (f.safe_lr && failed) add_rate(ChangeKind::tenth_of_boundary, *f.safe_lr / 10, 3);
  if (f.first_gradient_norm && std::isfinite(*f.first_gradient_norm) && *f.first_gradient_norm > 0 &&
      !run.optimizer.clip_norm)
    add(ChangeKind::clipping, "clip-norm", short_number_text(*f.first_gradient_norm, 2), evidence::first_gradient());
  // It treats symptoms, too: at the end of a warm-up that is too short for it the run fails as before.
  constexpr std::int64_t share_of_warmup = 5, fewest_steps = 10;
  if (const std::int64_t steps = total_steps_on(f.trial, f.data ? f.data->rows() : 0) / share_of_warmup;
      failed && run.schedule.warmup_steps == 0 && steps >= fewest_steps)
    list.push_back({.remedy = {ChangeKind::warm_up, {std::to_string(steps)}},
                    .change = {{"warmup-steps", std::to_string(steps)}},
                    .least_factor = 1});
  if (!run.optimizer.name.starts_with("adam")) add(ChangeKind::adam, "optimizer", "adam");
}

}  // namespace

bool is_near_limit(const Findings& f) {
  const bool is_adaptive = find_named(optimizers(), f.request.run.optimizer.name, "optimizer").is_adaptive();
  return !is_adaptive && f.run.start.limit && 2 * f.request.run.learning_rate > *f.run.start.limit;
}

bool has_full_batch(const RunSpec& run, const Dataset& data) {
  return run.batch_size.rows.value_or(data.rows()) >= data.rows();
}

double correlation_of_neighbours(const Dataset& data) {
  const Index n = data.rows();
  double correlation = 0;
  if (n < 10) return correlation;
  for (Index k = 0; k < data.targets.rows(); ++k) {
    const Vector<double> y = data.targets.row(k).transpose();
    const Vector<double> centred = y.array() - y.mean();
    const double variance = centred.squaredNorm();
    if (!(variance > 0)) continue;
    correlation = std::max(correlation, centred.head(n - 1).dot(centred.tail(n - 1)) / variance);
  }
  return correlation;
}

bool is_ordered(const Dataset& data) { return correlation_of_neighbours(data) >= ordered_correlation; }

std::vector<Suspect> suspects(const Findings& f) {
  std::vector<Suspect> list;
  if (f.data) {
    add_fillings(f, list);  // before the rows that they may have made outliers
    add_rows(f, list);
    add_loss(f, list);
    add_order(f, list);
    add_batches(f, list);
    add_late_rise(f, list);
  }
  add_momentum(f, list);
  add_decay(f, list);
  add_layer_rates(f, list);
  if (f.data) add_network(f, list);
  add_precision(f, list);
  if (f.data) add_columns(f, list);
  add_remedies(f, list);
  return list;
}

}  // namespace lrscope
