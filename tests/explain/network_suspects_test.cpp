// Suspects of the network itself, and of how it is trained: each exactly where its condition holds.
#include "known.h"
#include "test.h"

namespace {
/// Layers at θ_0 whose gradients rise or fall by `factor` from each to the next.
std::vector<LayerRecord> layers(int count, double factor) {
  std::vector<LayerRecord> list;
  double gradient = 1;
  for (int i = 1; i <= count; ++i) {
    list.push_back({.layer = i, .gradient = gradient});
    gradient *= factor;
  }
  return list;
}

Known network(Change change, std::vector<LayerRecord> start) {
  Known known(plain_csv(), std::move(change));
  known.start_layers = std::move(start);
  return known;
}
}  // namespace

TEST_CASE("gradients that vanish over three hidden layers or more are suspected, and another activation proposed") {
  const auto found = of_cause(network({{"activation", "sigmoid"}}, layers(4, 11)), Cause::vanishing_gradients);
  REQUIRE(found);
  CHECK_EACH(flags_text(found->change) == "--activation tanh", found->is_suspected);
  CHECK(found->evidence == "at the start the gradient of layer 1 is 0.00075 times that of layer 4");
  CHECK(flags_text(of_cause(network({{"activation", "tanh"}}, layers(4, 11)), Cause::vanishing_gradients)->change) ==
        "--activation relu");
  CHECK_FALSE(of_cause(network({{"activation", "sigmoid"}}, layers(4, 9)), Cause::vanishing_gradients));
  CHECK_FALSE(of_cause(network({{"activation", "sigmoid"}}, layers(3, 1000)), Cause::vanishing_gradients));
  CHECK_FALSE(of_cause(network({{"activation", "relu"}}, layers(4, 11)), Cause::vanishing_gradients));
}

TEST_CASE("gradients that explode are evidence against the initial weights") {
  const auto usual = of_cause(network({}, layers(4, 0.09)), Cause::exploding_gradients);
  REQUIRE(usual);
  CHECK_EACH(flags_text(usual->change) == "--init-scale 0.1", usual->is_suspected);
  const auto large = of_cause(network({{"init", "normal"}}, layers(4, 0.09)), Cause::large_weights);
  REQUIRE(large);
  CHECK(large->evidence.ends_with("; at the start the gradient of layer 1 is 1.4e+03 times that of layer 4"));
  CHECK_FALSE(of_cause(network({}, layers(4, 0.2)), Cause::exploding_gradients));
}

TEST_CASE("saturated units are blamed on large features, else on the activation") {
  auto start = layers(2, 1);
  start[0].saturated_fraction = 0.75;
  const auto usual = of_cause(network({{"activation", "tanh"}}, start), Cause::saturated_units);
  REQUIRE(usual);
  CHECK(flags_text(usual->change) == "--activation relu");
  CHECK(
      usual->evidence.starts_with("at the start 75 % of the slopes of a layer are below a hundredth of the steepest"));
  Known large(csv_with("a", [](int i) { return 500.0 + scattered(i); }), {{"activation", "tanh"}});
  large.start_layers = start;
  const auto scale = with_flags(large, "--scale standard");
  REQUIRE(scale);
  CHECK(scale->removes == Causes{Cause::saturated_units, Cause::unscaled_features});
  start[0].saturated_fraction = 0.4;
  CHECK_FALSE(of_cause(network({{"activation", "tanh"}}, start), Cause::saturated_units));
}

TEST_CASE("an output activation is suspected where targets lie beyond it") {
  const auto found = of_cause(Known(csv_with("w", [](int i) { return i == 7 ? 40.0 : 0.5; }),
                                    {{"target", "w"}, {"output-activation", "sigmoid"}}),
                              Cause::bounded_output);
  REQUIRE(found);
  CHECK_EACH(flags_text(found->change) == "--output-activation identity", found->is_suspected,
             found->evidence.find("cannot reach 1 of 100 targets, such as 40") != std::string::npos);
  const auto of = [](const Change& change) {
    const Known known(csv_with("w", [](int i) { return 0.1 + i; }), Change{{"target", "w"}} + change);
    return of_cause(known, Cause::bounded_output).has_value();
  };
  CHECK_EACH(!of({}), !of({{"output-activation", "exp"}}), !of({{"output-activation", "silu"}}),
             of({{"output-activation", "tanh"}}), !of({{"output-activation", "tanh"}, {"target-scale", "0.001"}}));
}

TEST_CASE("of several activations one sigmoid is enough to propose tanh") {
  const auto found = of_cause(network({{"hidden", "4,4,4"}, {"activation", "relu,sigmoid,relu"}}, layers(4, 11)),
                              Cause::vanishing_gradients);
  REQUIRE(found);
  CHECK(flags_text(found->change) == "--activation tanh");
}

TEST_CASE("batches are suspected only where all rows together would train at this rate") {
  Known known(plain_csv(), {{"batch-size", "2"}, {"lr", "0.1"}});
  known.run.start.limit = 0.2;
  const auto below = of_cause(known, Cause::small_batches);
  REQUIRE(below);
  CHECK_EACH(flags_text(below->change) == "--batch-size 32", below->is_suspected);
  CHECK(below->evidence ==
        "each step sees 2 of 100 rows only: gradient descent on all of them is stable up to lr 0.2, and 0.1 is less");
  known.run.start.limit = 0.05;
  CHECK_FALSE(of_cause(known, Cause::small_batches)->is_suspected);
  CHECK_FALSE(of_cause(Known(plain_csv(), {{"batch-size", "32"}}), Cause::small_batches));
}

TEST_CASE("weight decay is suspected where it turns parameters round, or takes away all that is learnt") {
  const auto of = [](const Change& change) { return of_cause(Known(plain_csv(), change), Cause::weight_decay); };
  CHECK_FALSE(of({{"lr", "0.1"}}));
  const auto strong = of({{"lr", "0.1"}, {"weight-decay", "30"}});
  REQUIRE(strong);
  CHECK_EACH(flags_text(strong->change) == "--weight-decay 0", strong->is_suspected, strong->is_seen);
  CHECK(strong->evidence.starts_with("--weight-decay 30: ηλ = 3, above 2"));
  CHECK_EACH(of({{"lr", "0.1"}, {"weight-decay", "0.1"}})->is_suspected,
             !of({{"lr", "0.1"}, {"weight-decay", "0.1"}})->is_seen,
             !of({{"lr", "0.1"}, {"weight-decay", "0.0005"}})->is_suspected);
}

TEST_CASE("a late rise is suspected of the schedule, with what the optimizer forgets") {
  Known known(plain_csv(), {{"optimizer", "adam"}});
  CHECK_FALSE(of_cause(known, Cause::late_rise));
  known.rises_late = true;
  known.run.best_loss = 1e-9;
  known.run.best_step = 40;
  known.run.final_loss = 0.5;
  const auto found = of_cause(known, Cause::late_rise);
  REQUIRE(found);
  CHECK_EACH(flags_text(found->change) == "--schedule cosine", found->is_seen);
  CHECK(
      found->evidence ==
      "the loss was down to 1e-09 at step 40 and is 0.5 at the end: adam divides by √v, and v forgets: small gradients "
      "make its steps long again");
}
