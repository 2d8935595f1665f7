// The multilayer perceptron: a_l = f_l(W_l a_{l−1} + b_l), f the identity in the last layer unless another is asked for, a
// loss on top.
//
// For layer l with n_l units on a batch of b examples:
//   z_l pre-activation, a_l activation, s_l = f′(z_l), e_l = W_{l+1}ᵀ d_{l+1}, d_l = ∂L/∂z_l = e_l ∘ s_l all
//   n_l × b, row-major (matrix_product.h). Data and losses are column-major, the numbers of an example side by side.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "data/batch_order.h"
#include "lrscope/objective.h"
#include "lrscope/run_spec.h"
#include "nn/activation.h"
#include "nn/layout.h"
#include "nn/loss.h"
#include "nn/training_set.h"

namespace lrscope {

/// What the predictions of a network are measured by.
struct Yardstick {
  std::optional<double> baseline_loss = {};  // over all rows
  bool has_classes = false;
  double lowest_loss = 0;
};

template <Real Scalar>
class Mlp final : public Objective<Scalar> {
 public:
  /// `batches`: the rows of each step. Throws: UsageError for an unknown activation or loss.
  Mlp(std::shared_ptr<const TrainingSet<Scalar>> data, const ModelSpec& spec, std::string_view loss_name,
      BatchOrder batches, const Yardstick& yardstick = {});

  /// features, hidden layers …, outputs.
  static Layout layout_of(const TrainingSet<Scalar>& data, const ModelSpec& spec);

  Index dimension() const override { return layout_.parameters(); }
  std::vector<ParameterBlock> layout() const override { return layout_.blocks(); }
  Index steps_per_epoch() const override { return batches_.steps_per_epoch(); }
  bool has_fixed_batch() const override { return batches_.is_full_batch(); }
  void begin_step(Index step) override;
  double batch_share() const override;
  Index batch_rows() const override { return examples_; }
  Index summed_rows() const override;
  Scalar evaluate(const Vector<Scalar>& theta) override;
  void gradient(Vector<Scalar>& g) override;
  double curvature(const Vector<Scalar>& v) override;
  void hvp(const Vector<Scalar>& v, Vector<Scalar>& Hv) override { multiply_curvature(v, Hv, true); }
  void gauss_newton_product(const Vector<Scalar>& v, Vector<Scalar>& Gv) override { multiply_curvature(v, Gv, false); }
  double full_loss(const Vector<Scalar>& theta) override;
  std::optional<double> baseline_loss() const override { return yardstick_.baseline_loss; }
  double lowest_loss() const override { return yardstick_.lowest_loss; }
  std::optional<double> accuracy(const Vector<Scalar>& theta) override;
  std::vector<Index> dead_units(const Vector<Scalar>& theta) override;
  std::vector<Index> hidden_units() const override;
  void visit_tensors(const TensorVisitor<Scalar>& visit) const override;

 private:
  using Columns = Eigen::Map<const Matrix<Scalar>>;              // examples are columns
  using RowMap = Eigen::Map<RowMajorMatrix<Scalar>>;             // units are rows
  using ConstRowMap = Eigen::Map<const RowMajorMatrix<Scalar>>;  // or weights out × in

  /// Room for a matrix of as many rows and at most as many columns, without gaps between the columns of a batch.
  using Buffer = Matrix<Scalar>;

