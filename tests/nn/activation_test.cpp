#include "nn/activation.h"
#include "nn/loss.h"
#include "test.h"

namespace {
struct Row {
  double value, slope, curvature;
};

Row apply(const Activation& activation, double z) {
  Row row{};
  activation.kernels.float64.forward(0.01, &z, &row.value, &row.slope, 1);
  activation.kernels.float64.second_derivative(0.01, &z, &row.value, &row.slope, &row.curvature, 1);
  return row;
}
}  // namespace

TEMPLATE_TEST_CASE("NaN passes through every activation, wherever it stands in the array", "", float, double) {
  for (const Activation& activation : output_activations()) {
    for (Index at = 0; at < 19; ++at) {
      Vector<TestType> z = Vector<TestType>::Constant(19, TestType(0.5)), value(19), slope(19);
      z[at] = std::numeric_limits<TestType>::quiet_NaN();
      activation.kernels.get<TestType>().forward(TestType(0.01), z.data(), value.data(), slope.data(), 19);
      INFO(activation.name << " at " << at);
      for (Index i = 0; i < 19; ++i) CHECK(std::isnan(value[i]) == (i == at));
    }
  }
}

TEMPLATE_TEST_CASE("tanh is that of the C library within 3 units in the last place, odd, and never beyond one", "",
                   float, double) {
  const auto value_of = [](const Vector<TestType>& z) {
    Vector<TestType> value(z.size()), slope(z.size());
    for (const Activation& activation : activations())
      if (activation.name == "tanh")
        activation.kernels.get<TestType>().forward(TestType(0), z.data(), value.data(), slope.data(), z.size());
    return value;
  };
  constexpr Index count = 200000;
  Vector<TestType> z(count);
  for (Index i = 0; i < count; ++i)  // tiny ones, usual ones, and those whose tanh rounds to one
    z[i] = static_cast<TestType>(i % 2 == 0 ? std::pow(10.0, -30 + 31.5 * static_cast<double>(i) / count)
                                            : 4.0 * static_cast<double>(i) / count);
  const Vector<TestType> above = value_of(z), below = value_of(-z);
  double worst = 0;
  Index odd = 0, beyond = 0;
  for (Index i = 0; i < count; ++i) {
    const long double exact = std::tanh(static_cast<long double>(z[i]));
    const double unit = std::ldexp(2.0, std::ilogb(exact) - std::numeric_limits<TestType>::digits);
    worst = std::max(worst, static_cast<double>(std::abs(above[i] - exact)) / unit);
    odd += above[i] == -below[i];
    beyond += std::abs(above[i]) > 1;
  }
  CHECK_EACH(worst < 3, odd == count, beyond == 0);
}

TEST_CASE("the slope of a NaN is NaN, except where the slope is constant") {
  for (const Activation& activation : output_activations()) {
    INFO(activation.name);
    CHECK(std::isnan(apply(activation, not_a_number).slope) == (activation.name != "identity"));
  }
}

TEST_CASE("activations stay finite, with their limits, far out on both sides") {
  for (const Activation& activation : activations())
    for (const double z : {-1e200, -800.0, -100.0, 100.0, 800.0, 1e200}) {
      const Row row = apply(activation, z);
      INFO(activation.name << " at " << z);
      CHECK_EACH(std::isfinite(row.value), std::isfinite(row.slope), std::isfinite(row.curvature),
                 std::abs(row.curvature) < 1e-30);
    }
}

TEST_CASE("slope and second derivative are the differences of value and slope") {
  for (const Activation& activation : activations())
    for (const double z : {-3.1, -1.2, -0.4, 0.3, 0.9, 2.7}) {
      constexpr double h = 1e-6;
      const Row above = apply(activation, z + h), below = apply(activation, z - h), here = apply(activation, z);
      INFO(activation.name << " at " << z);
      CHECK(std::abs(here.slope - (above.value - below.value) / (2 * h)) < 1e-8);
      CHECK(std::abs(here.curvature - (above.slope - below.slope) / (2 * h)) < 1e-8);
    }
}

TEST_CASE("infinities behave as the mathematics says, not as a vectorised approximation does") {
  const auto at = [](std::string_view name, double z) {
    for (const Activation& activation : activations())
      if (activation.name == name) return apply(activation, z);
    return Row{not_a_number, not_a_number, not_a_number};
  };
  CHECK_EACH(at("tanh", infinity).value == 1, at("tanh", -infinity).value == -1, at("sigmoid", -infinity).value == 0,
             at("sigmoid", infinity).value == 1, at("softplus", infinity).value == infinity,
             at("elu", -infinity).value == -1, at("relu", infinity).value == infinity, at("relu", -infinity).value == 0,
             at("relu", 0).slope == 0, at("leaky-relu", 0).slope == 0.01);
}

TEST_CASE("fused cross-entropy survives logits that overflow the naive one") {
  Matrix<float> z(2, 1), target(2, 1);
  z << 200, -200;
  target << 0, 1;
  const auto make = [&](std::string_view name) {
    for (const LossRow& row : losses())
      if (row.name == name) return row.make<float>(2, 1, 1);
    return std::unique_ptr<Loss<float>>();
  };
  const auto fused = make("cross-entropy"), naive = make("naive-cross-entropy");
  CHECK_EACH(fused->value(z, target) == 400.0f, !std::isfinite(naive->value(z, target)));
  z << 3e38f, -3e38f;  // the difference alone overflows
  CHECK(std::isinf(fused->value(z, target)));
  target << 1, 0;
  CHECK(fused->value(z, target) == 0);
  z << 200, -200;
  target << 0, 1;
  fused->value(z, target);
  Matrix<float> delta(2, 1);
  fused->gradient(z, target, delta);
  CHECK_EACH(delta(0, 0) == 1, delta(1, 0) == -1);
  naive->gradient(z, target, delta);
  CHECK_FALSE(delta.allFinite());
}

