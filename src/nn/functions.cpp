#include "lrscope/functions.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace lrscope {
namespace {

/// The base of all functions: one block of parameters called x, no data, and an explicit Hv.
template <Real S>
class Function : public Objective<S> {
 public:
  explicit Function(Index dimension) : dimension_(dimension), scratch_(dimension) {}

  Index dimension() const override { return dimension_; }
  std::vector<ParameterBlock> layout() const override { return {{0, "x", 0, dimension_, 1}}; }
  void begin_step(Index) override {}
  S evaluate(const Vector<S>& theta) override {
    theta_ = &theta;
    return loss_ = value(theta);
  }
  double curvature(const Vector<S>& v) override {
    this->hvp(v, scratch_);
    return static_cast<double>(v.dot(scratch_));
  }
  double full_loss(const Vector<S>& theta) override { return value(theta); }
  void visit_tensors(const TensorVisitor<S>& visit) const override {
    const ParameterBlock block = layout().front();
    visit(view_of_block(block, Stage::forward, "x", *theta_));
    visit({Stage::loss, 0, "loss", &loss_, 1, 1, false, nullptr});
    visit(view_of_block(block, Stage::backward, "gradient", *gradient_));
  }
  void gradient(Vector<S>& g) final {
    gradient_ = &g;
    write_gradient(*theta_, g);
  }
  void hvp(const Vector<S>& v, Vector<S>& Hv) final { write_hvp(*theta_, v, Hv); }

 private:
  virtual S value(const Vector<S>& x) = 0;
  virtual void write_gradient(const Vector<S>& x, Vector<S>& g) = 0;
  virtual void write_hvp(const Vector<S>& x, const Vector<S>& v, Vector<S>& Hv) = 0;

  Index dimension_;
  Vector<S> scratch_;
  S loss_ = 0;
  const Vector<S>* theta_ = nullptr;
  const Vector<S>* gradient_ = nullptr;
};

template <Real S>
class Quadratic final : public Function<S> {
 public:
  explicit Quadratic(Matrix<S> A) : Function<S>(A.rows()), A_(std::move(A)), Ax_(A_.rows()) {}

 private:
  S value(const Vector<S>& x) override {
    Ax_.noalias() = A_ * x;
    return x.dot(Ax_) / 2;
  }
  void write_gradient(const Vector<S>& x, Vector<S>& g) override { g.noalias() = A_ * x; }
  void write_hvp(const Vector<S>&, const Vector<S>& v, Vector<S>& Hv) override { Hv.noalias() = A_ * v; }

  Matrix<S> A_;   // n × n, symmetric
  Vector<S> Ax_;  // n
};

template <Real S>
class Quartic final : public Function<S> {
 public:
  using Function<S>::Function;

 private:
  S value(const Vector<S>& x) override { return x.array().square().square().sum(); }
  void write_gradient(const Vector<S>& x, Vector<S>& g) override { g = 4 * x.array().cube(); }
  void write_hvp(const Vector<S>& x, const Vector<S>& v, Vector<S>& Hv) override {
    Hv = 12 * x.array().square() * v.array();
  }
};

/// ½f² with f = vᵀu/√m: a network of two linear layers and m hidden units on the one row x = 1, y = 0.
template <Real S>
class Catapult final : public Function<S> {
 public:
  explicit Catapult(Index units) : Function<S>(2 * units), m_(units) {}

 private:
  S f(const Vector<S>& x) const { return x.head(m_).dot(x.tail(m_)) / std::sqrt(static_cast<S>(m_)); }
  S value(const Vector<S>& x) override { return f(x) * f(x) / 2; }
  void write_gradient(const Vector<S>& x, Vector<S>& g) override {
    const S factor = f(x) / std::sqrt(static_cast<S>(m_));
    g.head(m_) = factor * x.tail(m_);
    g.tail(m_) = factor * x.head(m_);
  }
  void write_hvp(const Vector<S>& x, const Vector<S>& v, Vector<S>& Hv) override {
    const S root = std::sqrt(static_cast<S>(m_));
    const S slope = (x.tail(m_).dot(v.head(m_)) + x.head(m_).dot(v.tail(m_))) / root;  // of f along v
    Hv.head(m_) = (slope * x.tail(m_) + f(x) * v.tail(m_)) / root;
    Hv.tail(m_) = (slope * x.head(m_) + f(x) * v.head(m_)) / root;
  }

  Index m_;
};

/// x²(1 + .2cos(20πx)): a bowl with ripples, whose boundary of trainability is a fractal (arXiv 2406.13971).
template <Real S>
class Ripple final : public Function<S> {
 public:
  Ripple() : Function<S>(1) {}

 private:
  static constexpr S height_ = static_cast<S>(.2), waves_ = static_cast<S>(20 * std::numbers::pi);

  S value(const Vector<S>& x) override { return x[0] * x[0] * (1 + height_ * std::cos(waves_ * x[0])); }
  void write_gradient(const Vector<S>& x, Vector<S>& g) override {
    const S z = waves_ * x[0];
    g[0] = 2 * x[0] * (1 + height_ * std::cos(z)) - x[0] * x[0] * height_ * waves_ * std::sin(z);
  }
  void write_hvp(const Vector<S>& x, const Vector<S>& v, Vector<S>& Hv) override {
    const S z = waves_ * x[0], c = height_ * std::cos(z), s = height_ * std::sin(z);
    Hv[0] = (2 * (1 + c) - 4 * x[0] * waves_ * s - x[0] * x[0] * waves_ * waves_ * c) * v[0];
  }
};

/// ½x² with a steep stretch on the way down and walls of curvature 10: fails in two separate bands of η.
///
/// From x = 1 the first step lands on 1 − η. In the steep stretch [.18, .26), reached for η in (.74, .82], the next step
/// leads to 1 − 1.64η < −.2, against the left wall, from which every step is 10η − 1 > 6 times longer: it fails. Below .74
/// the stretch is met later, at η < 1 − √.18 = .576, where the step .64η out of it ends above −.2; from there, as for η in
/// (.82, 1.2], |x| shrinks by |1 − η| a step: it trains. Beyond 1.2 the first step goes against the wall.
template <Real S>
class Trapdoor final : public Function<S> {
 public:
  Trapdoor() : Function<S>(1) {}

