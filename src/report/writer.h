// A record as a line of text: one stateless writer for each format.
#pragma once

#include <string>
#include <string_view>

#include "lrscope/fields.h"

namespace lrscope {

enum class Format { table, csv, tsv, jsonl, markdown };

/// Throws: UsageError with the names of the formats.
Format parse_format(std::string_view name);

/// From a file's ending: .csv .tsv .jsonl (.ndjson) .md (.markdown) .txt. Throws: UsageError.
Format format_of_path(std::string_view path);

class Writer {
 public:
  virtual ~Writer() = default;
  /// The lines before the records of a kind.
  virtual std::string head(const Kind&) const { return ""; }
  /// A line, with its end.
  virtual std::string line(const RecordView& record) const = 0;
};

/// Null for the table, which is text for people.
const Writer* writer_of(Format format);

/// A value as text, `absent` for none; lists have a blank between their elements.
std::string value_text(const Value& value, const std::string& absent);

}  // namespace lrscope
