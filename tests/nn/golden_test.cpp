// Loss, gradient and Hessian-vector products of every activation and every loss against PyTorch's
// (tests/golden/make_golden.py), whose second derivatives are a second backpropagation and not ours.
#include "golden.h"
#include "nn/mlp.h"
#include "test.h"

namespace {
// Rounding leaves 3e-15 in double and 7e-7 in float.
template <Real S>
constexpr double tolerance = std::same_as<S, double> ? 1e-12 : 1e-5;

const Json& derivatives() {
  static const Json file = read_golden("derivatives.json");
  return file;
}

/// Everything an objective says at one point, about one direction v.
struct Derivatives {
  double value;       // L
  Vector<double> g;   // ∇L
  Vector<double> Hv;  // ∇²L·v
  double vHv;         // by curvature(), which does not go through Hv
};

Derivatives golden_derivatives(const Json& record) {
  return {record.at("value").get<double>(), vector_of(record.at("gradient")), vector_of(record.at("Hv")),
          record.at("vHv").get<double>()};
}

double scalar_error(double a, double b) {
  return vector_error(Vector<double>::Constant(1, a), Vector<double>::Constant(1, b));
}

// A sum, so that a NaN in any term stays.
double disagreement(const Derivatives& a, const Derivatives& b) {
  return scalar_error(a.value, b.value) + vector_error(a.g, b.g) + vector_error(a.Hv, b.Hv) +
         scalar_error(a.vHv, b.vHv);
}

template <Real S>
Derivatives derivatives_of(const Json& record, std::string_view loss) {
  const Json& file = derivatives();
  const Json& net = file.at("nets").at(record.at("net").get<std::string>());
  const auto outputs = net.at("outputs").get<Index>();
  const bool has_classes = find_named(losses(), loss, "loss").task == Task::classification;
  const Matrix<double> targets = has_classes ? one_hot(file.at("classes"), outputs) : columns_of(file.at("targets"));
  const auto data = std::make_shared<const TrainingSet<S>>(columns_of(file.at("inputs")).template cast<S>(),
                                                           targets.template cast<S>());

  ModelSpec spec;
  spec.hidden = net.at("hidden").get<std::vector<long long>>();
  spec.bias = net.at("bias").get<bool>();
  spec.activation = record.at("activation").get<std::string>();
  spec.leaky_slope = record.at("leaky_slope").get<double>();
  spec.huber_delta = record.at("huber_delta").get<double>();
  Mlp<S> objective(data, spec, loss, BatchOrder(data->rows(), data->rows(), false, 0));

  const Vector<S> theta = vector_of(net.at("parameters")).template cast<S>();
  const Vector<S> v = vector_of(net.at("direction")).template cast<S>();
  REQUIRE(theta.size() == objective.dimension());
  Vector<S> g(theta.size()), Hv(theta.size());
  objective.begin_step(0);
  const auto value = static_cast<double>(objective.evaluate(theta));
  objective.gradient(g);
  const double vHv = objective.curvature(v);
  objective.hvp(v, Hv);
  return {value, g.template cast<double>(), Hv.template cast<double>(), vHv};
}

template <Real S>
Derivatives derivatives_of(const Json& record) {
  return derivatives_of<S>(record, record.at("loss").get<std::string>());
}

/// The golden record called `name`, null if there is none.
const Json* find_record(const std::string& name) {
  for (const Json& record : derivatives().at("cases"))
    if (record.at("name") == name) return &record;
  return nullptr;
}

TEST_CASE("every activation and every loss has golden derivatives") {
  const auto check_member = [](const std::string& member, std::string_view name) {
    INFO(name);
    const Json* record = find_record(member + " " + std::string(name));
    REQUIRE(record);
    CHECK(record->at(member) == name);
  };
  for (const Activation& row : activations()) check_member("activation", row.name);
  // Below: these two are cross-entropy while nothing overflows or is clipped. The others have known answers and differences
  // in activation_test.cpp and derivatives_test.cpp.
  const std::set<std::string_view> elsewhere = {"naive-cross-entropy", "clipped-cross-entropy", "binary-cross-entropy",
                                                "poisson", "quantile"};
  for (const LossRow& row : losses())
    if (!elsewhere.contains(row.name)) check_member("loss", row.name);
}

TEMPLATE_TEST_CASE("loss, gradient, Hv and v'Hv are PyTorch's", "", double, float) {
  for (const Json& record : derivatives().at("cases")) {
    INFO(record.at("name"));
    CHECK(disagreement(derivatives_of<TestType>(record), golden_derivatives(record)) <= tolerance<TestType>);
  }
}

TEMPLATE_TEST_CASE("unsafe cross-entropies are cross-entropy while the logits are moderate", "", double, float) {
  int compared = 0;
  for (const Json& record : derivatives().at("cases")) {
    if (record.at("loss") != "cross-entropy") continue;
    INFO(record.at("name"));
    const Derivatives naive = derivatives_of<TestType>(record, "naive-cross-entropy");
    CHECK(disagreement(naive, golden_derivatives(record)) <= tolerance<TestType>);
    const Derivatives clipped = derivatives_of<TestType>(record, "clipped-cross-entropy");
    CHECK(disagreement(clipped, golden_derivatives(record)) <= tolerance<TestType>);
    ++compared;
  }
  CHECK(compared >= 2);
}

}  // namespace
