#include "lrscope/dataset.h"

#include <algorithm>
#include <iterator>

namespace lrscope {

void LineNumbers::push_back(long long line) {
  if (size_ == 0 || line != stretches_.back().line + static_cast<long long>(size_ - stretches_.back().row))
    stretches_.push_back({size_, line});
  ++size_;
}

long long LineNumbers::operator[](std::size_t row) const {
  const auto above = std::upper_bound(stretches_.begin(), stretches_.end(), row,
                                      [](std::size_t wanted, const Stretch& s) { return wanted < s.row; });
  const Stretch& here = *std::prev(above);
  return here.line + static_cast<long long>(row - here.row);
}

}  // namespace lrscope
