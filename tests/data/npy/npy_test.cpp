// The bytes are those that numpy 1.24 wrote for numpy.save, typed in from its documented layout.
#include "data/npy/npy.h"

#include "data/order/batch_file.h"
#include "data/parameter_file.h"
#include "test.h"

namespace {
using namespace std::string_literals;

/// A file of version 1 or 2: magic bytes, version, length of the header, header, data.
std::string file(const std::string& header, const std::string& data, int version = 1) {
  const auto length = static_cast<unsigned>(header.size());
  std::string bytes = "\x93NUMPY"s + static_cast<char>(version) + '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) bytes += static_cast<char>(length >> (8 * i) & 0xff);
  return bytes + header + data;
}

std::string header(const std::string& type, const std::string& shape, const std::string& order = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }  \n";
}

// 1, −2.5 and 0.1 in IEEE 754, the lowest byte first.
const std::string doubles = "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\x04\xc0\x9a\x99\x99\x99\x99\x99\xb9\x3f"s;
const std::string floats = "\0\0\x80\x3f\0\0\x20\xc0\xcd\xcc\xcc\x3d"s;

Vector<double> parameters(const std::string& bytes, Index expected = 3, Precision precision = Precision::float64) {
  return read_parameters({"theta.npy", bytes}, expected, precision, "W1 1 × 3");
}

std::string refusal_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}
std::string refusal_of(const std::string& bytes, Precision precision = Precision::float64) {
  return refusal_of([&] { parameters(bytes, 3, precision); });
}
}  // namespace

TEST_CASE("arrays of both precisions and both versions are read, whatever their shape") {
  const Eigen::Vector3d expected(1, -2.5, 0.1);
  CHECK(parameters(file(header("<f8", "(3,)"), doubles)) == expected);
  CHECK(parameters(file(header("<f8", "(3, 1)"), doubles, 2)) == expected);
  CHECK(parameters(file(header("<f8", "(1, 3, 1)"), doubles)) == expected);
  CHECK(parameters(file(header("<f8", "(3,)", "True"), doubles)) == expected);  // of one axis both orders are one
  CHECK(parameters(file(header("<f4", "(3,)"), floats)) == Vector<double>(expected.cast<float>().cast<double>()));
  CHECK(parameters(file(header("<f8", "()"), doubles.substr(0, 8)), 1)[0] == 1);
}

TEST_CASE("arrays that are no parameters are refused, with what is wrong and how to save them") {
  const std::string one = header("<f8", "(3,)");
  CHECK(refusal_of(file(one, doubles)) == "accepted");
  CHECK(refusal_of(file(header(">f8", "(3,)"), doubles)).starts_with("theta.npy: holds numbers of type '>f8'; "));
  CHECK(refusal_of(file(header("<i8", "(3,)"), doubles)).starts_with("theta.npy: holds numbers of type '<i8'; "));
  CHECK(refusal_of(file(header("<f2", "(3,)"), doubles)).starts_with("theta.npy: holds numbers of type '<f2'; "));
  CHECK(refusal_of(file(header("|O", "(3,)"), doubles)).starts_with("theta.npy: holds numbers of type '|O'; "));
  CHECK(refusal_of(file(header("<f8", "(3, 1)", "True"), doubles)).find("Fortran order") != std::string::npos);
  CHECK(refusal_of(file(one, doubles.substr(1))).find("cut short") != std::string::npos);
  CHECK(refusal_of(file(one, doubles + "x")).find("too long") != std::string::npos);
  CHECK(refusal_of(file(one, doubles).substr(0, 20)).find("cut short") != std::string::npos);
  CHECK(refusal_of("\x93NUMPY").find("cut short") != std::string::npos);
  CHECK(refusal_of(file("{}", doubles)).find("not one that numpy writes") != std::string::npos);
  CHECK(refusal_of(file(header("<f8", "(99999999, 99999999)"), doubles)).find("not one that") != std::string::npos);
  CHECK(refusal_of(file(header("<f8", "(2,)"), doubles.substr(8)))
            .starts_with("theta.npy: holds 2 numbers, the model has 3 parameters (W1 1 × 3); "));
  const std::string nan = "\0\0\0\0\0\0\xf8\x7f"s, large = "\0\0\0\0\0\0\xf0\x7e"s;
  CHECK(refusal_of(file(header("<f8", "(1, 3)"), doubles.substr(0, 16) + nan))
            .starts_with("theta.npy: element [0, 2]: 'nan' is not finite; "));
  CHECK(refusal_of(file(one, large + doubles.substr(8)), Precision::float32).find("float32") != std::string::npos);
}

TEST_CASE("what is written has the layout of numpy, and is read as the same") {
  const double numbers[] = {1, -2.5, 0.1, 3, 4, 5};
  const float singles[] = {1, -2.5f, 0.1f};
  const std::string bytes = npy_bytes(std::span<const double>(numbers), {2, 3});
  CHECK_EACH(bytes.size() == 128 + 48, bytes[127] == '\n', bytes[6] == 1, bytes[8] == 118);
  CHECK(bytes.substr(10).starts_with("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"));
  CHECK(bytes.substr(128).starts_with(doubles));
  CHECK(npy_bytes(std::span<const float>(singles), {3})
            .substr(10)
            .starts_with("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"));
  CHECK(npy_bytes(std::span<const float>(singles), {3}).substr(128) == floats);
  CHECK(parameters(bytes, 6) == Eigen::Map<const Vector<double>>(numbers, 6));
}

TEST_CASE("batches are whole numbers, steps × rows") {
  const std::string six = "\x01\0\0\0\x03\0\0\0\x02\0\0\0\0\0\0\0\x05\0\0\0\x04\0\0\0"s;
  const auto read = [](const std::string& bytes) { return read_batches({"order.npy", bytes}); };
  const auto batches = read(file(header("<i4", "(2, 3)"), six));
  CHECK(batches->rows == std::vector<int>{1, 3, 2, 0, 5, 4});
  CHECK_EACH(batches->steps() == 2, batches->hash == read("1 3 2\n0 5 4")->hash,
             batches->place(1) == "order.npy: step 1");
  CHECK(read(file(header("|u1", "(1, 2)"), "\x07\xff"))->rows == std::vector<int>{7, 255});
  const auto refused = [&](const std::string& bytes) { return refusal_of([&] { read(bytes); }); };
  CHECK(refused(file(header("<i4", "(6,)"), six)).find("two, steps × rows") != std::string::npos);
  CHECK(refused(file(header("<f4", "(2, 3)"), six)).find("'<f4'") != std::string::npos);
  CHECK(refused(file(header("|i1", "(1, 2)"), "\x07\xff")).starts_with("order.npy: element [0, 1]: '-1' is no row"));
  CHECK(refused(file(header("<i4", "(2, 0)"), "")).find("no rows") != std::string::npos);
}
