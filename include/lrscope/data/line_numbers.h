// On which line of the file each row begins: an ascending list that costs next to nothing where one row
// follows the other.
#pragma once

#include <cstddef>
#include <vector>

namespace lrscope {

class LineNumbers {
 public:
  /// Requires: above the line that was added before.
  void push_back(long long line);
  long long operator[](std::size_t row) const;
  std::size_t size() const { return size_; }

 private:
  /// Rows from `row` on stand on `line`, line + 1, …
  struct Stretch {
    std::size_t row;
    long long line;
  };
  std::vector<Stretch> stretches_;
  std::size_t size_ = 0;
};

}  // namespace lrscope
