// A trained linear model says in the units of the file what least squares says of the same columns.
#include "train/coefficients.h"

#include <Eigen/QR>

#include "numbers.h"
#include "problems.h"
#include "test.h"

namespace {
constexpr Index rows = 40;

/// A file of two columns of different size, three cities, a column of one value, and one that is dropped.
struct Houses {
  std::string path = scratch() + "/houses.csv";
  Matrix<double> columns{rows, 5};  // 1, area, rooms, city B, city C
  Vector<double> prices{rows};

  Houses() {
    Numbers numbers(7);
    std::string text = "area,rooms,city,flat,note,price\n";
    for (Index i = 0; i < rows; ++i) {
      const double area = std::round(numbers.between(400, 2500)), rooms = 1 + numbers.below(6);
      const int city = static_cast<int>(i) % 3;
      columns.row(i) << 1, area, rooms, city == 1, city == 2;
      prices[i] = std::round(30'000 + 210 * area - 4'000 * rooms + 25'000 * city + 20'000 * numbers.normal());
      text += number_text(area) + "," + number_text(rooms) + "," + "ABC"[city] + ",3," + std::to_string(i * i) + "," +
              number_text(prices[i]) + "\n";
    }
    write_file(path.substr(0, path.rfind('/')), "houses.csv", text);
  }
  Dataset read(Scaling scale, Scaling scale_target) const {
    DataSpec spec;
    spec.drop = "note";
    spec.scale = scale;
    spec.scale_target = scale_target;
    return read_dataset(path, spec);
  }
};

/// The solution of least squares.
Vector<double> least_squares(const Matrix<double>& columns, const Vector<double>& target) {
  return columns.colPivHouseholderQr().solve(target);
}

RunSpec linear_spec() {
  RunSpec spec;
  spec.model.hidden = {};
  spec.precision = Precision::float64;
  spec.batch_size = {std::nullopt, true};
  spec.max_steps = 20'000;
  spec.keeps_end = true;
  spec.optimizer.name = "nesterov";
  return spec;
}

/// After training at a quarter of the limit.
std::vector<CoefficientRecord> trained(const Dataset& data, RunSpec spec) {
  const Problem problem(std::make_shared<const Dataset>(data), spec.precision);
  problem.check(spec);
  spec.learning_rate = problem.start_curvature(spec).limit.value_or(1) / 4;
  spec.curvature.sharpness_every = 0;
  const RunRecord run = problem.run(spec);
  REQUIRE(run.outcome == Outcome::trained);
  return LinearModel::of(data, spec)->coefficients(run);
}

double value(const std::vector<CoefficientRecord>& records, const std::string& column) {
  const auto at = std::ranges::find(records, column, &CoefficientRecord::column);
  REQUIRE(at != records.end());
  return at->coefficient.value_or(NAN);
}

bool is_close(double a, double b) { return std::abs(a - b) <= 1e-6 * std::abs(b); }
}  // namespace

TEST_CASE("trained coefficients are those of least squares on the file, whatever was scaled") {
  const Houses houses;
  const Vector<double> exact = least_squares(houses.columns, houses.prices);
  for (const auto& [scale, scale_target, target_scale, parametrization] :
       {std::tuple{Scaling::standard, Scaling::standard, 1.0, Parametrization::standard},
        {Scaling::minmax, Scaling::standard, 1.0, Parametrization::standard},
        {Scaling::standard, Scaling::minmax, 0.3, Parametrization::standard},
        {Scaling::robust, Scaling::none, 1e-4, Parametrization::standard},
        {Scaling::max, Scaling::max, 1.0, Parametrization::ntk}}) {
    INFO(static_cast<int>(scale) << " " << static_cast<int>(scale_target));
    RunSpec spec = linear_spec();
    spec.target_scale = target_scale;
    spec.model.parametrization = parametrization;
    const auto found = trained(houses.read(scale, scale_target), spec);
    REQUIRE(found.size() == 7);
    // The levels of a city and the intercept share what only their sums determine.
    const double base = value(found, "city=A");
    CHECK_EACH(is_close(value(found, "area"), exact[1]), is_close(value(found, "rooms"), exact[2]),
               is_close(value(found, "city=B") - base, exact[3]), is_close(value(found, "city=C") - base, exact[4]),
               is_close(value(found, "(intercept)") + base, exact[0]));
    // A column of one value has no coefficient; it is part of the intercept.
    CHECK_EACH(found[6].column == "flat", found[6].weight.has_value(), !found[6].coefficient, found[0].output.empty());
  }
}

