// Maps: the two engines against each other, refinement against running everything, any number of threads.
#include "map/map.h"
#include "base/random.h"
#include "test.h"

namespace {
/// `rows` rows of normal numbers.
Dataset normal_data(Index features, Index rows) {
  Dataset data;
  const Random random(1, Stream::initial_biases, 5);
  data.inputs.resize(features, rows);
  data.targets.resize(1, rows);
  for (Index i = 0; i < data.inputs.size(); ++i) data.inputs.data()[i] = random.normal(static_cast<std::uint64_t>(i));
  for (Index j = 0; j < rows; ++j)
    data.targets(0, j) = random.normal(static_cast<std::uint64_t>(data.inputs.size() + j));
  return data;
}

/// The setting of the published pictures: two layers in the mean-field parametrization, a learning rate each.
MapSpec published(const Dataset& data, long long side, long long steps) {
  MapSpec spec;
  spec.base = run_spec(
      "--activation tanh --no-bias yes --init mean-field --parametrization ntk --batch-size full --sharpness-every 0",
      spec.base);
  spec.base.model.hidden = {data.inputs.rows()};
  spec.base.max_steps = steps;
  spec.x = parse_map_axis("--x", "lr[1]=log:1e-3:1e6");
  spec.y = parse_map_axis("--y", "lr[2]=log:1e-3:1e6");
  spec.width = spec.height = side;
  spec.threads = 2;
  return spec;
}

/// Cells of which the loop and the lockstep engine do not tell the same, to the last bit.
std::size_t differences(const Dataset& data, MapSpec spec, MapResult& by_loop) {
  const Problem problem(data, spec.base.precision);
  spec.engine = MapEngine::loop;
  by_loop = run_map(problem, spec);
  spec.engine = MapEngine::lockstep;
  const MapResult in_lockstep = run_map(problem, spec);
  std::size_t count = 0;
  for (std::size_t cell = 0; cell < by_loop.cells.outcome.size(); ++cell)
    count += by_loop.cells.outcome[cell] != in_lockstep.cells.outcome[cell] ||
             by_loop.cells.score[cell] != in_lockstep.cells.score[cell];
  return count;
}
}  // namespace

TEST_CASE("loop and lockstep tell the same of every cell of a chaotic map, to the last bit") {
  const Dataset data = normal_data(16, 272);
  for (const Precision precision : {Precision::float32, Precision::float64}) {
    MapSpec spec = published(data, 128, 60);
    spec.base.precision = precision;
    MapResult map;
    const std::size_t count = differences(data, spec, map);
    WARN((precision == Precision::float32 ? "float32: " : "float64: ")
         << count << " of " << map.cells.outcome.size() << " cells differ");
    CHECK(count == 0);
    const std::set<std::uint8_t> outcomes(map.cells.outcome.begin(), map.cells.outcome.end());
    CHECK(outcomes.size() >= 4);  // else the map proves little
  }
}

TEST_CASE("loop and lockstep tell the same of minibatches, momentum, decay, schedules and units of their own") {
  const Dataset data = normal_data(5, 60);
  for (const char* optimizer : {"sgd", "heavy-ball", "nesterov"})
    for (const char* activation : {"relu", "softplus", "tanh"})
      for (const Parametrization parametrization : {Parametrization::standard, Parametrization::ntk}) {
        MapSpec spec = published(data, 16, 0);
        spec.base.model.parametrization = parametrization;
        spec.base.model.bias = true;
        spec.base.model.activation = activation;
        spec.base.max_steps.reset();
        spec.base =
            run_spec("--epochs 5 --batch-size 16 --weight-decay 0.01 --schedule cosine --warmup-steps 3", spec.base);
        spec.base.optimizer.name = optimizer;
        spec.x = parse_map_axis("--x", "lr=log:1e-4:10");
        spec.y = parse_map_axis("--y", "init-scale=log:.1:10");
        MapResult by_loop;
        INFO(optimizer << " " << activation);
        CHECK(differences(data, spec, by_loop) == 0);
      }
}

TEST_CASE("a map is the same for any number of threads") {
  const Dataset data = normal_data(4, 30);
  MapSpec spec = published(data, 24, 40);
  const Problem problem(data, spec.base.precision);
  MapResult first;
  for (const int threads : {1, 2, 3, 7}) {
    spec.threads = threads;
    const MapResult map = run_map(problem, spec);
    if (threads == 1) first = map;
    CHECK_EACH(map.cells.outcome == first.cells.outcome, map.cells.score == first.cells.score);
  }
}

TEST_CASE("a refined map has the boundary of the whole one, and runs less") {
  const Dataset data = normal_data(4, 30);
  MapSpec spec = published(data, 96, 30);
  const Problem problem(data, spec.base.precision);
  const MapResult whole = run_map(problem, spec);
  spec.refine = true;
  const MapResult refined = run_map(problem, spec);
  std::size_t differing = 0, inferred = 0;
  for (std::size_t cell = 0; cell < whole.cells.outcome.size(); ++cell) {
    differing += whole.cells.is_failed(cell) != refined.cells.is_failed(cell);
    inferred += refined.inferred[cell];
    if (!refined.inferred[cell]) CHECK(refined.cells.outcome[cell] == whole.cells.outcome[cell]);
  }
  CHECK(inferred > whole.cells.outcome.size() / 4);
  CHECK(differing * 200 <= whole.cells.outcome.size());  // islands between the points of the coarse grid
}

TEST_CASE("knobs that change the shape of a network make maps, too") {
  const Dataset data = normal_data(4, 30);
  MapSpec spec = published(data, 6, 20);
  const Problem problem(data, spec.base.precision);
  spec.base.model.parametrization = Parametrization::standard;
  spec.x = parse_map_axis("--x", "width=lin:1:6");
  spec.y = parse_map_axis("--y", "depth=lin:1:4");
  spec.base.learning_rate = 0.1;
  const MapResult map = run_map(problem, spec);
  REQUIRE(map.y.values == std::vector<double>{1, 2, 3, 4});
  for (std::size_t cell = 0; cell < map.cells.outcome.size(); ++cell)
    CHECK(map.cells.outcome[cell] ==
          static_cast<std::uint8_t>(
              problem.run(cell_spec(spec, map.x.values[cell % 6], map.y.values[cell / 6])).outcome));
  CHECK(cell_spec(spec, 3, 2).model.hidden == std::vector<long long>{3, 3});
}
