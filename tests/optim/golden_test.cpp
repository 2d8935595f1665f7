// Trajectories of every optimizer against PyTorch's (tests/golden/make_golden.py): fifty full-batch steps of
// a small tanh network, smooth, so that rounding stays rounding.
#include "golden.h"
#include "nn/mlp.h"
#include "optim/optimizer.h"
#include "problems.h"
#include "test.h"
#include "train/training_loop.h"

namespace {
// After fifty steps rounding has left 3e-15 in double and 7e-7 in float.
template <Real S>
constexpr double tolerance = std::same_as<S, double> ? 1e-11 : 1e-5;

const Json& trajectories() {
  static const Json file = read_golden("trajectories.json");
  return file;
}

/// The numbers of a run that both programs have.
struct TrainedRun {
  Vector<double> losses;      // L(θ_0) … L(θ_T)
  Vector<double> parameters;  // θ_T
};

TrainedRun golden_run(const Json& run) { return {vector_of(run.at("losses")), vector_of(run.at("final_parameters"))}; }

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
  const Json& file = trajectories();
  const auto data = std::make_shared<const TrainingSet<S>>(columns_of(file.at("inputs")).template cast<S>(),
                                                           columns_of(file.at("targets")).template cast<S>());
  return Mlp<S>(data, model_spec(), file.at("loss").get<std::string>(),
                BatchOrder(data->rows(), data->rows(), true, 0));
}

template <Real S>
Vector<S> start(const Mlp<S>& objective) {
  const Vector<double> theta = vector_of(trajectories().at("initial_parameters"));
  REQUIRE(theta.size() == objective.dimension());
  return theta.cast<S>();
}

// Settings that a run does not name stay at this program's defaults, as they stayed at PyTorch's.
OptimizerSpec optimizer_spec(const Json& run) {
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
TrainedRun train(const Json& run) {
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
  const Json& runs = trajectories().at("runs");
  const Json frameworks = read_golden("frameworks.json").at("runs");
  for (const OptimizerRow& row : optimizers()) {
    INFO(row.name);
    const bool is_here = std::any_of(runs.begin(), runs.end(), [&](const Json& run) {
      return run.at("optimizer") == row.name && run.at("settings").empty();
    });
    const bool is_there = std::any_of(frameworks.begin(), frameworks.end(),
                                      [&](const Json& run) { return run.at("options").at("optimizer") == row.name; });
    CHECK((is_here || is_there));
  }
}

TEMPLATE_TEST_CASE("every optimizer goes where PyTorch's goes", "", double, float) {
  for (const Json& run : trajectories().at("runs")) {
    INFO(run.at("name"));
    CHECK(disagreement(train<TestType>(run), golden_run(run)) <= tolerance<TestType>);
  }
}

/// One field of all steps; NaN where it is absent.
template <class Field>
Vector<double> all(const std::vector<StepRecord>& steps, Field field) {
  Vector<double> values(static_cast<Index>(steps.size()));
  for (std::size_t t = 0; t < steps.size(); ++t)
    values[static_cast<Index>(t)] = std::optional<double>(steps[t].*field).value_or(not_a_number);
  return values;
}

TEST_CASE("what the loop measures at each step is what PyTorch measures") {
  for (const Json& run : trajectories().at("runs")) {
    INFO(run.at("name"));
    Mlp<double> objective = make_objective<double>();
    RunSpec spec;
    spec.model = model_spec();
    spec.optimizer = optimizer_spec(run);
    spec.learning_rate = run.at("learning_rate").get<double>();
    spec.max_steps = trajectories().at("steps").get<long long>();
    const auto optimizer = make_optimizer<double>(spec.optimizer, objective.dimension());
    Recorder seen;
    const RunRecord record = Trainer<double>(objective, *optimizer, spec, start(objective), &seen).run();

    const Vector<double> losses = vector_of(run.at("losses"));
    const Vector<double> gg = vector_of(run.at("gg")), gHg = vector_of(run.at("gHg"));
    const Index T = losses.size() - 1;
    const Vector<double> changes = losses.tail(T) - losses.head(T);
    const Vector<double> curvature = gHg.cwiseQuotient(gg), critical = 2 * gg.cwiseQuotient(gHg);
    CHECK(worst_element_error(all(seen.steps, &StepRecord::loss), losses.head(T)) <= 1e-10);
    CHECK(worst_element_error(all(seen.steps, &StepRecord::gg), gg) <= 1e-10);
    CHECK(worst_element_error(all(seen.steps, &StepRecord::gHg), gHg) <= 1e-10);
    CHECK(worst_element_error(all(seen.steps, &StepRecord::directional_curvature), curvature) <= 1e-10);
    CHECK(worst_element_error(all(seen.steps, &StepRecord::critical_lr), critical) <= 1e-10);
    CHECK(vector_error(all(seen.steps, &StepRecord::predicted_change), vector_of(run.at("predicted_change"))) <= 1e-10);
    CHECK(vector_error(all(seen.steps, &StepRecord::actual_change), changes) <= 1e-10);
    CHECK_EACH(record.steps == T, is_close(record.initial_loss, losses[0], 1e-10));
    CHECK(is_close(record.final_loss, losses[T], 1e-10));
    CHECK(is_close(record.best_loss, *std::min_element(losses.begin(), losses.end()), 1e-10));
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
  CHECK_EACH(!is_close(1, std::numeric_limits<double>::infinity(), 0.5), !is_close(1, std::nan(""), 0.5));
  CHECK_THROWS(vector_of(Json::parse("[1, null]")));
  CHECK_THROWS(Json::parse("[1, NaN]"));
}
}  // namespace
