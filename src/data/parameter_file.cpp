#include "lrscope/data/parameter_file.h"

#include <charconv>
#include <cmath>
#include <vector>

#include "lrscope/core/text.h"
#include "lrscope/data/source.h"

namespace lrscope {

Vector<double> read_parameters(const std::string& path, Index expected, Precision precision) {
  const Source source = read_source(path);
  std::vector<double> values;
  const auto lines = split(source.bytes, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view text = trimmed(lines[i]);
    if (text.empty()) continue;
    const auto value = parse_number(text);
    const std::string where = source.path + ":" + std::to_string(i + 1) + ": ";
    if (!value)
      throw DataError(where + in_quotes(text) + " is not a number; --init-from wants one number a line.");
    if (!std::isfinite(*value))
      throw DataError(where + in_quotes(text) + " is not finite; a run must start from finite parameters.");
    if (precision == Precision::float32 && !std::isfinite(static_cast<float>(*value)))
      throw DataError(where + in_quotes(text) +
                      " does not fit float32 (largest 3.4e38); use --precision float64.");
    values.push_back(*value);
  }
  if (static_cast<Index>(values.size()) != expected)
    throw DataError(source.path + ": holds " + counted(values.size(), "number") + ", the model has " +
                    counted(static_cast<std::size_t>(expected), "parameter") +
                    "; --init-from wants W (out × in, row-major) then b, layer by "
                    "layer, for the same --hidden, data and --no-bias.");
  return Eigen::Map<const Vector<double>>(values.data(), expected);
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
