// A delimited text file as a rectangle of cells with positions. RFC 4180 quoting with embedded newlines, LF or CRLF,
// UTF-8 byte order mark, with or without a final newline; gzip or not.
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
#include "data/csv/cell_reader.h"
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
  std::uint64_t taken = 0;            // bytes of the file
  std::optional<std::uint64_t> size;  // of the file, where it is known
  Index rows = 0;                     // by now
  Index columns = 0;
  std::uint64_t memory = 0;  // bytes that the table takes by now
  RowUnderWay row = {};
};

/// Called after every block of a MiB; ends the reading by throwing. What is read between two calls can take five times
/// its size: buffers of the row under way grow to twice what they hold, and a row that ends is copied.
using ReadingObserver = std::function<void(const Reading&)>;

/// Why a record is no row of the table.
enum class RaggedKind { first_line, comment, delimiter_at_end, width };

/// A record that is not as wide as the table.
struct RaggedRow {
  RaggedKind kind;
  long long line;  // on which it begins
  Index width;     // cells
  /// The beginning of the cell where the width differs, of a line that is no row the first one; of the first thousand.
  std::string cell;
};

class CsvTable {
 public:
  /// Of `spec`: what is about the file and its cells; what is absent is sniffed (sniff.h). Records that are not as wide
  /// as the others are left out of the table. Throws: DataError for an empty or binary file, broken quoting, a header
  /// without data; UsageError for a format of cells that contradicts itself; IoError.
  CsvTable(ByteStream&& stream, const DataSpec& spec, const ReadingObserver& watch = {});

  Index rows() const { return cells_.rows(); }
  Index columns() const { return static_cast<Index>(names_.size()); }
  /// Without the space around it.
  std::string_view cell(Index row, Index column) const { return cells_.cell(row, column); }
  /// Line of the file on which the record of `row` starts, from 1.
  long long line(Index row) const { return lines_[row]; }
  /// How cells were read to judge the columns.
  const CellReader& reader() const { return reader_; }
  /// What at least half of the column's cells are that are not missing, read by `reader`.
  CellSort sort(Index column, const CellReader& reader) const;

  const std::vector<std::string>& names() const { return names_; }
  const std::string& name(Index column) const { return names_[column]; }
  const std::string& path() const { return path_; }
  /// XXH3-128 of the whole file, as it is stored.
  const std::string& hash() const { return hash_; }
  char delimiter() const { return delimiter_; }
  bool has_header() const { return has_header_; }
  /// Records that were left out for not being as wide as the others, in order.
  const std::vector<RaggedRow>& ragged() const { return ragged_; }
  const FirstRecords& first() const { return first_; }

  /// "file:line:column: column 'name': ", with which messages about a cell begin.
  std::string place(Index row, Index column) const;

 private:
  void read(ByteStream& stream, const DataSpec& spec, const ReadingObserver& watch);
  void add(const Record& record);
  void set_names(const Record& record);
  void add_ragged(const Record& record, RaggedKind kind);
  void finish(bool is_blank);
  std::uint64_t bytes() const;

  std::string path_;
  std::string hash_;
  char delimiter_ = ',';
  bool has_header_ = false;
  std::vector<std::string> names_;
  CellReader reader_;
  FirstRecords first_;
  std::vector<SortCounts> sorts_;  // per column
  RowStore cells_;
  LineNumbers lines_;  // per row
  std::vector<RaggedRow> ragged_;
  std::string text_;  // of one row, while reading
  std::vector<std::uint32_t> ends_;
};

/// The delimiter as messages write it.
std::string delimiter_name(char delimiter);

}  // namespace lrscope
