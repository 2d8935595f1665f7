#include "nn/loss.h"

#include <algorithm>
#include <cmath>

#include "base/quantiles.h"
#include "base/text.h"
#include "data/statistics.h"
#include "lrscope/dataset.h"
#include "nn/activation.h"  // Jet

namespace lrscope {
namespace {

// Losses that are a sum over elements of a function of the residual.

double mean_of(const Vector<double>& target, double) { return statistics_of(target).mean; }

double median_of(const Vector<double>& target, double) { return median({target.begin(), target.end()}); }

/// Where the sum of the residuals, each cut at ±delta, changes its sign: it rises with the prediction.
double huber_location(const Vector<double>& target, double delta) {
  double low = target.minCoeff(), high = target.maxCoeff();
  for (double middle = 0; middle = low + (high - low) / 2, low < middle && middle < high;)
    ((middle - target.array()).cwiseMax(-delta).cwiseMin(delta).sum() < 0 ? low : high) = middle;
  return high;
}

/// Finite for a class that no row has: its probability times 0 rows is then 0, and no NaN.
double log_frequency(const Vector<double>& target, double) {
  constexpr double smallest = 1e-300;
  return std::log(std::max(target.mean(), smallest));
}

struct Square {  // r²
  static constexpr auto replica = ReplicaLoss::square;
  static constexpr auto best_constant = mean_of;
  static constexpr auto constant = "the mean";
  static constexpr auto score = "R²";
  static auto at(Real auto r, auto) { return jet(r * r, 2 * r, 2); }
};

struct HalfSquare {  // ½r²
  static constexpr auto replica = ReplicaLoss::half_square;
  static constexpr auto best_constant = mean_of;
  static constexpr auto constant = "the mean";
  static constexpr auto score = "R²";
  static auto at(Real auto r, auto) { return jet(r * r / 2, r, 1); }
};

struct Absolute {  // |r|, slope 0 at 0
  static constexpr auto replica = ReplicaLoss::absolute;
  static constexpr auto best_constant = median_of;
  static constexpr auto constant = "the median";
  static constexpr auto score = "D²";
  static auto at(Real auto r, auto) { return jet(std::abs(r), r > 0 ? 1 : (r < 0 ? -1 : r), 0); }
};

struct Huber {  // ½r² up to |r| = d, then d(|r| − ½d)
  static constexpr auto replica = ReplicaLoss::huber;
  static constexpr auto best_constant = huber_location;
  static constexpr auto constant = "the best constant";
  static constexpr auto score = "D²";
  static auto at(Real auto r, auto d) {
    const auto magnitude = std::abs(r);
    return magnitude > d ? jet(d * (magnitude - d / 2), r > 0 ? d : -d, 0) : jet(r * r / 2, r, 1);
  }
};

template <Real S, class F, Normaliser normaliser>
class PointwiseLoss final : public Loss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  PointwiseLoss(Index outputs, Index most_examples, double parameter)
      : residual_(outputs, most_examples), parameter_(static_cast<S>(parameter)) {
    this->tensors_ = {{"residual", &residual_}};
  }

  S value(In z, In target) override {
    auto residual = residual_.leftCols(z.cols());
    residual = z - target;
    const S* r = residual.data();
    const Index size = residual.size();
    // Eight interleaved partial sums: a fixed order that vectorises.
    constexpr Index lanes = 8;
    S partial[lanes] = {};
    const Index whole = size / lanes * lanes;
    for (Index i = 0; i < whole; i += lanes)
      for (Index j = 0; j < lanes; ++j) partial[j] += F::at(r[i + j], parameter_).value;
    for (Index i = whole; i < size; ++i) partial[i - whole] += F::at(r[i], parameter_).value;
    S sum = 0;
    for (const S part : partial) sum += part;
    return this->value_ = sum / divisor(z.cols());
  }

  void gradient(In z, In, Out delta) override {
    const S divide = divisor(z.cols());
    for (Index j = 0; j < z.cols(); ++j)
      for (Index i = 0; i < z.rows(); ++i) delta(i, j) = F::at(residual_(i, j), parameter_).slope / divide;
  }

