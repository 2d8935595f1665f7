// The summary in words, below a table of runs. Every number is a field of the summary or of a run that it names.
#pragma once

#include <string>

#include "lrscope/records.h"

namespace lrscope {

/// How one run failed, in a sentence.
std::string story_of(const RunRecord& run);

/// Where a run first produced a number that is not finite, in a sentence.
std::string place_sentence(const NonfiniteAt& place);

/// Digits of the learning rates in tables.
int lr_digits(const BeginRecord& begin);

/// " over 100 of 442 rows", or "" where the sharpness is measured on all.
std::string sharpness_rows(const BeginRecord& begin);

/// Paragraphs, each with a title of one word.
std::string summary_text(const BeginRecord& begin, const Summary& summary);

}  // namespace lrscope
