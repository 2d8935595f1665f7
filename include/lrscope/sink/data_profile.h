// The profile of a data file as text, in every format.
#pragma once

#include <string>
#include <string_view>

#include "lrscope/record/data_profile.h"
#include "lrscope/sink/sink.h"

namespace lrscope {

/// Which records become rows of csv, tsv or markdown. The table shows all but defects, jsonl all.
enum class DataRows { columns, pairs, classes, remarks, defects, data };

/// Throws: UsageError with the names.
DataRows parse_data_rows(std::string_view name);

/// Of a file that could not be read there is no table, and no row but those of its defects.
std::string data_text(Format format, const BeginRecord& begin, const DataResult& result, DataRows rows);

/// The defects for people to read: one line each, up to a hundred of one kind in one column, then how many
/// more; at the end their number. Lines begin with "lrscope: ".
std::string defects_text(const DataResult& result, std::string_view path);

}  // namespace lrscope
