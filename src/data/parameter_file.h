// θ as text, one number a line in shortest round-trip digits, in the order of nn/layout.h: --save-init and --init-from.
#pragma once

#include <string>

#include "data/csv/byte_stream.h"
#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// Throws: IoError; DataError for text that is not a finite number of that precision (with its line) or a count other
/// than `expected`. Keeps no more numbers than that.
Vector<double> read_parameters(ByteStream&& stream, Index expected, Precision precision);

/// The digits are those of the precision: a float prints as the shortest text that reads back as that float.
template <Real Scalar>
std::string parameters_text(const Vector<Scalar>& theta);

}  // namespace lrscope
