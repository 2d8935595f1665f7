// Gradient, Hessian-vector product and curvature against differences, for every activation, loss and depth.
#include "networks.h"
#include "test.h"

namespace {
constexpr double tolerance = 1e-6;

/// Which side of every kink the current point is on: signs of pre-activations and residuals, sides of huber's
/// knee.
std::vector<bool> sides(const Objective<double>& objective, double knee) {
  std::vector<bool> result;
  objective.visit_tensors([&](const TensorView<double>& view) {
    const bool is_residual = view.name == "residual";
    if (view.name != "pre_activation" && !is_residual) return;
    for (Index i = 0; i < view.rows * view.cols; ++i) {
      result.push_back(view.data[i] > 0);
      if (is_residual) result.push_back(std::abs(view.data[i]) > knee);
    }
  });
  return result;
}

struct Case {
  std::string activation;
  std::string loss;
  std::vector<long long> hidden;
  bool bias = true;
  std::string output = "identity";
  bool has_weights = false;
};

/// One network at one point, with differences that notice when they step over a kink.
class Differences {
 public:
  Differences(const Case& c, std::uint64_t seed) {
    ModelSpec spec = run_spec("--init pytorch --init-scale 1.5").model;
    spec.hidden = c.hidden;
    spec.bias = c.bias;
    spec.activation = c.activation;
    spec.output_activation = c.output;
    spec.huber_delta = knee_;
    spec.quantile = 0.3;
    auto data = data_for<double>(find_named(losses(), c.loss, "loss"), 3, 2, 5, seed);
    if (c.has_weights) data = weighted(*data);
    objective_ = network<double>(data, spec, c.loss);
    theta_ = start_of(*data, spec, seed);
    objective_->begin_step(0);
    gradient_ = gradient_at(theta_);
    here_ = sides(*objective_, knee_);
  }

  Index size() const { return theta_.size(); }
  const Vector<double>& theta() const { return theta_; }
  const Vector<double>& gradient() const { return gradient_; }
  bool has_crossed() const { return has_crossed_; }

  /// Moves the objective back to θ, with its gradient.
  Objective<double>& stand() {
    gradient_ = gradient_at(theta_);
    return *objective_;
  }

  Vector<double> differenced_gradient() {
    constexpr double h = 1e-5;
    Vector<double> g(size()), point = theta_;
    for (Index i = 0; i < size(); ++i) {
      point[i] = theta_[i] + h;
      const double above = value_at(point);
      point[i] = theta_[i] - h;
      const double below = value_at(point);
      point[i] = theta_[i];
      g[i] = (above - below) / (2 * h);
    }
    return g;
  }

  Vector<double> differenced_product(const Vector<double>& v) {
    constexpr double h = 1e-5;
    const Vector<double> up = theta_ + h * v, down = theta_ - h * v;
    const Vector<double> above = gradient_at(up);
    note_crossing();
    const Vector<double> below = gradient_at(down);
    note_crossing();
    return (above - below) / (2 * h);
  }

  Vector<double> product(const Vector<double>& v) {
    Vector<double> Hv(size());
    stand().hvp(v, Hv);
    return Hv;
  }

 private:
  Vector<double> gradient_at(const Vector<double>& theta) {
    scratch_.resize(theta.size());
    point_ = theta;
    objective_->evaluate(point_);
    objective_->gradient(scratch_);
    return scratch_;
  }
  double value_at(const Vector<double>& theta) {
    point_ = theta;
    const double value = objective_->evaluate(point_);
    objective_->gradient(scratch_);
    note_crossing();
    return value;
  }
  void note_crossing() { has_crossed_ = has_crossed_ || (!here_.empty() && sides(*objective_, knee_) != here_); }

  const double knee_ = 0.7;
  std::unique_ptr<Mlp<double>> objective_;
  Vector<double> theta_, gradient_, point_, scratch_;
  std::vector<bool> here_;
  bool has_crossed_ = false;
};

/// All checks at one point; false if a difference stepped over a kink, so that it says nothing.
bool check_derivatives(const Case& c, std::uint64_t seed) {
  Differences d(c, seed);
  const Vector<double> u = random_vector<double>(d.size(), seed + 1), v = random_vector<double>(d.size(), seed + 2);
  const Vector<double> g = d.gradient(), g_differenced = d.differenced_gradient();
  const Vector<double> Hv_differenced = d.differenced_product(v);
  if (d.has_crossed()) return false;
  const Vector<double> Hv = d.product(v), Hu = d.product(u);
  INFO(c.activation << " " << c.output << " " << c.loss << (c.has_weights ? " weights" : "") << " depth "
                    << c.hidden.size() << " seed " << seed);
  CHECK_EACH(relative_error(g, g_differenced) < tolerance, relative_error(Hv, Hv_differenced) < tolerance);
  CHECK_EACH(is_close(u.dot(Hv), v.dot(Hu), 1e-10), is_close(d.stand().curvature(v), v.dot(Hv), 1e-10),
             is_close(d.stand().curvature(g), g.dot(d.product(g)), 1e-10));
  return true;
}

/// False if none of forty points is smooth.
bool check_at_smooth_point(const Case& c) {
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    if (check_derivatives(c, seed)) return true;
  return false;
}

const std::vector<std::vector<long long>> depths = {{}, {6}, {5, 4}, {4, 5, 3}};
}  // namespace