  std::size_t depth() const { return layout_.layers().size(); }
  ConstRowMap weight(const Vector<Scalar>& theta, std::size_t l) const;
  RowMap weight(Vector<Scalar>& g, std::size_t l) const;
  /// Null for a model without.
  const Scalar* bias(const Vector<Scalar>& theta, std::size_t l) const;
  RowMap rows(Buffer& buffer) const { return RowMap(buffer.data(), buffer.rows(), examples_); }
  ConstRowMap rows(const Buffer& buffer) const { return ConstRowMap(buffer.data(), buffer.rows(), examples_); }
  Columns columns(const Buffer& buffer) const { return Columns(buffer.data(), buffer.rows(), examples_); }
  /// a_l, a_0 the input: n_l × b.
  ConstRowMap activation(std::size_t l) const { return rows(l == 0 ? input_rows_ : a_[l - 1]); }
  /// Its transpose, b × n_l. Requires: turn_activations().
  ConstRowMap turned_activation(std::size_t l) const;
  void turn_activations();
  void forward(const Vector<Scalar>& theta);
  /// What stands behind a layer.
  struct Behind {
    const ActivationKernel<Scalar>* kernel;
    bool selects;  // backwards
    bool bends;    // f″ is not 0
  };
  /// The outputs of the network, n × b.
  const Buffer& prediction() const { return behind_.size() == depth() ? a_.back() : z_.back(); }
  /// Where ∂L/∂a_l goes on the way to d_l.
  Buffer& slope_behind(std::size_t l) { return e_[l].size() > 0 ? e_[l] : d_[l]; }
  /// d_l from that.
  void write_delta(std::size_t l);
  /// The same of R{e_l} and R{d_l}: see multiply_curvature().
  Buffer& product_behind(std::size_t l, bool of_model) { return of_model && behind_[l].bends ? first_[l] : second_[l]; }
  void write_delta_product(std::size_t l, bool of_model);
  void write_output_product(bool of_model);
  /// q ← q∘f′(z_l), or a selection from q: see ReluBackward.
  void times_slope(std::size_t l, RowMap q) const;
  void write_bias_gradient(std::size_t l, const Buffer& d, Vector<Scalar>& g) const;
  void select_rows(Index begin, Index count);
  void gather_rows(std::span<const int> rows);
  template <class Visit>
  void for_each_chunk(const Vector<Scalar>& theta, Visit visit);
  void prepare_curvature();
  /// Hv, or without the model's own curvature Gv.
  void multiply_curvature(const Vector<Scalar>& v, Vector<Scalar>& Hv, bool of_model);

  std::shared_ptr<const TrainingSet<Scalar>> data_;
  BatchOrder batches_;
  Layout layout_;
  std::vector<Behind> behind_;  // of each layer; of the last one only if that is not the identity
  Scalar leaky_slope_;
  const LossRow& loss_row_;
  Yardstick yardstick_;
  Index chunk_;  // columns evaluated at once by full_loss
  std::unique_ptr<Loss<Scalar>> loss_;

  // The current batch, gathered (or the whole training set, in place), and the current point.
  Matrix<Scalar> gathered_input_;   // features × most examples
  Matrix<Scalar> gathered_target_;  // outputs × most examples
  Vector<Scalar> gathered_weight_;  // most examples; empty without weights
  Columns input_{nullptr, 0, 0};    // features × b
  Columns target_{nullptr, 0, 0};   // outputs × b
  Buffer input_rows_;               // features × b
  const Scalar* turned_ = nullptr;  // whose transpose it is, where that stays as it is
  std::vector<int> examples_of_;    // data row of each example
  Index examples_ = 0;              // b
  Index current_step_ = -1;
  const Vector<Scalar>* theta_ = nullptr;
  const Vector<Scalar>* gradient_ = nullptr;

  // One for each layer, n_l × most examples; a_ and s_ as behind_. e_ is kept for f″, and empty where that is 0.
  std::vector<Buffer> z_, a_, s_, e_, d_;
  std::vector<Buffer> at_;        // a_lᵀ
  bool is_turned_ = false;        // at_ is that of the current point
  Buffer output_, output_slope_;  // prediction() and the slope of the loss there, as the loss sees them

  // Workspace of curvature() and hvp(), made at their first call.
  std::vector<Buffer> first_, second_;  // Taylor coefficients, or R{·} of a and d
  std::vector<Buffer> bend_;            // f″(z_l) at the current point
  bool has_bend_ = false;               // the current point's f″ has been computed
  Buffer first_turned_;                 // R{a}ᵀ of one layer
  Buffer direction_, product_;          // of the outputs, as the loss sees them
};

}  // namespace lrscope
