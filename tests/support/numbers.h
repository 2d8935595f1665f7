// Uniform and nearly normal numbers from the raw bits of a Mersenne Twister, by sums and products: exact on every
// machine.
#pragma once

#include <cstdint>
#include <random>

namespace lrscope::test {

class Numbers {
 public:
  explicit Numbers(std::uint32_t seed) : bits_(seed) {}

  double uniform() { return static_cast<double>(bits_()) / 4294967296.0; }
  double between(double low, double high) { return low + (high - low) * uniform(); }

  /// Sum of twelve uniform numbers, minus its mean: variance 1.
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }

  int below(int end) { return static_cast<int>(uniform() * end); }

 private:
  std::mt19937 bits_;
};

}  // namespace lrscope::test