  void hessian_product(In z, In, In u, Out Hu) override {
    const S divide = divisor(z.cols());
    for (Index j = 0; j < z.cols(); ++j)
      for (Index i = 0; i < z.rows(); ++i) Hu(i, j) = F::at(residual_(i, j), parameter_).curvature / divide * u(i, j);
  }

 private:
  S divisor(Index examples) const {
    if (normaliser == Normaliser::none) return 1;
    return static_cast<S>(normaliser == Normaliser::elements ? examples * residual_.rows() : examples);
  }

  Matrix<S> residual_;  // outputs × examples
  S parameter_;
};

/// Softmax cross-entropy: the probabilities p of the last value(), and the Hessian (diag p − ppᵀ)/b of each example.
template <Real S>
class SoftmaxLoss : public Loss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  SoftmaxLoss(Index classes, Index most_examples, double) : probability_(classes, most_examples) {
    this->tensors_ = {{"probability", &probability_}};
  }

  void hessian_product(In z, In, In u, Out Hu) override {
    const S b = static_cast<S>(z.cols());
    for (Index j = 0; j < z.cols(); ++j) {
      const S mean = probability_.col(j).dot(u.col(j));
      Hu.col(j) = probability_.col(j).cwiseProduct((u.col(j).array() - mean).matrix()) / b;
    }
  }

 protected:
  Matrix<S> probability_;  // classes × examples
};

template <Real S>
class FusedCrossEntropy final : public SoftmaxLoss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;
  using SoftmaxLoss<S>::SoftmaxLoss;

  S value(In z, In target) override {
    S sum = 0;
    for (Index j = 0; j < z.cols(); ++j) {
      S largest = z(0, j);
      for (Index i = 1; i < z.rows(); ++i)
        if (z(i, j) > largest) largest = z(i, j);  // a NaN, wherever it stands, comes back through the exponentials
      S total = 0, chosen = 0;
      for (Index i = 0; i < z.rows(); ++i) {
        const S e = std::exp(z(i, j) - largest);
        this->probability_(i, j) = e;
        total += e;
        if (target(i, j) != 0) chosen += target(i, j) * (z(i, j) - largest);  // 0·(−∞) would be NaN
      }
      this->probability_.col(j) /= total;
      sum += std::log(total) - chosen;
    }
    return this->value_ = sum / static_cast<S>(z.cols());
  }

  void gradient(In z, In target, Out delta) override {
    delta = (this->probability_.leftCols(z.cols()) - target) / static_cast<S>(z.cols());
  }
};

/// −Σ t·log(e^z/Σe^z) and its gradient by the chain rule, step by step: e^z overflows, ∞/∞ is NaN, log 0 is −∞ and 0·∞
/// is NaN, as in the tutorials.
template <Real S>
class NaiveCrossEntropy final : public SoftmaxLoss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  NaiveCrossEntropy(Index classes, Index most_examples, double unused)
      : SoftmaxLoss<S>(classes, most_examples, unused),
        exponential_(classes, most_examples),
        log_probability_(classes, most_examples) {
    this->tensors_ = {
        {"exponential", &exponential_}, {"probability", &this->probability_}, {"log_probability", &log_probability_}};
  }

  S value(In z, In target) override {
    S sum = 0;
    for (Index j = 0; j < z.cols(); ++j) {
      S total = 0;
      for (Index i = 0; i < z.rows(); ++i) total += exponential_(i, j) = std::exp(z(i, j));
      for (Index i = 0; i < z.rows(); ++i) {
        this->probability_(i, j) = exponential_(i, j) / total;
        log_probability_(i, j) = std::log(this->probability_(i, j));
        sum -= target(i, j) * log_probability_(i, j);
      }
    }
    return this->value_ = sum / static_cast<S>(z.cols());
  }

  void gradient(In z, In target, Out delta) override {
    const S b = static_cast<S>(z.cols());
    for (Index j = 0; j < z.cols(); ++j) {
      const auto p = this->probability_.col(j);
      S mean = 0;  // Σ p·∂L/∂p with ∂L/∂p = −t/p
      for (Index i = 0; i < z.rows(); ++i) mean += p[i] * (-target(i, j) * (1 / p[i]));
      for (Index i = 0; i < z.rows(); ++i) delta(i, j) = p[i] * (-target(i, j) * (1 / p[i]) - mean) / b;
    }
  }

 private:
  Matrix<S> exponential_;      // classes × examples
  Matrix<S> log_probability_;  // classes × examples
};