TEST_CASE("the coefficients of the diabetes patients are the published ones, without an intercept those through 0") {
  const Dataset raw = read_dataset("case:diabetes", {});
  const Vector<double> target = raw.targets.row(0).transpose();
  Matrix<double> columns(raw.rows(), raw.inputs.rows() + 1);
  columns << Vector<double>::Ones(raw.rows()), raw.inputs.transpose();
  const Vector<double> exact = least_squares(columns, target);
  CHECK((std::abs(exact[0] + 334.567) < 1e-3 && std::abs(exact[3] - 5.603) < 1e-3));  // Efron and others 2004, by R
  RunSpec spec = linear_spec();
  const auto found = trained(diabetes(), spec);
  REQUIRE(found.size() == 11);
  for (std::size_t i = 0; i < found.size(); ++i) {
    INFO(found[i].column);
    CHECK(is_close(found[i].coefficient.value_or(NAN), exact[static_cast<Index>(i)]));
  }
  // Columns divided by their largest value have no shift: the plane goes through 0.
  DataSpec unshifted;
  unshifted.scale = unshifted.scale_target = Scaling::max;
  spec.model.bias = false;
  spec.max_steps = 200'000;
  const auto through_zero = trained(read_dataset("case:diabetes", unshifted), spec);
  const Vector<double> exact_through_zero = least_squares(raw.inputs.transpose(), target);
  CHECK_EACH(!through_zero[0].weight, through_zero[0].coefficient == 0.0);
  for (std::size_t i = 1; i < through_zero.size(); ++i)
    CHECK(is_close(through_zero[i].coefficient.value_or(NAN), exact_through_zero[static_cast<Index>(i) - 1]));
}

TEST_CASE("coefficients of a logarithm are those of least squares on the logarithm, and said to be") {
  const Houses houses;
  const Vector<double> exact = least_squares(houses.columns, houses.prices.array().log());
  const Dataset data = houses.read(Scaling::standard, Scaling::log);
  const auto found = trained(data, linear_spec());
  const double base = value(found, "city=A");
  CHECK_EACH(is_close(value(found, "area"), exact[1]), is_close(value(found, "city=B") - base, exact[3]),
             is_close(value(found, "(intercept)") + base, exact[0]),
             LinearModel::of(data, linear_spec())->is_of_logarithms(),
             !LinearModel::of(houses.read(Scaling::none, Scaling::standard), linear_spec())->is_of_logarithms());
}

TEST_CASE("coefficients of classes give the logits of the file's numbers") {
  const Houses houses;
  DataSpec spec;
  spec.targets = {"city"};
  spec.drop = "note,flat";
  const Dataset raw = read_dataset(houses.path, spec);
  spec.scale = Scaling::standard;
  const Dataset data = read_dataset(houses.path, spec);
  RunSpec run = linear_spec();
  run.optimizer.name = "sgd";
  run.max_steps = 300;
  const auto found = trained(data, run);
  const std::size_t inputs = 3;
  REQUIRE(found.size() == 3 * (inputs + 1));
  for (std::size_t output = 0; output < 3; ++output) {
    const CoefficientRecord* of_output = &found[output * (inputs + 1)];
    CHECK(of_output->output == data.target_names[output]);
    for (Index row = 0; row < data.rows(); ++row) {
      double scaled = *of_output[0].weight, unscaled = *of_output[0].coefficient;
      for (std::size_t i = 0; i < inputs; ++i) {
        scaled += *of_output[i + 1].weight * data.inputs(static_cast<Index>(i), row);
        unscaled += *of_output[i + 1].coefficient * raw.inputs(static_cast<Index>(i), row);
      }
      CHECK(std::abs(scaled - unscaled) < 1e-9);
    }
  }
}

TEST_CASE("each of several targets has its own units, and no run that failed has coefficients") {
  const Houses houses;
  DataSpec spec;
  spec.targets = {"price", "rooms"};
  spec.features = "area";
  spec.scale = spec.scale_target = Scaling::standard;
  const Dataset data = read_dataset(houses.path, spec);
  const auto found = trained(data, linear_spec());
  const Vector<double> price = least_squares(houses.columns.leftCols(2), houses.prices);
  const Vector<double> number = least_squares(houses.columns.leftCols(2), houses.columns.col(2));
  REQUIRE(found.size() == 4);
  CHECK_EACH(found[0].output == "price", found[2].output == "rooms");
  for (Index i = 0; i < 2; ++i)
    CHECK_EACH(is_close(*found[static_cast<std::size_t>(i)].coefficient, price[i]),
               std::abs(*found[static_cast<std::size_t>(i) + 2].coefficient - number[i]) < 1e-6);
  RunSpec run = linear_spec();
  run.learning_rate = 1e6;
  const Problem problem(std::make_shared<const Dataset>(data), run.precision);
  CHECK(LinearModel::of(data, run)->coefficients(problem.run(run)).empty());
  run.model.hidden = {3};
  CHECK_FALSE(LinearModel::of(data, run));
}

TEST_CASE("columns are called as flags name them") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "2,a,\"b,c\",kind,y\n1,2,9,u,1\n2,1,4,v,3\n3,5,2,u,2\n4,0,7,v,5\n");
  const Dataset data = read_dataset(folder + "/d.csv", {});
  CHECK(data.feature_words == std::vector<std::string>{"1", "a", "3", "kind=u", "kind=v"});
  CHECK(data.constants.empty());
}
