#include "optim/parameter_scale.h"

#include <algorithm>

namespace lrscope {

std::vector<ParameterScale> parameter_scales(const std::vector<ParameterBlock>& layout,
                                             const std::vector<LayerRate>& rates,
                                             const std::vector<double>& deviations) {
  std::vector<ParameterScale> scales;
  for (const ParameterBlock& block : layout) {
    ParameterScale scale{block.offset, block.rows * block.cols, 1, std::nullopt};
    if (!deviations.empty() && block.name == "weight")
      scale.sigma = deviations.at(static_cast<std::size_t>(block.layer) - 1);
    const auto own = std::ranges::find(rates, block.layer, &LayerRate::layer);
    if (own != rates.end()) scale.rate = own->rate;
    scales.push_back(scale);
  }
  const auto is_plain = [](const ParameterScale& scale) { return scale.sigma == 1 && !scale.rate; };
  if (std::ranges::all_of(scales, is_plain)) scales.clear();
  return scales;
}

}  // namespace lrscope
