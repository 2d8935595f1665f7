#include "data/parameter_file.h"

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "data/npy/npy.h"

namespace lrscope {

namespace {

/// `what` stands at `place`. Throws: DataError unless it may be a parameter.
void require_parameter(double value, const std::string& place, std::string_view what, Precision precision) {
  const auto refusal = [&](const std::string& why) {
    return about("--init-from", DataError(place + ": " + in_quotes(what) + why));
  };
  if (!std::isfinite(value)) throw refusal(" is not finite; a run must start from finite parameters.");
  if (precision == Precision::float32 && !std::isfinite(static_cast<float>(value)))
    throw refusal(" does not fit float32 (largest 3.4e38); use --precision float64.");
}

/// The number in `text`, which is a line of the file `path`. Throws: DataError.
double parameter_of(std::string_view text, const std::string& path, long long line, Precision precision) {
  const std::string place = path + ":" + std::to_string(line);
  const auto value = parse_number(text);
  if (!value)
    throw about("--init-from", DataError(place + ": " + in_quotes(text) +
                                         " is not a number; --init-from expects one number per line."));
  require_parameter(*value, place, text, precision);
  return *value;
}

/// Throws: DataError unless there are as many numbers as expected.
void require_count(const std::string& path, Index count, Index expected, const std::string& shapes) {
  if (count == expected) return;
  throw DataError(path, "holds " + counted(static_cast<std::size_t>(count), "number") + ", the model has " +
                            counted(static_cast<std::size_t>(expected), "parameter") +
                            (shapes.empty() ? "" : " (" + shapes + ")") +
                            "; --init-from expects W (out × in, row-major), then b, layer by layer, for the "
                            "same --hidden, data and --no-bias.");
}

Vector<double> parameters_of(const NpyArray& array, const std::string& path, Index expected, Precision precision,
                             const std::string& shapes) {
  require_count(path, array.size(), expected, shapes);
  Vector<double> theta(expected);
  for (Index i = 0; i < expected; ++i) {
    theta[i] = array.number(i);
    require_parameter(theta[i], path + ": " + array.place(i), number_text(theta[i]), precision);
  }
  return theta;
}

}  // namespace

Vector<double> read_parameters(ByteStream&& stream, Index expected, Precision precision, const std::string& shapes) {
  constexpr std::size_t longest_line = 1 << 16, bytes_a_number = 1 << 10;  // more than anybody writes
  const std::uint64_t longest_file = (1 << 20) + bytes_a_number * static_cast<std::uint64_t>(expected);
  const auto require_length = [&](std::size_t line) {
    if (line > longest_line || stream.taken() > longest_file)
      throw DataError(stream.path(), "this is not a list of " + std::to_string(expected) +
                                         " numbers; --init-from expects one number per line, or a .npy file.");
  };
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
  auto block = stream.next();
  if (is_npy(block)) {
    std::string bytes;
    for (; !block.empty(); block = stream.next()) {
      bytes += block;
      require_length(0);
    }
    return parameters_of(read_npy(bytes, stream.path(), NpyNumbers::floats), stream.path(), expected, precision,
                         shapes);
  }
  for (; !block.empty(); block = stream.next()) {
    for (auto end = block.find('\n'); end != std::string_view::npos; end = block.find('\n')) {
      line += block.substr(0, end);
      end_line();
      block.remove_prefix(end + 1);
    }
    line += block;
    require_length(line.size());
  }
  end_line();
  require_count(stream.path(), count, expected, shapes);
  return theta;
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
