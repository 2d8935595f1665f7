#include "data/npy/npy.h"

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>
#include <limits>
#include <optional>

#include "base/text.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are");

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t begin_of_length = 8;  // behind the magic bytes and the version

/// The text behind 'key': in a header, up to the next comma outside of brackets.
std::optional<std::string> value_of(std::string_view header, const std::string& key) {
  const auto at = header.find("'" + key + "':");
  if (at == std::string_view::npos) return std::nullopt;
  header.remove_prefix(at + key.size() + 3);
  int depth = 0;
  std::string value;
  for (const char c : header) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth < 0 || c == '}' || (c == ',' && depth == 0)) break;
    value += c;
  }
  return std::string(trimmed(value));
}

/// Of "(3, 4)", "(7,)" and "()".
std::optional<std::vector<long long>> shape_of(std::string_view text) {
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return std::nullopt;
  std::vector<long long> shape;
  for (const std::string& part : split(text.substr(1, text.size() - 2), ',')) {
    if (trimmed(part).empty()) continue;
    const auto size = parse_integer(trimmed(part));
    if (!size || *size < 0) return std::nullopt;
    shape.push_back(*size);
  }
  return shape;
}

/// Numbers of an array of that shape; nothing if no memory could hold them.
std::optional<long long> count_of(const std::vector<long long>& shape) {
  constexpr long long most = 1'000'000'000'000;
  long long count = 1;
  for (const long long size : shape) {
    if (size > 0 && count > most / size) return std::nullopt;
    count *= size;
  }
  return count;
}

/// The header's text; the bytes behind it stay in `bytes`. Nothing if the file ends before.
std::optional<std::string> take_header(std::string_view& bytes) {
  const bool is_first = bytes.size() > magic.size() && bytes[magic.size()] == 1;
  const std::size_t width = is_first ? 2 : 4;
  if (bytes.size() < begin_of_length + width) return std::nullopt;
  std::uint32_t length = 0;
  std::memcpy(&length, bytes.data() + begin_of_length, width);
  bytes.remove_prefix(begin_of_length + width);
  if (bytes.size() < length) return std::nullopt;
  std::string header(bytes.substr(0, length));
  bytes.remove_prefix(length);
  return header;
}

template <class T>
T number_at(std::string_view data, Index i) {
  T value;
  std::memcpy(&value, data.data() + static_cast<std::size_t>(i) * sizeof value, sizeof value);
  return value;
}

bool is_wanted(const NpyArray& array, NpyNumbers wanted) {
  const bool is_whole = array.width == 1 || array.width == 2 || array.width == 4 || array.width == 8;
  if (wanted == NpyNumbers::integers) return (array.kind == 'i' || array.kind == 'u') && is_whole;
  return array.kind == 'f' && (array.width == 4 || array.width == 8);
}

template <std::floating_point T>
std::string bytes_of(std::span<const T> numbers, const std::vector<Index>& shape) {
  std::string sizes;
  for (const Index size : shape) sizes += std::to_string(size) + (shape.size() == 1 ? "," : ", ");
  if (shape.size() > 1) sizes.resize(sizes.size() - 2);
  std::string header =
      "{'descr': '<f" + std::to_string(sizeof(T)) + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
  constexpr std::size_t alignment = 64, before = begin_of_length + 2;
  header.append(alignment - 1 - (before + header.size()) % alignment, ' ');
  header += '\n';
  std::string bytes(magic);
  bytes += '\x01';
  bytes += '\x00';
  bytes += static_cast<char>(header.size() & 0xff);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes());
  return bytes;
}

}  // namespace

Index NpyArray::size() const { return static_cast<Index>(count_of(shape).value_or(0)); }

double NpyArray::number(Index i) const {
  return width == 4 ? static_cast<double>(number_at<float>(data, i)) : number_at<double>(data, i);
}

long long NpyArray::integer(Index i) const {
  const bool has_sign = kind == 'i';
  switch (width) {
    case 1:
      return has_sign ? number_at<std::int8_t>(data, i) : number_at<std::uint8_t>(data, i);
    case 2:
      return has_sign ? number_at<std::int16_t>(data, i) : number_at<std::uint16_t>(data, i);
    case 4:
      return has_sign ? number_at<std::int32_t>(data, i) : number_at<std::uint32_t>(data, i);
    default:
      break;
  }
  if (has_sign) return number_at<std::int64_t>(data, i);
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<long long>::max());
  return static_cast<long long>(std::min(number_at<std::uint64_t>(data, i), most));
}

std::string NpyArray::place(Index i) const {
  std::vector<std::string> indices(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0; i /= shape[axis]) indices[axis] = std::to_string(i % shape[axis]);
  return "element [" + join(indices, ", ") + "]";
}

bool is_npy(std::string_view bytes) { return bytes.starts_with(magic); }

NpyArray read_npy(std::string_view bytes, const std::string& path, NpyNumbers wanted) {
  const auto header = take_header(bytes);
  if (!header) throw DataError(path, "this .npy file is cut short: it ends in its header; write it again.");
  const auto type = value_of(*header, "descr"), order = value_of(*header, "fortran_order");
  const auto sizes = value_of(*header, "shape");
  const auto shape = sizes ? shape_of(*sizes) : std::nullopt;
  const auto count = shape ? count_of(*shape) : std::nullopt;
  if (!type || !order || !count)
    throw DataError(path, "the header of this .npy file is not one that numpy writes; save the array with numpy.save.");
  const std::string plain = type->size() > 2 ? type->substr(1, type->size() - 2) : *type;  // without quotes
  const long long width = plain.size() == 3 ? parse_integer(plain.substr(2)).value_or(0) : 0;
  NpyArray array{.kind = plain.size() > 1 ? plain[1] : '?', .width = static_cast<int>(width)};
  const bool is_little = plain.starts_with('<') || (plain.starts_with('|') && array.width == 1);
  if (!is_little || !is_wanted(array, wanted))
    throw DataError(path, "holds numbers of type " + in_quotes(plain) + "; " +
                              (wanted == NpyNumbers::floats
                                   ? "expected little-endian float32 ('<f4') or float64 ('<f8'): save "
                                     "a.astype('<f8')."
                                   : "expected little-endian integers such as '<i8': save a.astype('<i8')."));
  if (*order != "False" && shape->size() > 1)
    throw DataError(path, "the array is in Fortran order (columns first); save numpy.ascontiguousarray(a).");
  const auto size = static_cast<std::size_t>(*count) * static_cast<std::size_t>(array.width);
  if (bytes.size() != size)
    throw DataError(path, "this .npy file is " + std::string(bytes.size() < size ? "cut short" : "too long") +
                              ": shape " + *sizes + " needs " + std::to_string(size) +
                              " bytes behind the header, it has " + std::to_string(bytes.size()) + "; write it again.");
  array.shape = *shape;
  array.data = bytes;
  return array;
}

std::string npy_bytes(std::span<const double> numbers, const std::vector<Index>& shape) {
  return bytes_of(numbers, shape);
}
std::string npy_bytes(std::span<const float> numbers, const std::vector<Index>& shape) {
  return bytes_of(numbers, shape);
}

}  // namespace lrscope