 private:
  struct Piece {
    double start, value, slope, curvature;  // value and slope at `start`
  };
  static constexpr double low_ = -0.2, trap_ = 0.18, trap_end_ = 0.26, high_ = 1, steep_ = 0.64, wall_ = 10;

  static constexpr Piece piece_at(double x) {
    constexpr double before = trap_ * trap_ / 2, after = before + steep_ * (trap_end_ - trap_);
    constexpr double top = after + (high_ * high_ - trap_end_ * trap_end_) / 2;
    if (x < low_) return {low_, low_ * low_ / 2, wall_ * low_, wall_};
    if (x < trap_) return {0, 0, 0, 1};
    if (x < trap_end_) return {trap_, before, steep_, 0};
    if (x <= high_) return {trap_end_, after, trap_end_, 1};
    return {high_, top, wall_ * high_, wall_};
  }

  S value(const Vector<S>& x) override {
    const Piece p = piece_at(static_cast<double>(x[0]));
    const S u = x[0] - static_cast<S>(p.start);
    return static_cast<S>(p.value) + u * (static_cast<S>(p.slope) + u * static_cast<S>(p.curvature / 2));
  }
  void write_gradient(const Vector<S>& x, Vector<S>& g) override {
    const Piece p = piece_at(static_cast<double>(x[0]));
    g[0] = static_cast<S>(p.slope) + static_cast<S>(p.curvature) * (x[0] - static_cast<S>(p.start));
  }
  void write_hvp(const Vector<S>& x, const Vector<S>& v, Vector<S>& Hv) override {
    Hv[0] = static_cast<S>(piece_at(static_cast<double>(x[0])).curvature) * v[0];
  }
};

constexpr Index catapult_units = 512;

/// u = 1, v = ±1 with 46 more of +1: f = 46/√512 = 2.033, λ = (‖u‖² + ‖v‖²)/512 = 2.
std::vector<double> catapult_start() {
  std::vector<double> x(static_cast<std::size_t>(2 * catapult_units), 1.0);
  std::fill(x.end() - 233, x.end(), -1.0);
  return x;
}

template <Real S>
using Made = std::unique_ptr<Objective<S>>;

constexpr auto square = []<Real S>() -> Made<S> { return make_quadratic<S>(Matrix<S>::Constant(1, 1, 2)); };
constexpr auto half_square = []<Real S>() -> Made<S> { return make_quadratic<S>(Matrix<S>::Constant(1, 1, 1)); };
constexpr auto quartic = []<Real S>() -> Made<S> { return make_quartic<S>(1); };
constexpr auto canyon = []<Real S>() -> Made<S> {
  Matrix<S> A(2, 2);  // eigenvalues 5 along (1, 1) and 1 along (1, −1)
  A << 3, 2, 2, 3;
  return make_quadratic<S>(std::move(A));
};
constexpr auto catapult = []<Real S>() -> Made<S> { return std::make_unique<Catapult<S>>(catapult_units); };
constexpr auto ripple = []<Real S>() -> Made<S> { return std::make_unique<Ripple<S>>(); };
constexpr auto trapdoor = []<Real S>() -> Made<S> { return std::make_unique<Trapdoor<S>>(); };

std::vector<double> at_one() { return {1}; }
std::vector<double> at_two_one() { return {2, 1}; }

}  // namespace

template <Real S>
std::unique_ptr<Objective<S>> make_quadratic(Matrix<S> A) {
  return std::make_unique<Quadratic<S>>(std::move(A));
}

template <Real S>
std::unique_ptr<Objective<S>> make_quartic(Index dimension) {
  return std::make_unique<Quartic<S>>(dimension);
}

template std::unique_ptr<Objective<float>> make_quadratic(Matrix<float>);
template std::unique_ptr<Objective<double>> make_quadratic(Matrix<double>);
template std::unique_ptr<Objective<float>> make_quartic(Index);
template std::unique_ptr<Objective<double>> make_quartic(Index);

std::span<const NamedFunction> functions() {
  static constexpr NamedFunction table[] = {
      {"square", "x², from x = 1", &at_one, {square, square}},
      {"half-square", "x²/2, from x = 1", &at_one, {half_square, half_square}},
      {"quartic", "x⁴, from x = 1", &at_one, {quartic, quartic}},
      {"canyon", "½xᵀ[[3,2],[2,3]]x, from x = (2, 1)", &at_two_one, {canyon, canyon}},
      {"catapult", "½f², f = vᵀu/√512, from f = 2.033, (‖u‖² + ‖v‖²)/512 = 2", &catapult_start, {catapult, catapult}},
      {"ripple", "x²(1 + .2cos(20πx)), from x = 1", &at_one, {ripple, ripple}},
      {"trapdoor",
       "x²/2, of slope .64 from .18 to .26, with walls 5x² beyond −.2 and 1, from x = 1",
       &at_one,
       {trapdoor, trapdoor}},
  };
  return table;
}

}  // namespace lrscope
