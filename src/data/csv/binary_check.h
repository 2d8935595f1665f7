// Refuses what is no text. Private to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lrscope {

/// Sees every block of a file once, in order.
class BinaryCheck {
 public:
  /// Throws: DataError for a control character in the first 4 kB, and for NUL anywhere.
  void operator()(std::string_view block, const std::string& path);

  /// That on which the next block begins, from 1.
  long long line() const { return lines_ + 1; }

 private:
  std::uint64_t seen_ = 0;
  long long lines_ = 0;
};

}  // namespace lrscope
