// Trajectories of every optimizer against PyTorch's (tests/golden/make_golden.py): fifty full-batch steps of
// a small tanh network, smooth, so that rounding stays rounding.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "catch.h"
#include "data/parameter_file.h"
#include "golden.h"
#include "lrscope/trainer.h"
#include "nn/mlp.h"
#include "optim/optimizer.h"
#include "train/training_loop.h"

namespace lrscope {
namespace {

using nlohmann::json;
using test::vector_error;
using test::vector_of;
using test::worst_element_error;

// After fifty steps rounding has left 3e-15 in double and 7e-7 in float.
template <Real S>
constexpr double tolerance = std::same_as<S, double> ? 1e-11 : 1e-5;

const json& trajectories() {
  static const json file = test::read_golden("trajectories.json");
  return file;
}

/// The numbers of a run that both programs have.
struct TrainedRun {
  Vector<double> losses;      // L(θ_0) … L(θ_T)
  Vector<double> parameters;  // θ_T
};

TrainedRun golden_run(const json& run) { return {vector_of(run.at("losses")), vector_of(run.at("final_parameters"))}; }

// A sum, so that a NaN in either term stays.
double disagreement(const TrainedRun& a, const TrainedRun& b) {
  return worst_element_error(a.losses, b.losses) + vector_error(a.parameters, b.parameters);
}

ModelSpec model_spec() {
  ModelSpec spec;
  spec.hidden = trajectories().at("hidden").get<std::vector<long long>>();
  spec.activation = trajectories().at("activation").get<std::string>();
  return spec;
}

template <Real S>
Mlp<S> make_objective() {
  const json& file = trajectories();
  const auto data = std::make_shared<const TrainingSet<S>>(test::columns_of(file.at("inputs")).template cast<S>(),
                                                           test::columns_of(file.at("targets")).template cast<S>());
  return Mlp<S>(data, model_spec(), file.at("loss").get<std::string>(),
                BatchOrder(data->rows(), data->rows(), true, 0));
}

template <Real S>
Vector<S> start(const Mlp<S>& objective) {
  return read_parameters(test::golden_path("initial_parameters.txt"), objective.dimension(), Precision::float64)
      .template cast<S>();
}

// Settings that a run does not name stay at this program's defaults, as they stayed at PyTorch's.
OptimizerSpec optimizer_spec(const json& run) {
  OptimizerSpec spec;
  spec.name = run.at("optimizer").get<std::string>();
  for (const auto& [name, value] : run.at("settings").items()) {
    INFO(name);
    const auto number = value.get<double>();
    if (name == "momentum")
      spec.momentum = number;
    else if (name == "beta1")
      spec.beta1 = number;
    else if (name == "beta2")
      spec.beta2 = number;
    else if (name == "epsilon")
      spec.epsilon = number;
    else if (name == "weight_decay")
      spec.weight_decay = number;
    else if (name == "clip_norm")
      spec.clip_norm = number;
    else if (name == "clip_value")
      spec.clip_value = number;
    else
      FAIL("a setting that this test does not know");
  }
  return spec;
}

// By hand, without the Trainer: what an optimizer is asked to do and nothing else.
template <Real S>
TrainedRun train(const json& run) {
  Mlp<S> objective = make_objective<S>();
  const auto optimizer = make_optimizer<S>(optimizer_spec(run), objective.dimension());
  const auto steps = trajectories().at("steps").get<Index>();
  TrainedRun result{Vector<double>(steps + 1), {}};
  Vector<S> theta = start(objective), g(theta.size()), delta(theta.size());
  for (Index t = 0; t < steps; ++t) {
    objective.begin_step(t);
    result.losses[t] = static_cast<double>(objective.evaluate(theta));
    objective.gradient(g);
    optimizer->update(theta, g, run.at("learning_rate").get<double>(), delta);
    theta += delta;
  }
  result.losses[steps] = static_cast<double>(objective.evaluate(theta));
  result.parameters = theta.template cast<double>();
  return result;
}

TEST_CASE("every optimizer has a golden trajectory with its default settings") {
  const json& runs = trajectories().at("runs");
  for (const OptimizerRow& row : optimizers()) {
    INFO(row.name);
    CHECK(std::any_of(runs.begin(), runs.end(),
                      [&](const json& run) { return run.at("optimizer") == row.name && run.at("settings").empty(); }));
  }
}

TEMPLATE_TEST_CASE("every optimizer goes where PyTorch's goes", "", double, float) {
  for (const json& run : trajectories().at("runs")) {
    INFO(run.at("name"));
    CHECK(disagreement(train<TestType>(run), golden_run(run)) <= tolerance<TestType>);
  }
}

class Collector final : public StepObserver {
 public:
  void on_step(const StepRecord& step) override { steps.push_back(step); }

