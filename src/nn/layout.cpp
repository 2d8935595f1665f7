#include "nn/layout.h"

namespace lrscope {

Layout::Layout(const std::vector<Index>& widths, bool has_bias) : has_bias_(has_bias) {
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    const Index weight = parameters_;
    const Index bias = weight + widths[l] * widths[l + 1];
    layers_.push_back({widths[l], widths[l + 1], weight, bias});
    parameters_ = bias + (has_bias ? widths[l + 1] : 0);
  }
}

std::vector<ParameterBlock> Layout::blocks() const {
  std::vector<ParameterBlock> blocks;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    const int number = static_cast<int>(l) + 1;
    blocks.push_back({number, "weight", layer.weight, layer.outputs, layer.inputs});
    if (has_bias_) blocks.push_back({number, "bias", layer.bias, layer.outputs, 1});
  }
  return blocks;
}

}  // namespace lrscope
