// What the fuzz targets have in common. A target is one file that defines
//
//   extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
//
// It must hold for every input: not to crash is the least, `require` what else is true of the result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace lrscope::fuzz {

/// Ends the process where an invariant does not hold.
inline void require(bool holds, const char* invariant) {
  if (holds) return;
  static_cast<void>(std::fprintf(stderr, "broken: %s\n", invariant));
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace lrscope::fuzz
