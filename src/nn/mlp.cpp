#include "nn/mlp.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/text.h"
#include "nn/kernels/matrix_product.h"

namespace lrscope {

template <Real S>
Layout Mlp<S>::layout_of(const TrainingSet<S>& data, const ModelSpec& spec) {
  return lrscope::layout_of(spec, data.inputs.rows(), data.targets.rows());
}

template <Real S>
Mlp<S>::Mlp(std::shared_ptr<const TrainingSet<S>> data, const ModelSpec& spec, std::string_view loss_name,
            BatchOrder batches, const Yardstick& yardstick)
    : data_(std::move(data)),
      batches_(std::move(batches)),
      layout_(layout_of(*data_, spec)),
      leaky_slope_(static_cast<S>(spec.leaky_slope)),
      loss_row_(find_named(losses(), loss_name, "loss")),
      yardstick_(yardstick) {
  constexpr Index cache_friendly = 256;
  const Index batch = batches_.largest();
  chunk_ = std::max(batch, std::min(data_->rows(), cache_friendly));
  loss_ = loss_row_.make<S>(data_->targets.rows(), chunk_, loss_row_.parameter_of(spec));
  examples_of_.resize(chunk_);
  if (!has_fixed_batch()) {
    gathered_input_.resize(data_->inputs.rows(), batch);
    gathered_target_.resize(data_->targets.rows(), batch);
    if (data_->has_weights()) gathered_weight_.resize(batch);
  }
  input_rows_.resize(data_->inputs.rows(), chunk_);
  output_.resize(data_->targets.rows(), chunk_);
  output_slope_.resize(data_->targets.rows(), batch);
  std::vector<const Activation*> rows = hidden_activations(spec);
  if (const Activation* last = output_activation(spec)) rows.push_back(last);
  for (const Activation* row : rows)
    behind_.push_back({&row->kernels.template get<S>(),
                       row->selects_backwards && spec.relu_backward == ReluBackward::select,
                       !row->is_piecewise_linear});
  for (std::size_t l = 0; l < depth(); ++l) {
    const Index units = layout_.layers()[l].outputs;
    z_.emplace_back(units, chunk_);
    d_.emplace_back(units, batch);
    e_.emplace_back();
    if (l == behind_.size()) break;
    a_.emplace_back(units, chunk_);
    s_.emplace_back(units, chunk_);
    if (behind_[l].bends) e_[l].resize(units, batch);
    if (l + 1 < depth()) at_.emplace_back(units, batch);
  }
}

template <Real S>
typename Mlp<S>::ConstRowMap Mlp<S>::weight(const Vector<S>& theta, std::size_t l) const {
  const Layer& layer = layout_.layers()[l];
  return ConstRowMap(theta.data() + layer.weight, layer.outputs, layer.inputs);
}

template <Real S>
typename Mlp<S>::RowMap Mlp<S>::weight(Vector<S>& g, std::size_t l) const {
  const Layer& layer = layout_.layers()[l];
  return RowMap(g.data() + layer.weight, layer.outputs, layer.inputs);
}

template <Real S>
const S* Mlp<S>::bias(const Vector<S>& theta, std::size_t l) const {
  return layout_.has_bias() ? theta.data() + layout_.layers()[l].bias : nullptr;
}

// Rows begin … begin+count of the training set, in place.
template <Real S>
void Mlp<S>::select_rows(Index begin, Index count) {
  const auto in_place = [&](const Matrix<S>& all) { return all.data() + begin * all.rows(); };
  new (&input_) Columns(in_place(data_->inputs), data_->inputs.rows(), count);
  new (&target_) Columns(in_place(data_->targets), data_->targets.rows(), count);
  if (data_->has_weights()) loss_->set_weights(data_->weights.data() + begin);
  std::iota(examples_of_.begin(), examples_of_.begin() + count, static_cast<int>(begin));
  const bool is_turned = turned_ == input_.data() && examples_ == count;
  examples_ = count;
  if (!is_turned) transpose(input_.data(), examples_, input_.rows(), input_rows_.data());
  turned_ = input_.data();
}

template <Real S>
void Mlp<S>::gather_rows(std::span<const int> rows) {
  examples_ = std::ssize(rows);
  for (Index j = 0; j < examples_; ++j) {
    const int row = rows[j];
    gathered_input_.col(j) = data_->inputs.col(row);
    gathered_target_.col(j) = data_->targets.col(row);
    examples_of_[j] = row;
  }
  if (data_->has_weights()) {
    for (Index j = 0; j < examples_; ++j) gathered_weight_[j] = data_->weights[rows[j]];
    loss_->set_weights(gathered_weight_.data());
  }
  new (&input_) Columns(gathered_input_.data(), gathered_input_.rows(), examples_);
  new (&target_) Columns(gathered_target_.data(), gathered_target_.rows(), examples_);
  transpose(input_.data(), examples_, input_.rows(), input_rows_.data());
  turned_ = nullptr;
}

template <Real S>
void Mlp<S>::begin_step(Index step) {
  if (current_step_ >= 0 && (step == current_step_ || has_fixed_batch())) return;
  current_step_ = step;
  if (has_fixed_batch())
    select_rows(0, data_->rows());
  else
    gather_rows(batches_.batch(step));
}

template <Real S>
double Mlp<S>::batch_share() const {
  return loss_row_.is_mean() ? static_cast<double>(examples_) / static_cast<double>(data_->rows()) : 1;
}

template <Real S>
Index Mlp<S>::summed_rows() const {
  return loss_row_.is_mean() ? 1 : examples_;
}

template <Real S>
void Mlp<S>::forward(const Vector<S>& theta) {
  has_bend_ = is_turned_ = false;
  for (std::size_t l = 0; l < depth(); ++l) {
    multiply(product_of<S>(weight(theta, l), activation(l), rows(z_[l]), bias(theta, l)));
    if (l < behind_.size())
      behind_[l].kernel->forward(leaky_slope_, z_[l].data(), a_[l].data(), s_[l].data(), z_[l].rows() * examples_);
  }
  transpose(prediction().data(), output_.rows(), examples_, output_.data());
}

template <Real S>
S Mlp<S>::evaluate(const Vector<S>& theta) {
  theta_ = &theta;
  forward(theta);
  return loss_->value(columns(output_), target_);
}

template <Real S>
typename Mlp<S>::ConstRowMap Mlp<S>::turned_activation(std::size_t l) const {
  return l == 0 ? ConstRowMap(input_.data(), examples_, input_.rows())
                : ConstRowMap(at_[l - 1].data(), examples_, at_[l - 1].rows());
}

template <Real S>
void Mlp<S>::turn_activations() {
  if (!is_turned_)
    for (std::size_t l = 0; l < at_.size(); ++l) transpose(a_[l].data(), a_[l].rows(), examples_, at_[l].data());
  is_turned_ = true;
}

// In place, so that the compiler sees that nothing overlaps.
template <Real S>
void Mlp<S>::times_slope(std::size_t l, RowMap q) const {
  if (!behind_[l].selects) {
    q.array() *= rows(s_[l]).array();
    return;
  }
  const S* const slope = s_[l].data();  // 0, 1, or NaN where z is NaN: what comes from above passes there
  S* const at = q.data();
  for (Index i = 0; i < q.size(); ++i) at[i] = slope[i] == 0 ? S(0) : at[i];
}

template <Real S>
void Mlp<S>::write_delta(std::size_t l) {
  auto d = rows(d_[l]);
  if (behind_[l].bends)
    d = rows(e_[l]).cwiseProduct(rows(s_[l]));
  else
    times_slope(l, d);
}

template <Real S>
void Mlp<S>::write_bias_gradient(std::size_t l, const Buffer& d, Vector<S>& g) const {
  if (!layout_.has_bias()) return;
  sum_rows(d.data(), d.rows(), examples_, g.data() + layout_.layers()[l].bias);
}

template <Real S>
void Mlp<S>::gradient(Vector<S>& g) {
  gradient_ = &g;
  turn_activations();
  loss_->gradient(columns(output_), target_, output_slope_.leftCols(examples_));
  transpose(output_slope_.data(), examples_, output_slope_.rows(), slope_behind(depth() - 1).data());
  if (behind_.size() == depth()) write_delta(depth() - 1);
  for (std::size_t l = depth(); l-- > 0;) {
    multiply(product_of<S>(rows(std::as_const(d_[l])), turned_activation(l), weight(g, l)));
    write_bias_gradient(l, d_[l], g);
    if (l == 0) return;
    multiply(product_of<S>(weight(*theta_, l).transpose(), rows(std::as_const(d_[l])), rows(slope_behind(l - 1))));
    write_delta(l - 1);
  }
}

// Evaluates the training set in chunks of columns and calls visit(examples in the chunk) after each forward pass. The
// chunks overwrite the batch: the current point and step end here.
template <Real S>
template <class Visit>
void Mlp<S>::for_each_chunk(const Vector<S>& theta, Visit visit) {
  theta_ = nullptr;
  current_step_ = -1;
  for (Index begin = 0; begin < data_->rows(); begin += chunk_) {
    select_rows(begin, std::min(chunk_, data_->rows() - begin));
    forward(theta);
    visit(examples_);
  }
}

template <Real S>
double Mlp<S>::full_loss(const Vector<S>& theta) {
  double sum = 0;
  for_each_chunk(theta, [&](Index examples) {
    const double value = loss_->value(columns(output_), target_);
    const double share = static_cast<double>(examples) / static_cast<double>(data_->rows());
    sum += loss_row_.is_mean() ? value * share : value;
  });
  return static_cast<S>(sum);  // inf if it does not fit the precision of the run
}

// Of equal outputs the first counts; NaN predicts no class. One output is the logit of the second of two classes.
template <Real S>
std::optional<double> Mlp<S>::accuracy(const Vector<S>& theta) {
  if (!yardstick_.has_classes) return std::nullopt;
  Index right = 0;
  for_each_chunk(theta, [&](Index examples) {
    for (Index j = 0; j < examples; ++j) {
      Index predicted = 0, wanted = 0;
      const auto output = columns(output_).col(j);
      if (output.size() == 1) {
        predicted = output[0] > 0;
        wanted = target_(0, j) > S(0.5);
      } else {
        output.maxCoeff(&predicted);
        target_.col(j).maxCoeff(&wanted);
      }
      right += predicted == wanted && !output.hasNaN();
    }
  });
  return static_cast<double>(right) / static_cast<double>(data_->rows());
}

template <Real S>
std::vector<Index> Mlp<S>::dead_units(const Vector<S>& theta) {
  std::vector<std::vector<bool>> alive;
  for (const Index units : hidden_units()) alive.emplace_back(static_cast<std::size_t>(units), false);
  for_each_chunk(theta, [&](Index) {
    for (std::size_t l = 0; l < alive.size(); ++l)
      for (Index unit = 0; unit < s_[l].rows(); ++unit)
        if (!alive[l][unit]) alive[l][unit] = !(rows(s_[l]).row(unit).array() == S(0)).all();
  });
  std::vector<Index> dead;
  for (const auto& layer : alive) dead.push_back(std::count(layer.begin(), layer.end(), false));
  return dead;
}

template <Real S>
std::vector<Index> Mlp<S>::hidden_units() const {
  std::vector<Index> units;
  for (std::size_t l = 0; l + 1 < depth(); ++l) units.push_back(z_[l].rows());
  return units;
}

template <Real S>
void Mlp<S>::visit_tensors(const TensorVisitor<S>& visit) const {
  const auto batch = [&](Stage stage, TensorKind kind, std::size_t l, std::string_view name, const auto& tensor) {
    visit({stage, static_cast<int>(l), name, tensor.data(), tensor.rows(), examples_, stage != Stage::input,
           examples_of_.data(), kind});
  };
  const auto blocks = layout_.blocks();
  const auto visit_blocks = [&](std::size_t l, Stage stage, const Vector<S>& flat) {
    for (const ParameterBlock& block : blocks) {
      if (block.layer != static_cast<int>(l)) continue;
      const std::string_view gradient = block.name == "weight" ? "weight_gradient" : "bias_gradient";
      visit(view_of_block(block, stage, stage == Stage::forward ? block.name : gradient, flat));
    }
  };
  batch(Stage::input, TensorKind::input, 0, "input", input_);
  batch(Stage::input, TensorKind::other, 0, "target", target_);
  for (std::size_t l = 1; l <= depth(); ++l) {
    visit_blocks(l, Stage::forward, *theta_);
    batch(Stage::forward, TensorKind::activation, l, "pre_activation", z_[l - 1]);
    if (l <= behind_.size()) batch(Stage::forward, TensorKind::activation, l, "activation", a_[l - 1]);
  }
  loss_->visit_tensors(visit, examples_, examples_of_.data());
  for (std::size_t l = depth(); l >= 1; --l) {
    batch(Stage::backward, TensorKind::delta, l, "delta", d_[l - 1]);
    visit_blocks(l, Stage::backward, *gradient_);
  }
}

template class Mlp<float>;
template class Mlp<double>;

}  // namespace lrscope
