// A delimited text file as a rectangle of cells with positions. RFC 4180 quoting with embedded newlines, LF
// or CRLF, UTF-8 byte order mark, with or without a final newline. Knows nothing about numbers beyond telling
// a header.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/core/types.h"
#include "lrscope/data/defect.h"
#include "lrscope/data/source.h"

namespace lrscope {

class CsvTable {
 public:
  /// Absent arguments are sniffed: the delimiter among , ; TAB | from the first records, the header from the
  /// first row against those below it. Every ragged row is reported, and left out. Throws: DataError for an
  /// empty or binary file, broken quoting, a header without data.
  CsvTable(const Source& source, std::optional<char> delimiter, std::optional<bool> header,
           const DefectSink& report = refuse);

  Index rows() const { return static_cast<Index>(lines_.size()); }
  Index columns() const { return static_cast<Index>(names_.size()); }
  std::string_view cell(Index row, Index column) const;
  /// Line of the file on which the record of `row` starts, from 1.
  long long line(Index row) const { return lines_[static_cast<std::size_t>(row)]; }

  const std::vector<std::string>& names() const { return names_; }
  const std::string& path() const { return path_; }
  char delimiter() const { return delimiter_; }
  bool has_header() const { return has_header_; }
  /// Rows that were left out for not being as wide as the first.
  Index ragged_rows() const { return ragged_rows_; }

  /// "file:line:column: column 'name'", the beginning of every message about a cell.
  std::string where(Index row, Index column) const;
  /// A defect of one cell; `what` is the rest of the message, with the remedy.
  Defect defect(std::string kind, Index row, Index column, const std::string& what) const;

 private:
  std::string path_;
  char delimiter_ = ',';
  bool has_header_ = false;
  std::vector<std::string> names_;
  std::string text_;                      // all cells, end to end
  std::vector<std::size_t> ends_;         // end of each cell in text_
  std::vector<long long> lines_;          // per data row
  std::vector<std::size_t> first_cells_;  // per data row: index of its first cell
  Index ragged_rows_ = 0;
};

/// How a delimiter is called in a message.
std::string delimiter_name(char delimiter);

}  // namespace lrscope
