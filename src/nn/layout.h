// The places of the layers inside the flat parameter vector θ: layer by layer, W (out × in, row-major) then b (out),
// the order of torch.nn.utils.parameters_to_vector on nn.Sequential(Linear, activation, Linear, …).
#pragma once

#include <vector>

#include "lrscope/run_spec.h"
#include "lrscope/tensor_view.h"
#include "lrscope/types.h"

namespace lrscope {

struct Layer {
  Index inputs;
  Index outputs;
  Index weight;  // offset of W in θ
  Index bias;    // offset of b in θ; unused without biases
};

class Layout {
 public:
  /// `widths`: features, hidden layers …, outputs. Requires: at least two, all positive.
  Layout(const std::vector<Index>& widths, bool has_bias) : has_bias_(has_bias) {
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
      const Index weight = parameters_;
      const Index bias = weight + widths[l] * widths[l + 1];
      layers_.push_back({widths[l], widths[l + 1], weight, bias});
      parameters_ = bias + (has_bias ? widths[l + 1] : 0);
    }
  }

  const std::vector<Layer>& layers() const { return layers_; }
  bool has_bias() const { return has_bias_; }
  Index parameters() const { return parameters_; }

  std::vector<ParameterBlock> blocks() const {
    std::vector<ParameterBlock> blocks;
    int number = 0;
    for (const Layer& layer : layers_) {
      blocks.push_back({++number, "weight", layer.weight, layer.outputs, layer.inputs});
      if (has_bias_) blocks.push_back({number, "bias", layer.bias, layer.outputs, 1});
    }
    return blocks;
  }

 private:
  std::vector<Layer> layers_;
  bool has_bias_;
  Index parameters_ = 0;
};

/// Of a network between so many features and outputs.
inline Layout layout_of(const ModelSpec& spec, Index features, Index outputs) {
  std::vector<Index> widths = {features};
  widths.insert(widths.end(), spec.hidden.begin(), spec.hidden.end());
  widths.push_back(outputs);
  return Layout(widths, spec.bias);
}

}  // namespace lrscope
