#include "train/lockstep.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "base/interruption.h"
#include "base/reductions.h"
#include "base/text.h"
#include "data/batch_order.h"
#include "nn/kernels/replicas.h"
#include "nn/mlp.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"

namespace lrscope {
namespace {

const OptimizerRow& optimizer_of(const RunSpec& spec) {
  return find_named(optimizers(), spec.optimizer.name, "optimizer");
}

bool has_one_activation(const ModelSpec& model) { return model.activation.find(',') == std::string::npos; }

/// The run in a lane. Its steps are those of Trainer (training_loop.h).
template <Real S>
struct Lane {
  std::size_t id = 0;
  RunSpec spec;
  std::vector<ParameterScale> scales;  // of each block
  std::optional<Schedule> schedule;
  std::optional<BatchOrder> order;  // where batches are drawn
  std::int64_t step = 0;            // t
  std::int64_t steps = 0;           // T
  std::optional<StopRule> rule;
  std::unique_ptr<Mlp<S>> network;  // where batches are drawn: for the loss of a batch at θ_0
  Vector<S> start;                  // θ_0, for it
  std::optional<double> last_loss;  // L(θ) once the run is over
};

template <Real S>
class TypedLockstep final : public Lockstep {
 public:
  TypedLockstep(std::shared_ptr<const TrainingSet<S>> data, const RunSpec& spec, std::string_view loss,
                Index batch_rows, const Initialiser& initialiser, std::optional<double> baseline_loss)
      : data_(std::move(data)),
        initialiser_(initialiser),
        batch_rows_(batch_rows),
        loss_(loss),
        baseline_loss_(baseline_loss),
        replicas_(data_, spec.model, loss, batch_rows, optimizer_of(spec).replica),
        lanes_(static_cast<std::size_t>(replicas_.lanes())),
        eta_(replicas_.layout().blocks().size()) {
    if (!replicas_.has_fixed_batch())
      single_.emplace(data_, spec.model, loss, BatchOrder::of(spec, data_->rows(), batch_rows));
  }

  void run(const std::function<std::optional<LockstepJob>()>& next,
           const std::function<void(std::size_t, const CellEnd&)>& done) override {
    std::size_t running = 0;
    for (Index i = 0; i < replicas_.lanes(); ++i) running += fill(i, next);
    while (running > 0) {
      interruption::check();
      replicas_.evaluate();
      for (Index i = 0; i < replicas_.lanes(); ++i)
        if (lanes_[i]) check_loss(i);
      replicas_.descend();
      for (Index i = 0; i < replicas_.lanes(); ++i) {
        if (!lanes_[i]) continue;
        finish_step(i);
        if (!lanes_[i]->last_loss) continue;
        done(lanes_[i]->id, lanes_[i]->rule->end(*lanes_[i]->last_loss));
        running -= 1;
        running += fill(i, next);
      }
    }
  }

 private:
  /// The next run of the queue in lane i. False if there is none.
  bool fill(Index i, const std::function<std::optional<LockstepJob>()>& next) {
    lanes_[i].reset();
    auto job = next();
    if (!job) {
      replicas_.clear(i);
      return false;
    }
    Lane<S>& lane = lanes_[i].emplace();
    lane.id = job->id;
    lane.spec = std::move(job->spec);
    begin(i, lane);
    return true;
  }

  void begin(Index at, Lane<S>& lane) {
    const RunSpec& spec = lane.spec;
    const Index an_epoch = steps_of_epoch(spec, data_->rows());
    lane.steps = total_steps(spec, an_epoch);
    lane.schedule.emplace(spec.schedule, lane.steps);
    lane.rule.emplace(spec.diverge_factor, spec.stop_on_divergence, baseline_loss_);
    const Layout& layout = replicas_.layout();
    lane.scales =
        parameter_scales(layout.blocks(), spec.layer_rates, weight_deviations(layout, initialiser_, spec.model));
    const Vector<S>& start = start_of(spec);
    replicas_.put(at, start, spec.optimizer.momentum_or_own());
    const double decay = with_defaults(spec.optimizer).weight_decay.value_or(0);
    std::vector<double> sigmas(eta_.size(), 1.0), decays(eta_.size(), decay);
    for (std::size_t b = 0; b < lane.scales.size(); ++b) sigmas[b] = lane.scales[b].sigma;
    replicas_.set_gradient(at, sigmas, decays);
    if (!all_finite(start)) lane.rule->note_nonfinite(0);
    if (!single_) return;
    lane.order = BatchOrder::of(spec, data_->rows(), batch_rows_);
    lane.start = start;
    lane.rule->begin(single_->full_loss(start));
    replicas_.select_rows(at, lane.order->batch(0));
  }