template <class L, class S>
std::unique_ptr<Loss<S>> make(Index outputs, Index most_examples, double huber_delta) {
  return std::make_unique<L>(outputs, most_examples, huber_delta);
}

template <class F, Normaliser normaliser>
constexpr LossRow pointwise(std::string_view name, std::string_view doc, std::string_view aliases,
                            std::string_view knobs = {}) {
  return {name,
          doc,
          Task::regression,
          normaliser,
          F::replica,
          F::score,
          F::constant,
          F::best_constant,
          {&make<PointwiseLoss<float, F, normaliser>, float>, &make<PointwiseLoss<double, F, normaliser>, double>},
          aliases,
          knobs};
}

template <class Single, class Double>
constexpr LossRow softmax(std::string_view name, std::string_view doc, ReplicaLoss replica,
                          std::string_view aliases = {}) {
  return {name,
          doc,
          Task::classification,
          Normaliser::examples,
          replica,
          "McFadden's R²",
          "these frequencies",
          log_frequency,
          {&make<Single, float>, &make<Double, double>},
          aliases};
}

}  // namespace

std::span<const LossRow> losses() {
  static constexpr LossRow table[] = {
      pointwise<Square, Normaliser::elements>("mse", "Σr²/(B·k), r = prediction − target; B examples, k outputs",
                                              "l2 l2loss meansquarederror mseloss"),
      pointwise<HalfSquare, Normaliser::examples>("half-mse", "Σr²/(2B)",
                                                  "squarederror squaredloss halfmeansquarederror"),
      pointwise<Square, Normaliser::none>("sse", "Σr²: a sum, so the limit shrinks with the batch",
                                          "rss sumofsquares residualsumofsquares sumsquarederror"),
      pointwise<HalfSquare, Normaliser::none>("half-sse", "½Σr²: a sum", "halfsumofsquares"),
      pointwise<Absolute, Normaliser::elements>("mae", "Σ|r|/(B·k)",
                                                "l1 l1loss lad meanabsoluteerror absoluteerror maeloss"),
      pointwise<Huber, Normaliser::elements>("huber", "mean of ½r² up to |r| = --huber-delta, linear beyond",
                                             "huberloss smoothl1 smoothl1loss", "huber-delta"),
      softmax<FusedCrossEntropy<float>, FusedCrossEntropy<double>>(
          "cross-entropy", "mean over the batch, softmax fused by log-sum-exp", ReplicaLoss::cross_entropy,
          "ce crossentropyloss categoricalcrossentropy sparsecategoricalcrossentropy softmaxcrossentropy logloss nll "
          "nllloss"),
      softmax<NaiveCrossEntropy<float>, NaiveCrossEntropy<double>>(
          "naive-cross-entropy", "−Σ t·log(softmax(z)), the unsafe way of the 2016 tutorials", ReplicaLoss::none),
  };
  return table;
}

std::span<const OtherWords> other_losses() {
  static constexpr OtherWords table[] = {
      {"bce bceloss bcewithlogits bcewithlogitsloss binarycrossentropy sigmoidcrossentropy logistic logisticloss",
       "use cross-entropy, in which two classes have two outputs"},
      {"poisson poissonnll poissonnllloss", "use mse on the counts or on their logarithms"},
      {"quantile quantileloss pinball", "use mae, which is the median's"},
      {"hinge squaredhinge categoricalhinge svm", "use cross-entropy"},
      {"focal focalloss", "use cross-entropy"},
      {"kl kld kldiv kldivergence kldivloss", "use cross-entropy, which differs by a constant"},
      {"accuracy", "it has no gradient; use cross-entropy"},
      {"rmse rootmeansquarederror", "use mse, which has the same minimum"},
      {"mape smape meanabsolutepercentageerror", "use mae on the logarithm of the target"},
      {"msle rmsle meansquaredlogarithmicerror", "use mse on the logarithm of the target"},
      {"logcosh", "use huber, which also turns linear"},
  };
  return table;
}

}  // namespace lrscope