TEST_CASE("losses have the formulas of the table") {
  Matrix<double> z(2, 3), target = Matrix<double>::Zero(2, 3);
  z << 1, -2, 3, 0.5, 0, -4;  // squares sum to 30.25, magnitudes to 10.5
  const auto value = [&](std::string_view name, double delta = 1) {
    for (const LossRow& row : losses())
      if (row.name == name) return row.make<double>(2, 3, delta)->value(z, target);
    return not_a_number;
  };
  CHECK(is_close(value("mse"), 30.25 / 6, 1e-15));
  CHECK(is_close(value("half-mse"), 30.25 / 6, 1e-15));  // 2B = 6
  CHECK_EACH(is_close(value("sse"), 30.25, 1e-15), is_close(value("half-sse"), 15.125, 1e-15),
             is_close(value("mae"), 10.5 / 6, 1e-15));
  CHECK(is_close(value("huber"), (0.5 + 1.5 + 2.5 + 0.125 + 0 + 3.5) / 6, 1e-15));
  CHECK(is_close(value("huber", 2.5), (0.5 + 2 + 2.5 * 1.75 + 0.125 + 0 + 2.5 * 2.75) / 6, 1e-15));
}

TEST_CASE("quantile, poisson and binary cross-entropy have the formulas of the table") {
  Matrix<double> z(2, 2), target(2, 2);
  z << 1, -2, 0.5, 3;
  target << 0, 0, 1, 1;
  const auto value = [&](std::string_view name, double parameter) {
    return find_named(losses(), name, "loss").make<double>(2, 2, parameter)->value(z, target);
  };
  CHECK(is_close(value("quantile", 0.9), (0.1 * 1 + 0.9 * 2 + 0.9 * 0.5 + 0.1 * 2) / 4, 1e-15));
  const double e = std::exp(1) + std::exp(-2) + std::exp(0.5) + std::exp(3);
  CHECK(is_close(value("poisson", 0), (e - 0.5 - 3) / 4, 1e-15));
  const double p = -std::log(1 - 1 / (1 + std::exp(-1))) - std::log(1 - 1 / (1 + std::exp(2))) -
                   std::log(1 / (1 + std::exp(-0.5))) - std::log(1 / (1 + std::exp(-3)));
  CHECK(is_close(value("binary-cross-entropy", 0), p / 4, 1e-14));
}

TEST_CASE("binary cross-entropy does not overflow") {
  Matrix<float> z(1, 2), target(1, 2);
  z << 3e38f, -3e38f;
  target << 0, 0;
  const auto loss = find_named(losses(), "binary-cross-entropy", "loss").make<float>(1, 2, 0);
  CHECK(loss->value(z, target) == 1.5e38f);
  Matrix<float> delta(1, 2);
  loss->gradient(z, target, delta);
  CHECK_EACH(delta(0, 0) == 0.5f, delta(0, 1) == 0);
}

TEST_CASE("clipped cross-entropy ends at log 1e7, has no slope there, and keeps NaN") {
  const auto loss = find_named(losses(), "clipped-cross-entropy", "loss").make<double>(2, 1, 0);
  Matrix<double> z(2, 1), target(2, 1), delta(2, 1), Hu(2, 1);
  z << 30, 0;  // probabilities 1 − 9e-14 and 9e-14
  target << 0, 1;
  CHECK(is_close(loss->value(z, target), 7 * std::log(10), 1e-12));
  loss->gradient(z, target, delta);
  loss->hessian_product(z, target, Matrix<double>::Ones(2, 1), Hu);
  CHECK_EACH(delta.isZero(0), Hu.isZero(0));
  z << 2, 0;  // not clipped: as cross-entropy
  CHECK(is_close(loss->value(z, target), std::log(1 + std::exp(2)), 1e-14));
  loss->gradient(z, target, delta);
  CHECK(is_close(delta(1, 0), -1 / (1 + std::exp(-2)), 1e-14));
  z(0, 0) = not_a_number;
  CHECK(std::isnan(loss->value(z, target)));
  loss->gradient(z, target, delta);
  CHECK_EACH(std::isnan(delta(0, 0)), std::isnan(delta(1, 0)));
}

TEST_CASE("activations are one for all hidden layers or one for each") {
  const auto names = [](const std::string& flags) {
    std::string text;
    for (const Activation* row : hidden_activations(run_spec(flags).model)) text += std::string(row->name) + " ";
    return text;
  };
  CHECK_EACH(names("--hidden 4,3") == "relu relu ", names("--hidden 4,3 --activation tanh,gelu") == "tanh gelu ",
             names("--hidden none").empty());
  const auto refusal = [&](const std::string& flags) -> std::string {
    try {
      names(flags);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refusal("--hidden 4,3,2 --activation tanh,gelu").find("2 activations, but the model has 3 hidden layers") !=
        std::string::npos);
  CHECK(refusal("--hidden none --activation tanh,gelu").find("no hidden layer") != std::string::npos);
  CHECK_FALSE(refusal("--hidden 4 --activation exp").empty());
  CHECK(output_activation(run_spec("").model) == nullptr);
  CHECK(output_activation(run_spec("--output-activation exp").model)->name == "exp");
}
