#include "spec/spectrum_spec.h"

#include <vector>

#include "spec/knob_rows.h"

namespace lrscope {

template <>
std::span<const Knob<SpectrumSpec>> knobs<SpectrumSpec>() {
  using namespace knob_rows;
  constexpr std::string_view spectrum = "Spectrum";
  constexpr Range probes{"a whole number from 1 to 100000", 1, 1e5};
  static const std::vector<Knob<SpectrumSpec>> table = {
      number<SpectrumSpec>("at-step", "N", spectrum, count_or_zero,
                           "measure at θ_N, after N steps of the run with --lr", member(&SpectrumSpec::at_step)),
      number<SpectrumSpec>("probes", "N", spectrum, probes,
                           "random vectors that trace and density are estimated with (default: 16; with 1000 "
                           "parameters or fewer both are exact instead)",
                           member(&SpectrumSpec::probes)),
      number<SpectrumSpec>("lanczos-steps", "M", spectrum, probes,
                           "products for each of them (default: 80, at most the number of parameters)",
                           member(&SpectrumSpec::lanczos_steps)),
  };
  return table;
}

}  // namespace lrscope
