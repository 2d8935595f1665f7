#include "base/random.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace lrscope {

std::array<std::uint64_t, 2> Random::block(std::uint64_t index) const {
  const r123::Philox4x32::ctr_type counter = {
      {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), stream_, substream_}};
  const r123::Philox4x32::key_type key = {{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
  const auto words = r123::Philox4x32{}(counter, key);
  const auto join = [](std::uint32_t low, std::uint32_t high) { return low | (std::uint64_t{high} << 32); };
  return {join(words[0], words[1]), join(words[2], words[3])};
}

double Random::normal(std::uint64_t index) const {
  const auto [first, second] = block(index);
  const double radius = std::sqrt(-2 * std::log(1 - to_unit(first)));  // 1 − u is in (0, 1]
  return radius * std::cos(2 * std::numbers::pi * to_unit(second));
}

std::uint64_t Random::below(std::uint64_t bound, std::uint64_t index) const {
  // The high word of a 64×64 product, by 32-bit halves: __int128 is not ISO C++.
  const std::uint64_t word = bits(index);
  const std::uint64_t low = (word & 0xffffffffu) * (bound & 0xffffffffu);
  const std::uint64_t middle_1 = (word >> 32) * (bound & 0xffffffffu) + (low >> 32);
  const std::uint64_t middle_2 = (word & 0xffffffffu) * (bound >> 32) + (middle_1 & 0xffffffffu);
  return (word >> 32) * (bound >> 32) + (middle_1 >> 32) + (middle_2 >> 32);
}

}  // namespace lrscope
