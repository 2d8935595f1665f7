// A spectrum as text, in every format. It comes in one piece, so this is a function where runs and steps have
// a Sink.
#pragma once

#include <string>
#include <string_view>

#include "lrscope/record/spectrum.h"
#include "lrscope/sink/sink.h"

namespace lrscope {

/// Which records become rows of csv, tsv or markdown. The table and jsonl show all of them.
enum class SpectrumRows { eigenvalues, density, shares, spectrum };

/// Throws: UsageError with the names.
SpectrumRows parse_spectrum_rows(std::string_view name);

std::string spectrum_text(Format format, const BeginRecord& begin, const SpectrumResult& result,
                          SpectrumRows rows);

}  // namespace lrscope
