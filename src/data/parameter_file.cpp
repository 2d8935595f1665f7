#include "data/parameter_file.h"

#include <charconv>
#include <cmath>
#include <vector>

#include "base/text.h"

namespace lrscope {

namespace {

/// Reads numbers line by line; keeps no more than are wanted.
class ParameterReader {
 public:
  ParameterReader(const std::string& path, Index expected, Precision precision)
      : path_(path), expected_(expected), precision_(precision) {
    values_.reserve(static_cast<std::size_t>(expected));
  }

  /// Throws: DataError.
  void add_line(std::string_view line) {
    ++line_;
    const std::string_view text = trimmed(line);
    if (text.empty()) return;
    const auto value = parse_number(text);
    const auto refusal = [&](const std::string& why) {
      const std::string where = path_ + ":" + std::to_string(line_) + ": ";
      return about("--init-from", DataError(where + in_quotes(text) + why));
    };
    if (!value) throw refusal(" is not a number; --init-from wants one number a line.");
    if (!std::isfinite(*value)) throw refusal(" is not finite; a run must start from finite parameters.");
    if (precision_ == Precision::float32 && !std::isfinite(static_cast<float>(*value)))
      throw refusal(" does not fit float32 (largest 3.4e38); use --precision float64.");
    if (++count_ <= static_cast<std::size_t>(expected_)) values_.push_back(*value);
  }

  Vector<double> take() {
    if (count_ == static_cast<std::size_t>(expected_))
      return Eigen::Map<const Vector<double>>(values_.data(), expected_);
    throw DataError(path_, "holds " + counted(count_, "number") + ", the model has " +
                               counted(static_cast<std::size_t>(expected_), "parameter") +
                               "; --init-from wants W (out × in, row-major) then b, layer by layer, for the same "
                               "--hidden, data and --no-bias.");
  }

 private:
  std::string path_;
  Index expected_;
  Precision precision_;
  std::vector<double> values_;  // no more than are expected
  std::size_t count_ = 0;
  long long line_ = 0;
};

}  // namespace

Vector<double> read_parameters(ByteStream& stream, Index expected, Precision precision) {
  constexpr std::size_t longest_line = 1 << 16, bytes_a_number = 1 << 10;  // more than anybody writes
  const std::uint64_t longest_file = (1 << 20) + bytes_a_number * static_cast<std::uint64_t>(expected);
  ParameterReader reader(stream.path(), expected, precision);
  std::string rest;  // of the block before: a line that goes on
  for (auto block = stream.next(); !block.empty(); block = stream.next()) {
    for (auto end = block.find('\n'); end != std::string_view::npos; end = block.find('\n')) {
      rest += block.substr(0, end);
      reader.add_line(rest);
      rest.clear();
      block.remove_prefix(end + 1);
    }
    rest += block;
    if (rest.size() > longest_line || stream.taken() > longest_file)
      throw DataError(stream.path(), "this is no list of " + std::to_string(expected) +
                                         " numbers; --init-from wants one number a line.");
  }
  reader.add_line(rest);
  return reader.take();
}

Vector<double> read_parameters(const std::string& path, Index expected, Precision precision) {
  ByteStream stream(path);
  return read_parameters(stream, expected, precision);
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
