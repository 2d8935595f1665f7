// The syntax of a list of values: learning rates and seeds.
//
//   1e-4,1e-3        two values                 log:1e-6:1:25   25 values, evenly spaced in the logarithm
//   dec:1e-6:1:4     4 values per decade        lin:.01:.2:20   20 values, evenly spaced
//   @file            one value a line, '#' starts a comment
//   auto             the boundary, to 1 %   auto:.002            the boundary, to 0.2 %
//
// Always values, never exponents. Both ends are included and bit-exact. Tokens mix with commas.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lrscope {

/// Of `auto`.
inline constexpr double default_boundary_tolerance = 0.01;
/// Wider than the rounding of float32, narrower than one doubling.
inline constexpr double least_tolerance = 1e-6, most_tolerance = 1;

/// The value of --lr: learning rates, a search for the divergence boundary, or both.
struct LearningRates {
  std::string text;                          // as typed
  std::vector<double> values;                // in the order given, without repetitions
  std::optional<double> boundary_tolerance;  // of `auto`: the bracket's upper end / lower end − 1
  std::vector<std::string> files;            // of @file

  /// The only value. Throws: UsageError, "… `command` takes one learning rate" and then `advice`, if there are several
  /// or none.
  double one(std::string_view command, std::string_view advice) const;
};

/// Throws: UsageError for anything that is not a positive finite rate, with the right form; IoError for @file.
LearningRates parse_learning_rates(std::string_view text);

/// Seeds: "0..4" (both ends included), "1,5,9", or a mixture, without repetitions. Throws: UsageError.
std::vector<std::uint64_t> parse_seeds(std::string_view text);

}  // namespace lrscope
