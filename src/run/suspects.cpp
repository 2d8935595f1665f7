#include "lrscope/run/suspects.h"

#include <algorithm>
#include <cmath>

#include "column_suspects.h"
#include "lrscope/core/text.h"
#include "lrscope/optim/optimizer.h"

namespace lrscope {
namespace {

// A row whose gradient at θ_0 is this many times the median row's stands out.
constexpr double outstanding = 10;
// Beside a row that stands out far more a row does not stand out.
constexpr double comparable = 30;
// So many rows, or a share of all, can be single ones.
constexpr std::int64_t most_single_rows = 3;
constexpr double most_single_share = 0.01;

// Neighbours that are as alike as this are no shuffled rows.
constexpr double ordered_correlation = 0.7;

// What a suspicion that the settings themselves arouse needs as a factor of the boundary.
constexpr double any_factor = 1.05;
constexpr double clear_factor = 2;

std::string text(double value) {
  return short_number_text(value, 3);
}

void add_rows(const Findings& f, std::vector<Suspect>& list) {
  std::vector<RowRecord> worst;
  for (const RowRecord& row : f.rows)
    if (row.times_median >= outstanding) worst.push_back(row);
  const auto most = std::max(
      most_single_rows, static_cast<std::int64_t>(most_single_share * static_cast<double>(f.rows.size())));
  if (worst.empty()) return;
  std::stable_sort(worst.begin(), worst.end(),
                   [](const RowRecord& a, const RowRecord& b) { return a.times_median > b.times_median; });
  std::erase_if(worst, [&](const RowRecord& row) {
    return row.times_median * comparable < worst.front().times_median;
  });
  // Where many stand out, the data are heavy-tailed; the largest few are tried all the same.
  const bool are_few = static_cast<std::int64_t>(worst.size()) <= most;
  worst.resize(std::min(worst.size(), static_cast<std::size_t>(most)));
  std::vector<long long> lines;
  for (const RowRecord& row : worst) lines.push_back(f.data->lines[static_cast<std::size_t>(row.line)]);
  std::sort(lines.begin(), lines.end());
  std::vector<std::string> words;
  for (const long long line : lines) words.push_back(std::to_string(line));
  const std::string list_text = join(words, ",");
  list.push_back({"leave out " + counted(lines.size(), "row"),
                  "outlier rows",
                  {{"drop-lines", list_text}},
                  (lines.size() == 1 ? "the row on line " : "the rows on lines ") + list_text + " of " +
                      f.data->path + (lines.size() == 1 ? " stands" : " stand") + " out: at the start " +
                      (lines.size() == 1 ? "its gradient is " : "the largest gradient is ") +
                      text(worst.front().times_median) + " times that of the median row",
                  are_few,
                  clear_factor});
}

void add_loss(const Findings& f, std::vector<Suspect>& list) {
  const std::string loss(f.loss);
  if (loss == "naive-cross-entropy")
    list.push_back({"fused cross-entropy",
                    "log of a probability that rounded to 0",
                    {{"loss", "cross-entropy"}},
                    "naive-cross-entropy takes the logarithm of a softmax that may be 0, and divides ∞ by ∞",
                    true,
                    any_factor,
                    f.run.nonfinite_at && f.run.nonfinite_at->stage == Stage::loss});
  const bool is_half = loss == "half-sse";
  if (!is_half && loss != "sse") return;
  const Index outputs = f.data->targets.rows(), rows = f.data->rows();
  const auto batch = std::min<Index>(f.request.run.batch_size.rows.value_or(rows), rows);
  list.push_back({"mean loss",
                  "summed loss",
                  {{"loss", is_half ? "half-mse" : "mse"}},
                  loss + " is a sum: with " + counted(static_cast<std::size_t>(batch), "row") + " a batch" +
                      (outputs > 1 && !is_half ? " and " + std::to_string(outputs) + " outputs" : "") +
                      " its gradient is " + std::to_string(batch * (is_half ? 1 : outputs)) +
                      " times that of the mean",
                  true,
                  clear_factor});
}

void add_order(const Findings& f, std::vector<Suspect>& list) {
  const bool is_full = !f.request.run.batch_size.rows || *f.request.run.batch_size.rows >= f.data->rows();
  if (is_full) return;
  if (f.request.run.shuffle) {
    const std::uint64_t seed = f.request.run.order_seed.value_or(f.request.run.seed);
    list.push_back({"another batch order",
                    "the order of the batches",
                    {{"order-seed", std::to_string(seed + 1)}},
                    "chance: the same rows in another order",
                    false,
                    10});
    return;
  }
  double correlation = 0;
  const bool ordered = is_ordered(*f.data, correlation);
  const double least =
      has_failed(f.run.outcome) ? any_factor : 0;  // sorted rows are named even if they did no harm
  list.push_back({"shuffled rows",
                  "sorted rows",
                  {{"shuffle", "yes"}},
                  "rows are taken in the order of the file" +
                      (ordered ? ", and neighbours have similar targets (correlation " + text(correlation) +
                                     "): each batch is other data than the one before"
                               : std::string()),
                  ordered,
                  ordered ? least : clear_factor});
}

void add_momentum(const Findings& f, std::vector<Suspect>& list) {
  const OptimizerSpec& o = f.request.run.optimizer;
  const auto evidence = [](double beta, const std::string& symbol) {
    return symbol + " = " + number_text(beta) + " adds up the gradients of " + text(1 / (1 - beta)) +
           " steps: in the long run a step is that many times longer";
  };
  const std::string_view memory = find_named(optimizers(), o.name, "optimizer").memory;
  if (memory == "momentum" && o.momentum > 0)
    list.push_back({"momentum off",
                    "momentum too high for this learning rate",
                    {{"optimizer", "sgd"}},
                    evidence(o.momentum, "β"),
                    true,
                    o.momentum > 0.9 ? any_factor : clear_factor});
  if (memory == "beta1" && o.beta1 > 0)
    list.push_back({"momentum off",
                    "momentum too high for this learning rate",
                    {{"beta1", "0"}},
                    evidence(o.beta1, "β₁"),
                    o.beta1 > 0.9,
                    o.beta1 > 0.9 ? any_factor : 10});
}

void add_layer_rates(const Findings& f, std::vector<Suspect>& list) {
  const RunSpec& run = f.request.run;
  const auto highest = std::ranges::max_element(run.layer_rates, {}, &LayerRate::rate);
  if (highest == run.layer_rates.end()) return;
  const bool is_higher = highest->rate > run.learning_rate;
  list.push_back({"one learning rate for all layers",
                  is_higher ? "a learning rate too high for one layer" : "",
                  {{"layer-lr", "none"}},
                  "--layer-lr moves layer " + std::to_string(highest->layer) + " by " +
                      number_text(highest->rate) + " in place of " + number_text(run.learning_rate),
                  is_higher,
                  is_higher ? clear_factor : 10});
}

void add_weights(const Findings& f, std::vector<Suspect>& list) {
  const ModelSpec& m = f.request.run.model;
  if (f.starts_from_file) return;  // no initialiser has a say
  if (m.init == "zeros" || m.init_scale == 0) {
    list.push_back({"random initial weights",
                    "initial weights of 0",
                    {{"init", "glorot-uniform"}, {"init-scale", "1"}},
                    "all weights are 0: the units of a layer are alike, and no gradient gets past them",
                    !m.hidden.empty(),
                    clear_factor});
    return;
  }
  constexpr double large_scale = 2;  // √2 is the difference between two common initialisers
  const bool is_unscaled = m.init == "normal";
  if (is_unscaled || m.init_scale > large_scale) {
    list.push_back({"smaller initial weights",
                    "huge initial weights",
                    {{"init", "glorot-uniform"}, {"init-scale", "1"}},
                    is_unscaled ? "normal draws every weight with standard deviation " +
                                      number_text(m.init_scale) + ", whatever the width of the layer"
                                : "--init-scale " + number_text(m.init_scale) + " multiplies weights that " +
                                      m.init + " has scaled to the width of the layer",
                    true,
                    clear_factor});
    return;
  }
  list.push_back({"smaller initial weights",
                  "",
                  {{"init-scale", number_text(m.init_scale / 10)}},
                  "a tenth of " + m.init,
                  false,
                  10});
}

void add_precision(const Findings& f, std::vector<Suspect>& list) {
  if (f.request.run.precision == Precision::float64) return;
  const bool starts_infinite = !std::isfinite(f.run.initial_loss);
  // What ended with finite numbers did not overflow.
  list.push_back({"float64",
                  f.run.outcome == Outcome::nonfinite ? "overflow of float32" : "",
                  {{"precision", "float64"}},
                  starts_infinite
                      ? "the loss is " + number_text(f.run.initial_loss) +
                            " before the first step: it does not fit float32, which ends at 3.4e38"
                      : "float32 ends at 3.4e38",
                  starts_infinite,
                  starts_infinite ? any_factor : 10});
}

void add_activation(const Findings& f, std::vector<Suspect>& list) {
  const ModelSpec& m = f.request.run.model;
  if (m.activation != "relu" || has_failed(f.run.outcome)) return;
  const std::int64_t units = m.hidden_units();
  const std::int64_t dead = f.run.dead_units.value_or(0);
  if (dead == 0) return;
  list.push_back({"leaky-relu",
                  "dying ReLU",
                  {{"activation", "leaky-relu"}},
                  std::to_string(dead) + " of " + std::to_string(units) +
                      " hidden units have slope 0 on every row at the end" +
                      (f.run.dead_layer ? ", all of layer " + std::to_string(*f.run.dead_layer) : "") +
                      ": no gradient reaches them any more",
                  f.run.dead_layer || 2 * dead >= units,
                  clear_factor});
}

void add_remedies(const Findings& f, std::vector<Suspect>& list) {
  const auto& run = f.request.run;
  const auto rate = [](double lr) { return short_number_text(lr, 15); };
  list.push_back({"a tenth of the learning rate", "", {{"lr", rate(run.learning_rate / 10)}}, "", false, 1});
  if (!has_failed(f.run.outcome))
    list.push_back({"ten times the learning rate", "", {{"lr", rate(run.learning_rate * 10)}}, "", false, 1});
  const auto boundary_rate = [&](const char* name, double divisor) {
    list.push_back({name, "", {{"lr", short_number_text(*f.safe_lr / divisor, 3)}}, "", false, 1});
  };
  if (f.safe_lr) boundary_rate("half the boundary", 2);
  if (f.safe_lr && has_failed(f.run.outcome)) boundary_rate("a tenth of the boundary", 10);
  if (f.first_gradient_norm && std::isfinite(*f.first_gradient_norm) && *f.first_gradient_norm > 0 &&
      !run.optimizer.clip_norm)
    list.push_back({"clipping",
                    "",
                    {{"clip-norm", short_number_text(*f.first_gradient_norm, 2)}},
                    "at the length of the first gradient",
                    false,
                    1});
  if (!run.optimizer.name.starts_with("adam"))
    list.push_back({"adam", "", {{"optimizer", "adam"}}, "", false, 1});
}

}  // namespace

bool is_ordered(const Dataset& data, double& correlation) {
  const Index n = data.rows();
  correlation = 0;
  if (n < 10) return false;
  for (Index k = 0; k < data.targets.rows(); ++k) {
    const Vector<double> y = data.targets.row(k).transpose();
    const Vector<double> centred = y.array() - y.mean();
    const double variance = centred.squaredNorm();
    if (!(variance > 0)) continue;
    const double lag = centred.head(n - 1).dot(centred.tail(n - 1)) / variance;
    correlation = std::max(correlation, lag);
  }
  return correlation >= ordered_correlation;
}

std::vector<Suspect> latent_suspects(const Findings& f) {
  std::vector<Suspect> list;
  if (f.data) add_constant_columns(f, list);
  return list;
}

std::vector<Suspect> suspects(const Findings& f) {
  std::vector<Suspect> list;
  if (f.data) {
    add_fillings(f, list);  // before the rows that they may have made outliers
    add_rows(f, list);
    add_loss(f, list);
    add_order(f, list);
  }
  add_momentum(f, list);
  add_layer_rates(f, list);
  if (f.data) {
    add_activation(f, list);
    add_weights(f, list);
  }
  add_precision(f, list);
  if (f.data) add_columns(f, list);
  add_remedies(f, list);
  return list;
}

}  // namespace lrscope