  /// θ_0, drawn only if it differs from that of the run before.
  const Vector<S>& start_of(const RunSpec& spec) {
    const std::pair key(spec.seed, spec.model);
    if (!start_key_ || *start_key_ != key) {
      start_ = initial_parameters<S>(replicas_.layout(), initialiser_, spec.model, spec.seed);
      start_key_ = key;
    }
    return start_;
  }

  /// Looks at L(θ_t); ends the run, or sets the learning rates of the next step.
  void check_loss(Index i) {
    Lane<S>& lane = *lanes_[i];
    const auto loss = static_cast<double>(replicas_.loss(i));
    if (!single_ && lane.step == 0) lane.rule->begin(loss);
    if (!single_ && lane.step == lane.steps) return finish(i, loss);
    const auto loss_at_start = [&] { return single_ ? batch_loss_at_start(lane) : lane.rule->initial_loss(); };
    if (lane.rule->see(lane.step, loss, loss_at_start)) return finish(i, loss);
    const StepRate rate{lane.schedule->rate(lane.spec.learning_rate, lane.step), lane.schedule->share(lane.step)};
    for (std::size_t b = 0; b < eta_.size(); ++b)
      eta_[b] = lane.scales.empty() ? rate.eta : rate.of(lane.scales[b]) * lane.scales[b].sigma;
    replicas_.set_rates(i, eta_);
  }

  void finish_step(Index i) {
    Lane<S>& lane = *lanes_[i];
    if (lane.last_loss) return;
    ++lane.step;
    if (!replicas_.is_finite(i)) lane.rule->note_nonfinite(lane.step);
    if (!single_) return;
    if (lane.step == lane.steps) return finish(i, 0);
    replicas_.select_rows(i, lane.order->batch(lane.step));
  }

  /// `loss`: the last one; ignored where batches are drawn.
  void finish(Index i, double loss) {
    Lane<S>& lane = *lanes_[i];
    lane.last_loss = single_ ? single_->full_loss(replicas_.parameters(i)) : loss;
  }

  double batch_loss_at_start(Lane<S>& lane) {
    if (!lane.network) lane.network = std::make_unique<Mlp<S>>(data_, lane.spec.model, loss_, *lane.order);
    lane.network->begin_step(lane.step);
    return static_cast<double>(lane.network->evaluate(lane.start));
  }

  std::shared_ptr<const TrainingSet<S>> data_;
  const Initialiser& initialiser_;
  Index batch_rows_;
  std::string_view loss_;
  std::optional<double> baseline_loss_;
  Replicas<S> replicas_;
  std::vector<std::optional<Lane<S>>> lanes_;
  std::vector<double> eta_;       // of each block, on the way to the replicas
  std::optional<Mlp<S>> single_;  // where batches are drawn: for the loss over all rows
  std::optional<std::pair<std::uint64_t, ModelSpec>> start_key_;
  Vector<S> start_;
};

/// No clipping, and decay only as a term of the gradient of all parameters: what replicas do.
bool has_plain_steps(const OptimizerSpec& request) {
  const OptimizerSpec spec = with_defaults(request);
  const bool has_plain_decay = *spec.weight_decay == 0 || (spec.decay_form == DecayForm::coupled &&
                                                           !spec.decays_weights_only && !spec.decay_over_batch);
  const bool has_plain_velocity = spec.name == "sgd" || spec.velocity == VelocityOf::gradients;
  return has_plain_decay && has_plain_velocity && !spec.clip_norm && !spec.clip_value;
}

}  // namespace

template <Real S>
std::unique_ptr<Lockstep> make_lockstep(std::shared_ptr<const TrainingSet<S>> data, const RunSpec& spec,
                                        std::string_view loss, Index batch_rows, const Initialiser& initialiser,
                                        std::optional<double> baseline_loss) {
  if (optimizer_of(spec).replica == ReplicaRule::none || !has_plain_steps(spec.optimizer) ||
      find_named(losses(), loss, "loss").replica == ReplicaLoss::none || data->has_weights() ||
      output_activation(spec.model) || !has_one_activation(spec.model))
    return nullptr;
  return std::make_unique<TypedLockstep<S>>(std::move(data), spec, loss, batch_rows, initialiser, baseline_loss);
}

template std::unique_ptr<Lockstep> make_lockstep(std::shared_ptr<const TrainingSet<float>>, const RunSpec&,
                                                 std::string_view, Index, const Initialiser&, std::optional<double>);
template std::unique_ptr<Lockstep> make_lockstep(std::shared_ptr<const TrainingSet<double>>, const RunSpec&,
                                                 std::string_view, Index, const Initialiser&, std::optional<double>);

}  // namespace lrscope
