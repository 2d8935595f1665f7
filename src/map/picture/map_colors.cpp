#include "map/picture/map_colors.h"

#include <algorithm>
#include <cmath>

namespace lrscope {
namespace {

/// From dark to pale in even steps of lightness (OKLab). With colour blindness, too, no flame equals another shade.
constexpr std::array<std::uint32_t, 9> blues = {0x101855, 0x162b79, 0x19419f, 0x225bbb, 0x3676ce,
                                                0x4d92df, 0x6eadea, 0x92c7f4, 0xb8e1fe};
constexpr std::array<std::uint32_t, 9> violets = {0x390e55, 0x521d73, 0x6c2c92, 0x883cb3, 0x9f59c5,
                                                  0xb378d4, 0xc795e2, 0xdbb3f1, 0xefd1fe};
constexpr std::array<std::uint32_t, 9> greens = {0x002a1d, 0x00402e, 0x135743, 0x2e6e58, 0x47866f,
                                                 0x5f9e86, 0x77b79f, 0x90d1b7, 0xaaebd1};
constexpr std::array<std::uint32_t, 9> greys = {0x4c4d4f, 0x5c5d5f, 0x6c6d70, 0x7c7e80, 0x8e8f92,
                                                0x9fa1a3, 0xb1b3b5, 0xc3c5c7, 0xd6d7da};
constexpr std::array<std::uint32_t, 9> flames = {0x4b0519, 0x73031a, 0x9d0104, 0xb53800, 0xcb5d05,
                                                 0xe17e03, 0xf3a121, 0xf7c964, 0xfdec9e};

constexpr std::size_t shades = 1024;
using Ramp = std::array<Color, shades>;

Ramp ramp_between(const std::array<std::uint32_t, 9>& stops) {
  Ramp ramp;
  for (std::size_t i = 0; i < shades; ++i) {
    const std::size_t at = i * 8, from = std::min<std::size_t>(at / (shades - 1), 7);
    const std::size_t rest = at - from * (shades - 1);
    const auto channel = [&](int shift) {
      const std::size_t a = stops[from] >> shift & 255, b = stops[from + 1] >> shift & 255;
      return static_cast<std::uint8_t>((a * (shades - 1 - rest) + b * rest + (shades - 1) / 2) / (shades - 1));
    };
    ramp[i] = {channel(16), channel(8), channel(0)};
  }
  return ramp;
}

const Ramp& ramp_of(Outcome outcome) {
  static const std::array<Ramp, 6> ramps = {ramp_between(blues), ramp_between(violets), ramp_between(greens),
                                            ramp_between(greys), ramp_between(flames),  ramp_between(flames)};
  return ramps[static_cast<std::size_t>(outcome)];
}

}  // namespace

MapColors::MapColors(const MapPicture& picture) : picture_(picture) {
  for (const std::uint8_t outcome : picture.cells.outcome)
    ++(outcome == MapCells::unknown ? counts_.back() : counts_[outcome]);
  if (picture.coloring == MapColoring::equalized)
    for (const bool failed : {false, true}) quantiles_[failed] = sample(failed);
}

/// At most a million scores of the family, thinned to some thousands: finer than the palette, and quickly searched.
std::vector<float> MapColors::sample(bool failed) const {
  constexpr std::int64_t most = 1 << 20;
  constexpr std::size_t kept = 4096;
  std::int64_t members = 0;
  for (std::size_t i = 0; i + 1 < counts_.size(); ++i)
    if (has_failed(static_cast<Outcome>(i)) == failed) members += counts_[i];
  const std::int64_t stride = members <= most ? 1 : (members / most) | 1;  // odd: columns differ row by row
  std::vector<float> scores;
  std::int64_t member = 0;
  for (std::size_t cell = 0; cell < picture_.cells.outcome.size(); ++cell) {
    if (!picture_.cells.is_known(cell) || picture_.cells.is_failed(cell) != failed) continue;
    const float score = picture_.cells.score[cell];
    if (member++ % stride == 0 && !std::isnan(score)) scores.push_back(score);
  }
  std::sort(scores.begin(), scores.end());
  if (scores.size() <= kept) return scores;
  std::vector<float> thinned(kept);
  for (std::size_t i = 0; i < kept; ++i) thinned[i] = scores[i * (scores.size() - 1) / (kept - 1)];
  return thinned;
}

double MapColors::share(std::size_t cell) const {
  const double score = picture_.cells.score[cell];
  const bool failed = picture_.cells.is_failed(cell);
  if (std::isnan(score)) return 1;
  if (picture_.coloring == MapColoring::absolute) {
    if (!failed) return std::clamp(score, 0.0, 1.0);
    const double most = std::log1p(static_cast<double>(std::max<std::int64_t>(picture_.max_steps, 1)));
    return std::clamp(std::log1p(std::max(score, 0.0)) / most, 0.0, 1.0);
  }
  const std::vector<float>& ranked = quantiles_[failed];
  if (ranked.size() < 2) return 0.5;
  const auto [low, high] = std::equal_range(ranked.begin(), ranked.end(), picture_.cells.score[cell]);
  // The middle rank of equal scores; of one between two that were kept, half way.
  const double rank = static_cast<double>((low - ranked.begin()) + (high - ranked.begin()) - 1) / 2;
  return std::clamp(rank / static_cast<double>(ranked.size() - 1), 0.0, 1.0);
}

Color MapColors::of(std::size_t cell) const {
  return shade(static_cast<Outcome>(picture_.cells.outcome[cell]), share(cell));
}

Color MapColors::shade(Outcome outcome, double share) {
  return ramp_of(outcome)[static_cast<std::size_t>(std::lround(share * (shades - 1)))];
}

}  // namespace lrscope
