// Standard output and files, every write checked; records and tables written to several of them, each in its format.
#pragma once

#include <algorithm>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "base/result_file.h"
#include "report/field_table.h"
#include "report/gzip_writer.h"
#include "report/screen.h"
#include "report/selection.h"
#include "report/styled_text.h"
#include "report/writer.h"

namespace lrscope {

class Output {
 public:
  /// Standard output.
  Output();
  /// A file that is replaced whole by close(), or left as it is; a stream or a device. Throws: IoError, StalledReader.
  explicit Output(const std::string& path, bool is_compressed = false);
  /// Writes the rest to standard output unless a write has failed.
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Throws: ClosedPipe if the reader went away, StalledReader, IoError on a full disk and the like.
  void write(std::string_view text);
  void flush();
  /// Flushes, and puts a file in its place. Throws: as write().
  void close();

 private:
  [[noreturn]] void fail() const;

  std::string name_;
  std::optional<ResultFile> file_ = {};  // absent: standard output
  int descriptor_;
  bool is_terminal_ = false;  // flushed after every write
  std::unique_ptr<GzipWriter> gzip_ = {};
  std::string waiting_ = {};  // to be written
};

// Nothing of a file reaches a terminal as it is: print() and Outputs spell out control characters, whatever they come
// from. Formats have rules of their own (writer.h), before that.

/// Text that is no record, to standard output; tabs stay. Throws: as Output.
void print(std::string_view text);

/// A file or standard output, before it is opened.
struct Target {
  std::string path;  // empty: standard output
  Format format = Format::table;
  bool is_compressed = false;
  const Kind* rows = nullptr;      // the kind of the rows of csv, tsv, markdown, or of the table
  const Kind* left_out = nullptr;  // records that are not written
  Selection fields = {};           // named ones: of `rows`, and no other records
  bool is_colored = false;
  bool is_terminal = false;  // somebody reads it at once
  Screen screen = {};        // of the table
  /// Makes what is written of all lines of the format, once they are there; empty: the lines are.
  std::function<std::string(const std::string& lines)> convert = {};
};

/// Each output ends by itself: one whose reader went away, or whose disk is full, is written to no more, and the others go
/// on. finish() tells what failed.
class Outputs {
 public:
  /// Opens all of them. `has_other_purpose`: the work is of use without any of them. Throws: IoError, StalledReader.
  explicit Outputs(const std::vector<Target>& targets, bool has_other_purpose = false);

  /// The first record: heads of tables of rows, and a line of jsonl.
  template <class Record>
  void begin(const Record& record) {
    start();
    write(record);
  }
  /// To every output that takes records of this kind. All of these throw as Output::write() once no output is left and the
  /// work has no other purpose.
  template <class Record>
  void write(const Record& record) {
    if (take<Record>()) write(kind_of<Record>().view(record));
  }
  void write(const RecordView& record);
  template <class Record>
  void write(const std::vector<Record>& records) {
    for (const Record& record : records) write(record);
  }
  template <class First, class... Rest>
  requires(sizeof...(Rest) > 0) void write(const First& first, const Rest&... rest) {
    write(first);
    (write(rest), ...);
  }
  /// True if any of them takes records of this kind.
  template <class Record>
  bool take() const {
    return std::ranges::any_of(open_, [](const Open& open) { return open.takes(kind_of<Record>()); });
  }
  /// To every table, or every table of this kind of record: make(), make(is_colored) or make(target), plain or styled text.
  template <class Record = void, class Make>
  void text(const Make& make) {
    for (Open& open : open_) {
      if (open.writer || open.target.fields.names_fields()) continue;
      if constexpr (!std::is_void_v<Record>)
        if (open.target.rows != &kind_of<Record>()) continue;
      attempt(open, [&] {
        if constexpr (std::is_invocable_v<Make, const Target&>)
          open.show(make(open.target));
        else if constexpr (std::is_invocable_v<Make, bool>)
          open.show(make(open.target.is_colored));
        else
          open.show(make());
      });
    }
  }
  void flush();
  /// Puts every file in its place. Throws: IoError, StalledReader where an output failed; a reader that went away did not
  /// want the rest.
  void finish();

 private:
  struct Open {
    explicit Open(const Target& its_target);
    bool takes(const Kind& kind) const;
    /// Writes the head, once.
    void start();
    void write(const RecordView& record);
    /// Writes what comes after all records.
    void end_records();
    void show(const StyledText& text) { output.write(text.shown(target.is_colored)); }
    /// Those that its writer made.
    void write_lines(std::string_view lines);

    Target target;
    const Writer* writer;  // null: a table
    Output output;
    FieldTable table = {};  // of named fields
    bool is_started = false;
    std::string waiting = {};  // lines to be converted
    bool has_records = false;
    std::exception_ptr end = {};  // why nothing more is written
  };
  void start();
  void attempt(Open& open, const std::function<void()>& work);

  std::deque<Open> open_;
  bool has_other_purpose_;
};

/// Calls write(0) … write(count − 1), each although one before it failed. Throws: IoError, StalledReader of the first.
void write_each(std::size_t count, const std::function<void(std::size_t)>& write);

/// Writes one report to each in turn, to all that can be written. Throws: IoError, StalledReader.
void write_in_turn(const std::vector<Target>& targets, const std::function<void(Outputs&)>& report);

}  // namespace lrscope
