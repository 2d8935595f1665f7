// A delimited text file as a rectangle of cells with positions. RFC 4180 quoting with embedded newlines, LF or CRLF,
// UTF-8 byte order mark, with or without a final newline.
//
// Memory, in bytes: the text of the cells, 1 (2, 4) for each cell of a row of up to 255 (65535, more) bytes, and 13 for
// each row. While a file is read, up to five times the bytes of the longest row.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/byte_stream.h"
#include "data/csv/row_store.h"
#include "data/csv/sniff.h"
#include "data/data_facts.h"
#include "lrscope/dataset.h"

namespace lrscope {

struct Record;

/// The row that has not ended yet.
struct RowUnderWay {
  long long line = 1;        // of the file, on which it begins
  std::uint64_t bytes = 0;   // read by now
  std::uint64_t memory = 0;  // bytes that the row takes at most if it ends here
};

/// How far the reading of a table is.
struct Reading {
  std::uint64_t taken;                // bytes of the file
  std::optional<std::uint64_t> size;  // of the file, where it is known
  Index rows;                         // by now
  Index columns;
  std::uint64_t memory;  // bytes that the table takes by now
  RowUnderWay row;
};

/// Called after every block of a MiB; ends the reading by throwing. What is read between two calls can take five times
/// its size: buffers of the row under way grow to twice what they hold, and a row that ends is copied.
using ReadingObserver = std::function<void(const Reading&)>;

class CsvTable {
 public:
  /// Absent arguments are sniffed (sniff.h). Every ragged row is reported, and left out. Throws: DataError for an empty
  /// or binary file, broken quoting, a header without data; IoError.
  CsvTable(ByteStream&& stream, std::optional<char> delimiter, std::optional<bool> header,
           const DefectSink& report = refuse, const ReadingObserver& watch = {});

  Index rows() const { return cells_.rows(); }
  Index columns() const { return static_cast<Index>(names_.size()); }
  /// Without the space around it.
  std::string_view cell(Index row, Index column) const { return cells_.cell(row, column); }
  /// Line of the file on which the record of `row` starts, from 1.
  long long line(Index row) const { return lines_[row]; }
  /// At least half of the cells that are not missing are numbers, those of is_localised_number included.
  bool is_numeric(Index column) const { return numbers_over_words_[column] >= 0; }
  bool is_missing(Index row, Index column) const { return is_missing_marker(cell(row, column)); }

  const std::vector<std::string>& names() const { return names_; }
  const std::string& name(Index column) const { return names_[column]; }
  const std::string& path() const { return path_; }
  /// XXH3-128 of the whole file.
  const std::string& hash() const { return hash_; }
  char delimiter() const { return delimiter_; }
  bool has_header() const { return has_header_; }
  /// Rows that were left out for not being as wide as the first.
  Index ragged_rows() const { return ragged_rows_; }

  /// A defect of one cell, whose message is "file:line:column: column 'name': " and `what`, with the remedy.
  Defect defect(DefectKind kind, Index row, Index column, const std::string& what) const;

 private:
  void add(const Record& record, const DefectSink& report);
  bool is_regular(const Record& record, const DefectSink& report);
  void finish(bool is_blank);
  std::uint64_t bytes() const;

  std::string path_;
  std::string hash_;
  char delimiter_ = ',';
  bool has_header_ = false;
  std::vector<std::string> names_;
  std::vector<Index> numbers_over_words_;  // per column
  RowStore cells_;
  LineNumbers lines_;  // per row
  Index ragged_rows_ = 0;
  std::string text_;  // of one row, while reading
  std::vector<std::uint32_t> ends_;
};

/// The delimiter as messages write it.
std::string delimiter_name(char delimiter);

}  // namespace lrscope
