// The places of the layers inside the flat parameter vector θ: layer by layer, W (out × in, row-major) then b (out),
// the order of torch.nn.utils.parameters_to_vector on nn.Sequential(Linear, activation, Linear, …).
#pragma once

#include <vector>

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
  Layout(const std::vector<Index>& widths, bool has_bias);

  const std::vector<Layer>& layers() const { return layers_; }
  bool has_bias() const { return has_bias_; }
  Index parameters() const { return parameters_; }
  std::vector<ParameterBlock> blocks() const;

 private:
  std::vector<Layer> layers_;
  bool has_bias_;
  Index parameters_ = 0;
};

}  // namespace lrscope
