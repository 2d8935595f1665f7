// Arrays as numpy.save writes them: a header that says type and shape, then the numbers (NEP 1, versions 1 to 3). Little-endian
// numbers in C order are read and written, no objects.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/types.h"

namespace lrscope {

/// The kinds of number that an array holds.
enum class NpyNumbers { floats, integers };

/// An array whose header was read. `data` refers to the bytes that were given.
struct NpyArray {
  char kind = 'f';  // f: float; i, u: integers with and without sign
  int width = 8;    // bytes of a number
  std::vector<long long> shape = {};
  std::string_view data = {};

  Index size() const;
  /// Number i in C order.
  double number(Index i) const;
  long long integer(Index i) const;
  /// "element [3, 7]"
  std::string place(Index i) const;
};

bool is_npy(std::string_view bytes);

/// Messages begin with `path`. Throws: DataError for numbers that are not `wanted` (float32 and float64, or integers), for
/// big-endian ones, for a matrix in Fortran order, and for a file that is cut short, longer than its header says, or malformed.
NpyArray read_npy(std::string_view bytes, const std::string& path, NpyNumbers wanted);

/// The bytes of a file of version 1.
std::string npy_bytes(std::span<const double> numbers, const std::vector<Index>& shape);
std::string npy_bytes(std::span<const float> numbers, const std::vector<Index>& shape);

}  // namespace lrscope
