// θ as text, one number a line in shortest round-trip digits, in the order of nn/layout.h: --save-init and --init-from, which
// reads numpy's .npy as well.
#pragma once

#include <string>

#include "data/csv/byte_stream.h"
#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// Of text, or of an array of numpy in C order, whatever its shape. `shapes`: the tensors of the model, for messages. Throws:
/// IoError; DataError for what is not a finite number of that precision (with its place) or a count other than `expected`.
/// Keeps no more numbers of text than that.
Vector<double> read_parameters(ByteStream&& stream, Index expected, Precision precision,
                               const std::string& shapes = {});

/// The digits are those of the precision: a float prints as the shortest text that reads back as that float.
template <Real Scalar>
std::string parameters_text(const Vector<Scalar>& theta);

}  // namespace lrscope
