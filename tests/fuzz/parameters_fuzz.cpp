// A file for --init-from. Byte 0: how many parameters are expected, and the precision.
#include <string>

#include "data/parameter_file.h"
#include "fuzz.h"
#include "lrscope/errors.h"

namespace {
using namespace lrscope;
using fuzz::require;

Vector<double> read(const std::string& text, Index expected, Precision precision) {
  return read_parameters({"theta", text}, expected, precision);
}

template <Real S>
void require_round_trip(const Vector<double>& theta, Precision precision) {
  const Vector<S> own = theta.template cast<S>();
  require(own.allFinite(), "accepted parameters are finite in their precision");
  const Vector<S> again = read(parameters_text(own), own.size(), precision).template cast<S>();
  require(again == own, "written parameters are read as the same");
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Index expected = data[0] & 0x7f;
  const Precision precision = data[0] & 0x80 ? Precision::float64 : Precision::float32;
  try {
    const Vector<double> theta = read(std::string(fuzz::text_of(data + 1, size - 1)), expected, precision);
    require(theta.size() == expected, "there are as many parameters as are expected");
    if (precision == Precision::float32)
      require_round_trip<float>(theta, precision);
    else
      require_round_trip<double>(theta, precision);
  } catch (const DataError&) {
  }
  return 0;
}
