// θ as text, one number a line in shortest round-trip digits: --save-init and --init-from.
//
// Order: layer by layer, W (out × in, row-major) then b. That is the order of
// torch.nn.utils.parameters_to_vector on nn.Sequential(Linear, activation, Linear, …).
#pragma once

#include <string>

#include "data/csv/byte_stream.h"
#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// Throws: IoError; DataError for text that is not a finite number of that precision (with its line) or a
/// count other than `expected`, of which no more are kept.
Vector<double> read_parameters(const std::string& path, Index expected, Precision precision);
Vector<double> read_parameters(ByteStream& stream, Index expected, Precision precision);

/// The digits are those of the precision: a float prints as the shortest text that reads back as that float.
template <Real Scalar>
std::string parameters_text(const Vector<Scalar>& theta);

}  // namespace lrscope
