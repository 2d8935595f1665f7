// A non-finite number planted anywhere is named exactly: stage, layer, tensor, element, kind.
#include "train/forensics.h"
#include "networks.h"
#include "optim/optimizer.h"
#include "test.h"
#include "train/training_loop.h"

namespace {
constexpr Index features = 3, outputs = 2, rows = 11;

RunSpec small_spec(const std::string& activation = "tanh") {
  RunSpec spec = run_spec("--hidden 5,4 --lr 1e-3 --max-steps 8");
  spec.model.activation = activation;
  return spec;
}

/// A run of three layers of weights from `theta` on `data`; the optimizer may be tampered with first.
template <Real S, class Tamper>
RunRecord run_tampered(const RunSpec& spec, std::shared_ptr<const TrainingSet<S>> data, Vector<S> theta, Index batch,
                       Tamper tamper, const std::string& loss = "mse") {
  const auto objective = network<S>(data, spec.model, loss, batch);
  const auto optimizer = make_optimizer<S>(spec.optimizer, objective->dimension(), {}, objective->layout());
  tamper(*optimizer);
  return Trainer<S>(*objective, *optimizer, spec, theta, nullptr).run();
}

template <Real S>
RunRecord run(const RunSpec& spec, std::shared_ptr<const TrainingSet<S>> data, Vector<S> theta, Index batch = 0,
              const std::string& loss = "mse") {
  return run_tampered(
      spec, data, theta, batch, [](Optimizer<S>&) {}, loss);
}

void check_place(const RunRecord& run, Stage stage, int layer, const std::string& tensor, std::int64_t row,
                 std::int64_t col, NonfiniteKind kind) {
  REQUIRE(run.nonfinite_at);
  CHECK_EACH(run.nonfinite_at->stage == stage, run.nonfinite_at->layer == layer, run.nonfinite_at->tensor == tensor,
             run.nonfinite_at->row == row, run.nonfinite_at->col == col, run.nonfinite_at->kind == kind,
             run.outcome == Outcome::nonfinite);
}

template <Real S>
struct Planted {
  S value;
  NonfiniteKind kind;
};

template <Real S>
const Planted<S> both_kinds[] = {{std::numeric_limits<S>::quiet_NaN(), NonfiniteKind::invalid},
                                 {std::numeric_limits<S>::infinity(), NonfiniteKind::overflow}};
}  // namespace

TEMPLATE_TEST_CASE("a number planted in any weight or bias is named by layer and element", "", float, double) {
  using S = TestType;
  const RunSpec spec = small_spec();
  const auto data = training_data<S>(features, outputs, rows, false, 1);
  const Vector<S> theta = start_of(*data, spec.model, 1);
  for (const ParameterBlock& block : Mlp<S>::layout_of(*data, spec.model).blocks())
    for (Index i = 0; i < block.rows * block.cols; ++i)
      for (const auto& [value, kind] : both_kinds<S>) {
        Vector<S> planted = theta;
        planted[block.offset + i] = value;
        const RunRecord record = run<S>(spec, data, planted);
        check_place(record, Stage::forward, block.layer, std::string(block.name), i / block.cols, i % block.cols, kind);
        CHECK_EACH(record.nonfinite_at->step == 0, record.parameter_nonfinite_step == 0,
                   record.nonfinite_at->last_finite.empty());
      }
}

TEMPLATE_TEST_CASE("a number planted in any data cell is named by feature and row, full batch or not", "", float,
                   double) {
  using S = TestType;
  const RunSpec spec = small_spec();
  const auto clean = training_data<S>(features, outputs, rows, false, 1);
  const Vector<S> theta = start_of(*clean, spec.model, 1);
  for (const Index batch : {Index{0}, Index{3}})
    for (Index row = 0; row < rows; ++row)
      for (const auto& [value, kind] : both_kinds<S>) {
        for (Index feature = 0; feature < features; ++feature) {
          auto x = clean->inputs;
          x(feature, row) = value;
          const auto data = std::make_shared<const TrainingSet<S>>(x, clean->targets);
          check_place(run<S>(spec, data, theta, batch), Stage::input, 0, "input", feature, row, kind);
        }
        for (Index output = 0; output < outputs; ++output) {
          auto y = clean->targets;
          y(output, row) = value;
          const auto data = std::make_shared<const TrainingSet<S>>(clean->inputs, y);
          check_place(run<S>(spec, data, theta, batch), Stage::input, 0, "target", output, row, kind);
        }
      }
}

TEST_CASE("a number planted in any memory of any optimizer is named as its state") {
  const auto data = training_data<double>(features, outputs, rows, false, 1);
  for (const OptimizerRow& row : optimizers()) {
    RunSpec spec = small_spec();
    spec.optimizer.name = std::string(row.name);
    const Vector<double> theta = start_of(*data, spec.model, 1);
    const auto blocks = Mlp<double>::layout_of(*data, spec.model).blocks();
    const std::size_t memories = make_optimizer<double>(spec.optimizer, theta.size())->state().size();
    for (std::size_t memory = 0; memory < memories; ++memory)
      for (const ParameterBlock& block : blocks) {
        // Of muon weights have the velocity, which is first, and biases the rest.
        if (row.name == "muon" && (memory == 0) != (block.name == "weight")) continue;
        std::string name;
        const auto tamper = [&](Optimizer<double>& optimizer) {
          const auto state = optimizer.state()[memory];
          (*state.values)[block.offset + 1] = std::nan("");
          name = std::string(block.name) + "_" + std::string(state.name);
        };
        const RunRecord record = run_tampered<double>(spec, data, theta, 0, tamper);
        check_place(record, Stage::update, block.layer, name, 1 / block.cols, 1 % block.cols, NonfiniteKind::invalid);
        CHECK_EACH(record.nonfinite_at->step == 0, record.parameter_nonfinite_step == 1,
                   !record.nonfinite_at->last_finite.empty());
      }
  }
}

