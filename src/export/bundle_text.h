// The files of an export that people read. Private to this folder.
#pragma once

#include <string>

#include "lrscope/dataset.h"
#include "nn/layout.h"

namespace lrscope {

/// A row for each column of inputs.npy and targets.npy, which holds the last `outputs` targets: where it comes from, and how
/// its numbers came about.
std::string columns_csv(const Dataset& data, double target_scale, Index outputs);
/// layer, name, offset, rows, columns of each tensor in θ.
std::string layout_csv(const Layout& layout);
/// The line of the data file of each row.
std::string lines_text(const LineNumbers& lines);

}  // namespace lrscope
