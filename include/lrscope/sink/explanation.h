// An explanation as text, in every format. It comes in one piece, so this is a function where runs and steps
// have a Sink.
#pragma once

#include <string>
#include <string_view>

#include "lrscope/record/explanation.h"
#include "lrscope/sink/sink.h"

namespace lrscope {

/// Which records become rows of csv, tsv or markdown. The table tells all of them, jsonl holds all.
enum class ExplanationRows { changes, events, layers, batches, rows, explanation };

/// Throws: UsageError with the names.
ExplanationRows parse_explanation_rows(std::string_view name);

std::string explanation_text(Format format, const BeginRecord& begin, const Explanation& explanation,
                             ExplanationRows rows);

/// The loss along a step: rows of csv, tsv, markdown or jsonl, or (table) a drawing.
std::string along_text(Format format, const BeginRecord& begin, const AlongCurve& curve);

}  // namespace lrscope