  /// One field of all steps; NaN where it is absent.
  template <class Field>
  Vector<double> all(Field field) const {
    Vector<double> values(static_cast<Index>(steps.size()));
    for (std::size_t t = 0; t < steps.size(); ++t) {
      const std::optional<double> value = steps[t].*field;
      values[static_cast<Index>(t)] = value.value_or(std::numeric_limits<double>::quiet_NaN());
    }
    return values;
  }

  std::vector<StepRecord> steps;
};

TEST_CASE("what the loop measures at each step is what PyTorch measures") {
  for (const json& run : trajectories().at("runs")) {
    INFO(run.at("name"));
    Mlp<double> objective = make_objective<double>();
    RunSpec spec;
    spec.model = model_spec();
    spec.optimizer = optimizer_spec(run);
    spec.learning_rate = run.at("learning_rate").get<double>();
    spec.max_steps = trajectories().at("steps").get<long long>();
    const auto optimizer = make_optimizer<double>(spec.optimizer, objective.dimension());
    Collector seen;
    const RunRecord record = Trainer<double>(objective, *optimizer, spec, start(objective), &seen).run();

    const Vector<double> losses = vector_of(run.at("losses"));
    const Vector<double> gg = vector_of(run.at("gg")), gHg = vector_of(run.at("gHg"));
    const Index T = losses.size() - 1;
    const Vector<double> changes = losses.tail(T) - losses.head(T);
    const Vector<double> curvature = gHg.cwiseQuotient(gg), critical = 2 * gg.cwiseQuotient(gHg);
    CHECK(worst_element_error(seen.all(&StepRecord::loss), losses.head(T)) <= 1e-10);
    CHECK(worst_element_error(seen.all(&StepRecord::gg), gg) <= 1e-10);
    CHECK(worst_element_error(seen.all(&StepRecord::gHg), gHg) <= 1e-10);
    CHECK(worst_element_error(seen.all(&StepRecord::directional_curvature), curvature) <= 1e-10);
    CHECK(worst_element_error(seen.all(&StepRecord::critical_lr), critical) <= 1e-10);
    CHECK(vector_error(seen.all(&StepRecord::predicted_change), vector_of(run.at("predicted_change"))) <= 1e-10);
    CHECK(vector_error(seen.all(&StepRecord::actual_change), changes) <= 1e-10);
    CHECK(record.steps == T);
    CHECK(test::is_close(record.initial_loss, losses[0], 1e-10));
    CHECK(test::is_close(record.final_loss, losses[T], 1e-10));
    CHECK(test::is_close(record.best_loss, *std::min_element(losses.begin(), losses.end()), 1e-10));
  }
}

TEST_CASE("a number that is not finite, wrong or missing on either side is never agreement") {
  const TrainedRun golden = golden_run(trajectories().at("runs").at(0));
  REQUIRE(disagreement(golden, golden) == 0);
  const auto require_noticed = [&](const TrainedRun& spoilt) {
    REQUIRE_FALSE(disagreement(spoilt, golden) <= tolerance<float>);
    REQUIRE_FALSE(disagreement(golden, spoilt) <= tolerance<float>);
  };
  for (auto member : {&TrainedRun::losses, &TrainedRun::parameters}) {
    for (Index i = 0; i < (golden.*member).size(); ++i) {
      TrainedRun spoilt = golden;
      (spoilt.*member)[i] += 0.1;
      require_noticed(spoilt);
      for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
        (spoilt.*member)[i] = bad;
        require_noticed(spoilt);
        REQUIRE_FALSE(disagreement(spoilt, spoilt) <= tolerance<float>);  // both programs failed alike
      }
    }
    TrainedRun shorter = golden;
    (shorter.*member).conservativeResize((golden.*member).size() - 1);
    require_noticed(shorter);
  }
  CHECK_FALSE(test::is_close(1, std::numeric_limits<double>::infinity(), 0.5));
  CHECK_FALSE(test::is_close(1, std::nan(""), 0.5));
  CHECK_THROWS(vector_of(json::parse("[1, null]")));
  CHECK_THROWS(json::parse("[1, NaN]"));
}

}  // namespace
}  // namespace lrscope
