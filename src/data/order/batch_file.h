// --batches: the rows of each step, as text or as an array of numpy.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "data/csv/byte_stream.h"
#include "data/order/given_batches.h"

namespace lrscope {

/// As text: a line is a step, its row numbers stand between blanks or commas, what follows # is a comment. As .npy: whole
/// numbers, steps × rows. Throws: IoError; DataError for what is no row number, for a step without rows, and for no step.
std::shared_ptr<const GivenBatches> read_batches(ByteStream&& stream);

/// As text that read_batches() reads.
std::string batches_text(const GivenBatches& batches);
/// A line of that: a step.
std::string batch_line(std::span<const int> rows);

}  // namespace lrscope