TEST_CASE("gradient and Hessian products agree with differences for every activation, loss and depth") {
  for (const Activation& activation : activations())
    for (const LossRow& loss : losses())
      for (const auto& hidden : depths) {
        const Case c{std::string(activation.name), std::string(loss.name), hidden};
        INFO(c.activation << " " << c.loss << " depth " << hidden.size());
        CHECK(check_at_smooth_point(c));
      }
  CHECK(check_derivatives({"tanh", "mse", {4}, false}, 3));
}

TEST_CASE("they agree for every output activation behind every activation, before every loss that contains none") {
  for (const Activation& activation : activations())
    for (const Activation& output : output_activations())
      for (const LossRow& loss : losses())
        for (const auto& hidden : {depths[0], depths[2]}) {
          if (!loss.link.empty()) continue;
          const Case c{std::string(activation.name), std::string(loss.name), hidden, true, std::string(output.name)};
          INFO(c.activation << " " << c.output << " " << c.loss << " depth " << hidden.size());
          CHECK(check_at_smooth_point(c));
        }
}

TEST_CASE("they agree with weights of the rows, for every loss and output activation") {
  for (const LossRow& loss : losses())
    for (const Activation& output : output_activations())
      for (const auto& hidden : {depths[0], depths[2]}) {
        if (!loss.link.empty() && output.name != "identity") continue;
        const Case c{"tanh", std::string(loss.name), hidden, true, std::string(output.name), true};
        INFO(c.output << " " << c.loss << " depth " << hidden.size());
        CHECK(check_at_smooth_point(c));
      }
}

TEST_CASE("they agree where every hidden layer has an activation of its own") {
  for (const char* output : {"identity", "softplus"})
    for (const char* activations : {"tanh,relu,gelu", "relu,tanh,leaky-relu", "identity,silu,relu"}) {
      INFO(activations << " " << output);
      CHECK(check_at_smooth_point({activations, "mse", {4, 5, 3}, true, output}));
    }
}

TEST_CASE("the product with every unit vector is a symmetric Hessian that differences of the gradient reproduce") {
  for (const char* activation : {"relu", "tanh", "gelu"}) {
    const Case c{activation, "mse", {4, 3}};
    bool found_smooth_point = false;
    for (std::uint64_t seed = 0; seed < 40 && !found_smooth_point; ++seed) {
      Differences d(c, seed);
      Matrix<double> exact(d.size(), d.size()), differenced(d.size(), d.size());
      for (Index i = 0; i < d.size(); ++i) {
        differenced.col(i) = d.differenced_product(Vector<double>::Unit(d.size(), i));
        exact.col(i) = d.product(Vector<double>::Unit(d.size(), i));
      }
      found_smooth_point = !d.has_crossed();
      if (!found_smooth_point) continue;
      INFO(activation << " seed " << seed);
      CHECK(relative_error(exact, differenced) < tolerance);
      CHECK(relative_error(exact, Matrix<double>(exact.transpose())) < 1e-12);
      const Vector<double> v = random_vector<double>(d.size(), 9);
      CHECK(relative_error(Vector<double>(exact * v), d.product(v)) < 1e-12);
    }
    CHECK(found_smooth_point);
  }
}

TEST_CASE("float32 derivatives are the float64 ones to single precision") {
  ModelSpec spec = run_spec("--activation tanh --hidden 5,4").model;
  const auto data = training_data<double>(3, 2, 7, false, 1);
  const auto data32 =
      std::make_shared<const TrainingSet<float>>(data->inputs.cast<float>(), data->targets.cast<float>());
  const auto wide = network<double>(data, spec, "mse");
  const auto narrow = network<float>(data32, spec, "mse");
  const Vector<double> theta = start_of(*data, spec, 1), v = random_vector<double>(theta.size(), 2);
  const Vector<float> theta32 = theta.cast<float>(), v32 = v.cast<float>();
  wide->begin_step(0);
  narrow->begin_step(0);
  CHECK(is_close(wide->evaluate(theta), narrow->evaluate(theta32), 1e-5));
  Vector<double> g(theta.size()), Hv(theta.size());
  Vector<float> g32(theta.size()), Hv32(theta.size());
  wide->gradient(g);
  narrow->gradient(g32);
  CHECK(relative_error(g, Vector<double>(g32.cast<double>())) < 1e-5);
  CHECK(is_close(wide->curvature(v), narrow->curvature(v32), 1e-4));
  wide->hvp(v, Hv);
  narrow->hvp(v32, Hv32);
  CHECK(relative_error(Hv, Vector<double>(Hv32.cast<double>())) < 1e-4);
}
