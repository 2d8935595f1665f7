#include "data/parameter_file.h"

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace lrscope {

namespace {

/// The number in `text`, which is a line of the file `path`. Throws: DataError.
double parameter_of(std::string_view text, const std::string& path, long long line, Precision precision) {
  const auto refusal = [&](const std::string& why) {
    return about("--init-from", DataError(path + ":" + std::to_string(line) + ": " + in_quotes(text) + why));
  };
  const auto value = parse_number(text);
  if (!value) throw refusal(" is not a number; --init-from expects one number per line.");
  if (!std::isfinite(*value)) throw refusal(" is not finite; a run must start from finite parameters.");
  if (precision == Precision::float32 && !std::isfinite(static_cast<float>(*value)))
    throw refusal(" does not fit float32 (largest 3.4e38); use --precision float64.");
  return *value;
}

}  // namespace

Vector<double> read_parameters(ByteStream&& stream, Index expected, Precision precision) {
  constexpr std::size_t longest_line = 1 << 16, bytes_a_number = 1 << 10;  // more than anybody writes
  const std::uint64_t longest_file = (1 << 20) + bytes_a_number * static_cast<std::uint64_t>(expected);
  Vector<double> theta(expected);
  Index count = 0;
  long long number = 0;  // of the line
  std::string line;      // which may go on in the next block
  const auto end_line = [&] {
    ++number;
    if (const auto text = trimmed(line); !text.empty()) {
      const double value = parameter_of(text, stream.path(), number, precision);
      if (++count <= expected) theta[count - 1] = value;
    }
    line.clear();
  };
  for (auto block = stream.next(); !block.empty(); block = stream.next()) {
    for (auto end = block.find('\n'); end != std::string_view::npos; end = block.find('\n')) {
      line += block.substr(0, end);
      end_line();
      block.remove_prefix(end + 1);
    }
    line += block;
    if (line.size() > longest_line || stream.taken() > longest_file)
      throw DataError(stream.path(), "this is not a list of " + std::to_string(expected) +
                                         " numbers; --init-from expects one number per line.");
  }
  end_line();
  if (count == expected) return theta;
  throw DataError(stream.path(), "holds " + counted(static_cast<std::size_t>(count), "number") + ", the model has " +
                                     counted(static_cast<std::size_t>(expected), "parameter") +
                                     "; --init-from expects W (out × in, row-major), then b, layer by layer, for the "
                                     "same --hidden, data and --no-bias.");
}

template <Real Scalar>
std::string parameters_text(const Vector<Scalar>& theta) {
  std::string text;
  char digits[64];
  for (const Scalar value : theta) {
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    text.append(digits, end);
    text += '\n';
  }
  return text;
}

template std::string parameters_text(const Vector<float>&);
template std::string parameters_text(const Vector<double>&);

}  // namespace lrscope