TEST_CASE("an overflow of the forward pass is named in the layer where it happens") {
  RunSpec spec = small_spec("relu");
  const auto data = std::make_shared<const TrainingSet<float>>(Matrix<float>::Ones(features, rows),
                                                               Matrix<float>::Zero(outputs, rows));
  const auto layout = Mlp<float>::layout_of(*data, spec.model);
  for (std::size_t layer = 0; layer < 3; ++layer) {
    Vector<float> theta = Vector<float>::Constant(layout.parameters(), 0.1f);
    const Layer& here = layout.layers()[layer];
    theta.segment(here.weight, here.inputs * here.outputs).setConstant(3e38f);
    if (layer > 0) {  // the layer in front puts out 10 per unit
      const Layer& before = layout.layers()[layer - 1];
      theta.segment(before.bias, before.outputs).setConstant(10);
    }
    check_place(run<float>(spec, data, theta), Stage::forward, static_cast<int>(layer) + 1, "pre_activation", 0, 0,
                NonfiniteKind::overflow);
  }
}

TEST_CASE("overflow in the loss, the backward pass and the update is told apart") {
  RunSpec spec = small_spec("relu");
  spec.model.hidden = {2};
  const auto data = std::make_shared<const TrainingSet<float>>(Matrix<float>::Ones(1, 4), Matrix<float>::Zero(1, 4));
  Vector<float> theta(7);  // W1 (2 × 1), b1, W2 (1 × 2), b2

  theta << 1, 1, 0, 0, 1e20f, 1e20f, 0;  // r² overflows, 2r does not
  check_place(run<float>(spec, data, theta), Stage::loss, 0, "loss", 0, 0, NonfiniteKind::overflow);

  theta << 1e-36f, 1e-36f, 0, 0, 1e38f, 1e38f, 0;  // W2ᵀδ overflows
  check_place(run<float>(spec, data, theta, 0, "sse"), Stage::backward, 1, "delta", 0, 0, NonfiniteKind::overflow);

  // mae: slopes are ±¼, so nothing overflows until W1's gradient ¼·Σ W2·x does
  const auto large =
      std::make_shared<const TrainingSet<float>>(Matrix<float>::Constant(1, 4, 1e10f), Matrix<float>::Zero(1, 4));
  theta << 1e-20f, 1e-20f, 0, 0, 1e30f, 1e30f, 0;
  check_place(run<float>(spec, large, theta, 0, "mae"), Stage::backward, 1, "weight_gradient", 0, 0,
              NonfiniteKind::overflow);

  theta << 1, 1, 0, 0, 1, 1, 0;
  spec.learning_rate = 1e38;
  const RunRecord update = run<float>(spec, large, theta, 0, "mae");
  check_place(update, Stage::update, 1, "weight_update", 0, 0, NonfiniteKind::overflow);
  CHECK(update.nonfinite_at->step == 0);

  // Only b2 moves, by 1e38, from 3e38 towards 3.4e38: Δ is finite, θ + Δ is not.
  theta << 0, 0, 0, 0, 0, 0, 3e38f;
  const auto far =
      std::make_shared<const TrainingSet<float>>(Matrix<float>::Ones(1, 4), Matrix<float>::Constant(1, 4, 3.4e38f));
  check_place(run<float>(spec, far, theta, 0, "mae"), Stage::update, 2, "bias", 0, 0, NonfiniteKind::overflow);
}

TEST_CASE("naive cross-entropy names the logarithm of zero and ∞/∞, the fused one stays finite") {
  RunSpec spec = run_spec("--hidden none --max-steps 1", small_spec("identity"));
  Matrix<float> x(1, 2), y(2, 2);
  x << 1, -1;
  y << 1, 0, 0, 1;
  const auto data = std::make_shared<const TrainingSet<float>>(x, y);
  Vector<float> theta(4);
  theta << 60, -60, 0, 0;
  check_place(run<float>(spec, data, theta, 0, "naive-cross-entropy"), Stage::loss, 0, "log_probability", 1, 0,
              NonfiniteKind::overflow);
  theta << 100, -100, 0, 0;
  check_place(run<float>(spec, data, theta, 0, "naive-cross-entropy"), Stage::loss, 0, "exponential", 0, 0,
              NonfiniteKind::overflow);
  CHECK_FALSE(run<float>(spec, data, theta, 0, "cross-entropy").nonfinite_at);
}

TEST_CASE("the magnitudes of the last finite step are those of the step before, tensor by tensor") {
  RunSpec spec = run_spec("--lr 20 --max-steps 500", small_spec("relu"));
  const auto data = training_data<float>(features, outputs, rows, false, 3);
  const RunRecord record = run<float>(spec, data, start_of(*data, spec.model, 3), 4);
  REQUIRE(record.nonfinite_at);
  const NonfiniteAt& place = *record.nonfinite_at;
  REQUIRE(place.step > 0);
  REQUIRE_FALSE(place.last_finite.empty());
  for (const Magnitude& m : place.last_finite) {
    CAPTURE(m.tensor, m.layer, place.tensor, place.layer, place.step);
    CHECK(std::isfinite(m.max_abs));
  }
  double input = 0, same_tensor = 0;
  for (const Magnitude& m : place.last_finite) {
    if (m.tensor == "input") input = m.max_abs;
    if (m.tensor == place.tensor && m.layer == place.layer && m.stage == place.stage) same_tensor = m.max_abs;
  }
  CHECK_EACH(input <= data->inputs.cwiseAbs().maxCoeff(), input > 0, same_tensor > 0);
}
