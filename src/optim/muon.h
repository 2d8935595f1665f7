// Muon (Jordan et al. 2024), for each weight matrix; biases, and all else that is no matrix, move by Adam, as in Keras:
//   M ← βM + G,  X = G + βM (Nesterov),  Δ = −η·ρ·NS(X),  ρ = √max(1, n/m) or .2√max(n, m) for n × m
// NS brings all singular values near 1: X ← X/‖X‖_F, then five times X ← aX + (bA + cA²)X, A = XXᵀ, with
// a, b, c = 3.4445, −4.7750, 2.0315. The products are made in the precision of the run (PyTorch makes them in bfloat16).
//
// Steps have one length in the norm max over layers of ‖Dₗ‖₂/ρₗ, whatever the gradient: nothing overflows, the loss ends on a
// floor that falls with the square of η. Without momentum and with the exact polar factor for NS a step lowers a quadratic
// loss surely below η·S = 2‖G‖_*, S the sharpness in that norm and ‖G‖_* = Σ ρₗ·(sum of the singular values of Gₗ).
#pragma once

#include <algorithm>

#include "lrscope/tensor_view.h"
#include "lrscope/update_rule.h"
#include "optim/adam.h"

namespace lrscope {

/// ρ of a matrix of `rows` × `cols`.
inline double muon_factor(MuonScale scale, Index rows, Index cols) {
  const double n = static_cast<double>(rows), m = static_cast<double>(cols);
  return scale == MuonScale::rms ? 0.2 * std::sqrt(std::max(n, m)) : std::sqrt(std::max(1.0, n / m));
}

template <Real S>
class Muon final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  Muon(Index dimension, const Hyperparameters& h, const std::vector<ParameterBlock>& layout)
      : UpdateRule<S>(h), adam_(dimension, h), velocity_(Vector<S>::Zero(dimension)) {
    Index end = 0;  // of what is dealt out
    for (const ParameterBlock& block : layout) {
      if (block.name != "weight") continue;
      if (block.offset > end) others_.push_back({end, block.offset - end});
      matrices_.emplace_back(block);
      end = block.offset + block.rows * block.cols;
    }
    if (dimension > end) others_.push_back({end, dimension - end});
  }

  std::vector<typename UpdateRule<S>::State> state() override {
    auto list = adam_.state();
    list.insert(list.begin(), {"velocity", &velocity_});
    return list;
  }

  bool needs_whole_gradient() const override { return true; }
  bool has_bounded_steps() const override { return true; }
  StepNorm step_norm() const override { return StepNorm::spectral; }
  std::vector<NormBlock> norm_blocks() const override {
    std::vector<NormBlock> blocks;
    if (!others_.empty()) return blocks;
    for (const WeightMatrix& matrix : matrices_) {
      const ParameterBlock& b = matrix.block;
      blocks.push_back({b.offset, b.rows, b.cols, muon_factor(this->h_.muon_scale, b.rows, b.cols)});
    }
    return blocks;
  }
  std::string_view no_threshold() const override {
    return this->h_.momentum > 0 ? "no threshold of muon with momentum is known" : "";
  }
  double memory() const override { return 1 / (1 - this->h_.momentum); }

  void write_update(Index, In theta, In g, double eta, Out delta) override {
    adam_.begin_step();
    for (const auto& [begin, size] : others_)
      adam_.write_update(begin, theta.segment(begin, size), g.segment(begin, size), eta, delta.segment(begin, size));
    const S beta = static_cast<S>(this->h_.momentum);
    for (WeightMatrix& matrix : matrices_) {
      const ParameterBlock& block = matrix.block;
      const Index size = block.rows * block.cols;
      const auto part = g.segment(block.offset, size);
      auto velocity = velocity_.segment(block.offset, size);
      Eigen::Map<Vector<S>> ahead(matrix.ahead.data(), size);
      velocity = beta * velocity + part;
      ahead = part + beta * velocity;
      matrix.orthogonalise();
      const double factor = -eta * muon_factor(this->h_.muon_scale, block.rows, block.cols);
      delta.segment(block.offset, size) = static_cast<S>(factor) * ahead;
    }
  }

 private:
  /// A weight matrix, and room for its step, with the shorter side as rows: n × m, square ones n × n.
  struct WeightMatrix {
    ParameterBlock block;
    RowMajorMatrix<S> ahead;  // as the weights lie in θ
    Matrix<S> x, next, square, polynomial;

    explicit WeightMatrix(const ParameterBlock& b) : block(b), ahead(b.rows, b.cols) {
      const Index n = std::min(b.rows, b.cols), m = std::max(b.rows, b.cols);
      x.resize(n, m);
      next.resize(n, m);
      square.resize(n, n);
      polynomial.resize(n, n);
    }

    // A transposed matrix has the transposed result.
    void orthogonalise() {
      constexpr S a = S(3.4445), b = S(-4.7750), c = S(2.0315), smallest = S(1e-7);
      const bool is_tall = ahead.rows() > ahead.cols();
      if (is_tall)
        x = ahead.transpose();
      else
        x = ahead;
      x /= x.norm() + smallest;
      for (int i = 0; i < 5; ++i) {
        square.noalias() = x * x.transpose();
        polynomial = b * square;
        polynomial.noalias() += c * square * square;
        next = a * x;
        next.noalias() += polynomial * x;
        x.swap(next);
      }
      if (is_tall)
        ahead = x.transpose();
      else
        ahead = x;
    }
  };

  struct Segment {
    Index begin, size;
  };

  Adam<S> adam_;
  std::vector<WeightMatrix> matrices_;
  std::vector<Segment> others_;  // between them
  Vector<S> velocity_;
};

}  // namespace lrscope
