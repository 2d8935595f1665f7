#include "data/parameter_file.h"

#include "test.h"

namespace {
std::string file_of(const std::string& text) { return write_file(scratch(), "theta", text); }

template <class Error = DataError>
std::string refusal_of(const std::string& path, Index expected, Precision precision = Precision::float32) {
  try {
    read_parameters(path, expected, precision);
  } catch (const Error& error) {
    const std::string text = error.what();
    return text.starts_with(path) ? "PATH" + text.substr(path.size()) : text;
  }
  return "accepted";
}
}  // namespace

TEST_CASE("parameters come back to the bit, in both precisions") {
  Vector<float> single(4);
  single << 0.1f, -1e-45f, 3.4028235e38f, 16777217.f;
  CHECK(parameters_text(single) == "0.1\n-1e-45\n3.4028235e+38\n16777216\n");
  CHECK(read_parameters(file_of(parameters_text(single)), 4, Precision::float32).cast<float>() == single);
  Vector<double> wide(3);
  wide << 1.0 / 3, -5e-324, 1.7976931348623157e308;
  CHECK(read_parameters(file_of(parameters_text(wide)), 3, Precision::float64) == wide);
}

TEST_CASE("blank lines, CRLF, spaces and a missing last newline are no parameters") {
  const Vector<double> theta = read_parameters(file_of("1\r\n\r\n  -2e-3 \n+.5"), 3, Precision::float32);
  CHECK(theta == Eigen::Vector3d(1, -2e-3, .5));
}

TEST_CASE("a wrong count, what is not a finite number and a missing file are refused with their place") {
  CHECK(refusal_of(file_of("1\n2\n"), 3).starts_with("PATH: "));
  CHECK(refusal_of(file_of("1\n2\n3\n4\n"), 3).starts_with("PATH: holds 4 numbers, the model has 3 parameters;"));
  CHECK(refusal_of(file_of(""), 1).starts_with("PATH: holds 0 numbers, the model has 1 parameter;"));
  CHECK(refusal_of(file_of("1\n\nnan\n"), 2).starts_with("PATH:3: "));
  CHECK(refusal_of(file_of("1e400\n"), 1).starts_with("PATH:1: "));
  CHECK(refusal_of(file_of("1 2\n"), 2).starts_with("PATH:1: "));
  CHECK(refusal_of(file_of("1e39\n"), 1).starts_with("PATH:1: "));
  CHECK(refusal_of(file_of("1e39\n"), 1, Precision::float64) == "accepted");
  CHECK(refusal_of<IoError>(scratch() + "/none", 1).starts_with("PATH: "));
  CHECK(refusal_of<IoError>(scratch(), 1).starts_with("PATH: "));
}
