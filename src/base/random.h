// Random numbers as a pure function of (seed, stream, index), so that runs are reproducible for any number of threads:
// Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011). `std::` distributions differ between standard libraries and are not
// used.
#pragma once

#include <array>
#include <cstdint>

namespace lrscope {

/// The use of a stream of numbers; streams of one seed are independent of each other.
enum class Stream : std::uint32_t {
  initial_weights = 1,
  initial_biases = 2,
  batch_order = 3,
  directions = 4,   // of eigenvalue and trace estimates
  row_subset = 5,   // --sharpness-rows
  holdout = 6,      // --holdout
  batch_draws = 7,  // --sampling replacement
};

class Random {
 public:
  /// `substream` separates, say, the epochs of one batch order.
  Random(std::uint64_t seed, Stream stream, std::uint32_t substream = 0)
      : seed_(seed), stream_(static_cast<std::uint32_t>(stream)), substream_(substream) {}

  /// 64 random bits, number `index` of this stream.
  std::uint64_t bits(std::uint64_t index) const { return block(index)[0]; }

  /// Uniform on [0, 1), a multiple of 2⁻⁵³.
  double uniform(std::uint64_t index) const { return to_unit(block(index)[0]); }

  /// Standard normal, by the Box–Muller transform of the two words of one block.
  double normal(std::uint64_t index) const;

  /// Uniform on 0 … bound−1. Requires: bound > 0. Bias below bound/2⁶⁴.
  std::uint64_t below(std::uint64_t bound, std::uint64_t index) const;

 private:
  static double to_unit(std::uint64_t word) { return static_cast<double>(word >> 11) * 0x1p-53; }
  std::array<std::uint64_t, 2> block(std::uint64_t index) const;

  std::uint64_t seed_;
  std::uint32_t stream_;
  std::uint32_t substream_;
};

}  // namespace lrscope
