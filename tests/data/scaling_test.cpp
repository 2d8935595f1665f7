#include "data/statistics.h"

#include "data/encode.h"
#include "test.h"

namespace {
Vector<double> vector_of(std::initializer_list<double> values) {
  return Eigen::Map<const Vector<double>>(values.begin(), static_cast<Index>(values.size()));
}

void check_scaled(Scaling scaling, std::initializer_list<double> from, std::initializer_list<double> to) {
  Vector<double> values = vector_of(from);
  const Rescaling rescaling = rescaling_of(values, scaling);
  CHECK(rescaling.zero.empty());
  rescaling.apply_to(values);
  const Vector<double> expected = vector_of(to);
  for (Index i = 0; i < values.size(); ++i) {
    CAPTURE(i);
    CHECK(is_close(values[i], expected[i], 1e-14));
  }
}
}  // namespace

// By hand, with scikit-learn's definitions, for 1, 2, 4, 9: mean 4, population variance (9+4+0+25)/4 = 9.5,
// quartiles 1.75 and 5.25, median 3.
TEST_CASE("every scaling is the one that scikit-learn defines") {
  const double s = std::sqrt(9.5);
  check_scaled(Scaling::standard, {1, 2, 4, 9}, {-3 / s, -2 / s, 0, 5 / s});
  check_scaled(Scaling::minmax, {1, 2, 4, 9}, {0, 0.125, 0.375, 1});
  check_scaled(Scaling::max, {1, 0, -8, 4}, {0.125, 0, -1, 0.5});
  check_scaled(Scaling::robust, {9, 1, 4, 2}, {6 / 3.5, -2 / 3.5, 1 / 3.5, -1 / 3.5});
}

TEST_CASE("a constant column becomes 0, is never divided by 0, and is reported") {
  for (const double constant : {0.1, 1e300, -7.0}) {
    CAPTURE(constant);
    for (const Scaling scaling : {Scaling::standard, Scaling::minmax, Scaling::robust}) {
      Vector<double> values = Vector<double>::Constant(7, constant);
      const Rescaling rescaling = rescaling_of(values, scaling);
      rescaling.apply_to(values);
      CHECK_EACH(!rescaling.zero.empty(), (values.array() == 0).all());
    }
  }
  CHECK_EACH(rescaling_of(Vector<double>::Zero(3), Scaling::max).zero == "largest value",
             rescaling_of(Vector<double>::Zero(3), Scaling::max).scale == 1);
}

TEST_CASE("features are scaled column by column, categories and target are left alone") {
  DataSpec spec;
  spec.scale = Scaling::minmax;
  const Dataset data = load_dataset({"f.csv", "a,k,b,y\n1,p,10,5\n2,q,30,6\n3,p,20,7\n"}, spec);
  CHECK(data.inputs.row(0) == Vector<double>(vector_of({0, 0.5, 1})).transpose());
  CHECK(data.inputs.row(1) == Vector<double>(vector_of({1, 0, 1})).transpose());
  CHECK(data.inputs.row(3) == Vector<double>(vector_of({0, 1, 0.5})).transpose());
  CHECK(data.targets.row(0) == Vector<double>(vector_of({5, 6, 7})).transpose());
  spec.scale = Scaling::none;
  spec.scale_target = Scaling::minmax;
  const Dataset target = load_dataset({"f.csv", "a,y\n1,5\n2,6\n3,7\n"}, spec);
  CHECK(target.inputs.row(0) == Vector<double>(vector_of({1, 2, 3})).transpose());
  CHECK(target.targets.row(0) == Vector<double>(vector_of({0, 0.5, 1})).transpose());
}

TEST_CASE("the logarithm of a target is natural, and its coding says so") {
  DataSpec spec;
  spec.scale_target = Scaling::log;
  const Dataset data = load_dataset({"f.csv", "a,y\n1,1\n2,10\n3,0.5\n"}, spec);
  CHECK((data.targets.row(0).transpose() - vector_of({0, 2.302585092994046, -0.6931471805599453})).norm() < 1e-15);
  REQUIRE(data.codings.size() == 1);
  CHECK_EACH(data.codings[0].is_log, data.codings[0].is_target, data.codings[0].column == "y",
             data.codings[0].shift == 0, data.codings[0].scale == 1);
}

TEST_CASE("a target without logarithm is refused with its cell and what to do") {
  DataSpec spec;
  spec.scale_target = Scaling::log;
  const auto refusal_of = [&](const std::string& text) -> std::string {
    try {
      load_dataset({"f.csv", text}, spec);
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  CHECK(refusal_of("a,y\n1,1\n2,0\n3,2\n").starts_with("f.csv:3:2: column 'y': '0' has no logarithm; "));
  spec.targets = {"y"};
  CHECK(refusal_of("y,a\n1,1\n-2,5\n-.5,2\n")
            .starts_with("f.csv:3:1: column 'y': '-2' has no logarithm (and 1 other cell); "));
  spec.drop_lines = {{3, 4}};
  CHECK(refusal_of("y,a\n1,1\n-2,5\n-.5,2\n3,3\n") == "accepted");
  spec.task = Task::classification;
  CHECK(refusal_of("y,a\n1,1\n-2,5\n-.5,2\n3,3\n1,7\n").find("only a numeric target") != std::string::npos);
}
