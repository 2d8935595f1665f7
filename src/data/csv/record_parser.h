// The records of a delimited text, as libcsv cuts them, from blocks that may end anywhere. Private to this folder.
#pragma once

#include <csv.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lrscope {

/// One record, valid while it is handed over.
struct Record {
  std::string_view text;                // its cells, end to end
  std::span<const std::uint32_t> ends;  // of each cell in text
  long long line;                       // of the file, on which it starts, from 1

  std::size_t width() const { return ends.size(); }
  std::string_view cell(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return text.substr(begin, ends[i] - begin);
  }
};

class RecordParser {
 public:
  using Receiver = std::function<void(const Record&)>;

  /// Blank lines are no records. `path` is for messages.
  RecordParser(std::string path, char delimiter, Receiver receive);
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;
  ~RecordParser() { csv_free(&parser_); }

  /// Returns how many bytes of `block` were taken: fewer than all if a quote stands where none may, after which nothing
  /// more can be added. Throws: what the receiver throws; DataError for a record of more than 4 GB.
  std::size_t add(std::string_view block);
  /// The end of the text. False if the last cell begins with a quote and never ends.
  bool finish();

  /// The place of the next cell, "line:column".
  std::string next_cell() const;
  /// The line on which the record under way begins, or the next.
  long long line() const { return in_record_ ? first_line_ : line_; }
  /// Bytes of the record under way, its last cell included.
  std::size_t bytes_of_row() const { return (in_record_ ? text_.size() : 0) + parser_.entry_pos; }
  /// Bytes of the buffers, filled or not.
  std::size_t bytes_allocated() const { return text_.capacity() + 4 * ends_.capacity() + parser_.entry_size; }

 private:
  static void on_cell(void* data, std::size_t size, void* self) noexcept;
  static void on_end_of_record(int terminator, void* self) noexcept;
  void add_cell(std::string_view cell);
  void end_record(int terminator);
  template <class Step>
  void guarded(const Step& step) noexcept;
  void rethrow();

  csv_parser parser_;
  std::string path_;
  Receiver receive_;
  std::string text_;                 // of the record under way
  std::vector<std::uint32_t> ends_;  // of its cells
  std::exception_ptr error_;         // exceptions do not travel through C
  long long line_ = 1;
  long long first_line_ = 1;  // of the record under way
  bool in_record_ = false;
  bool after_carriage_return_ = false;
};

}  // namespace lrscope
