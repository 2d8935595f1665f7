// A record as a line of text: one stateless writer for each format.
#pragma once

#include <string>
#include <string_view>

#include "lrscope/fields.h"

namespace lrscope {

enum class Format { table, csv, tsv, jsonl, json, markdown };

/// Whether it holds records of every kind; the others hold rows of one.
constexpr bool takes_every_kind(Format format) { return format == Format::jsonl || format == Format::json; }

/// By its name, or an ending without its dot. Throws: UsageError with the names of the formats.
Format parse_format(std::string_view name);

/// Where an output goes, and how.
struct NamedOutput {
  std::string path;
  Format format;
  bool is_compressed = false;  // by gzip: its name ends in .gz
};

/// "runs.csv", "runs.csv.gz", "csv:runs": the format before a colon, or that of the ending (.csv .tsv .jsonl .ndjson .json
/// .md .markdown .txt); a stream in /dev that has neither gets `otherwise`. Throws: UsageError, which names all endings.
NamedOutput named_output(std::string_view text, Format otherwise = Format::table);

class Writer {
 public:
  virtual ~Writer() = default;
  /// The lines before the records of a kind.
  virtual std::string head(const Kind&) const { return ""; }
  /// A record. With between() or tail() after it, it is whole lines.
  virtual std::string line(const RecordView& record) const = 0;
  /// What stands between two records.
  virtual std::string_view between() const { return ""; }
  /// What stands after the last.
  virtual std::string_view tail() const { return ""; }
};

/// Null for the table, which is text for people.
const Writer* writer_of(Format format);

/// A value as text, `absent` for none; lists have a blank between their elements.
std::string value_text(const Value& value, const std::string& absent);

}  // namespace lrscope
