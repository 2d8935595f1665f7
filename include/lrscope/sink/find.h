// A range test beside independent runs as text, in every format. It comes in one piece, so this is a function
// where runs and steps have a Sink.
#pragma once

#include <string>
#include <string_view>

#include "lrscope/record/find.h"
#include "lrscope/sink/sink.h"

namespace lrscope {

/// Which records become rows of csv, tsv or markdown. The table tells of all of them, jsonl shows all of
/// them.
enum class FindRows { suggestions, tests, steps, runs, find };

/// Throws: UsageError with the names.
FindRows parse_find_rows(std::string_view name);

std::string find_text(Format format, const BeginRecord& begin, const FindResult& result, FindRows rows);

}  // namespace lrscope
