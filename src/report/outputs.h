// Standard output and files, every write checked; records and tables written to several of them, each in its format.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "report/styled_text.h"
#include "report/writer.h"

namespace lrscope {

/// The work is to end, and the reader of our output does not take the rest.
struct StalledReader : std::runtime_error {
  StalledReader() : std::runtime_error("stalled reader") {}
};

class Output {
 public:
  /// Standard output.
  Output();
  /// Creates or truncates `path`. Throws: IoError.
  explicit Output(const std::string& path);
  /// Writes the rest unless a write has failed.
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Throws: ClosedPipe if the reader went away, StalledReader, IoError on a full disk and the like.
  void write(std::string_view text);
  void flush();
  /// Flushes and closes a file; reports errors, which the destructor cannot. Throws: as write().
  void close();

 private:
  [[noreturn]] void fail() const;

  std::string name_;
  int descriptor_;
  bool is_own_ = false;       // a file, not standard output
  bool is_terminal_ = false;  // flushed after every write
  std::string waiting_;       // to be written
};

// Nothing of a file reaches a terminal as it is: print() and Outputs spell out control characters, whatever they come
// from. Formats have rules of their own (writer.h), before that.

/// Text that is no record, to standard output; tabs stay. Throws: as Output.
void print(std::string_view text);

/// A file or standard output, before it is opened.
struct Target {
  std::string path;  // empty: standard output
  Format format = Format::table;
  const Kind* rows = nullptr;      // the kind of the rows of csv, tsv, markdown, or of the table
  const Kind* left_out = nullptr;  // records that are not written
  bool is_colored = false;
};

class Outputs {
 public:
  /// Opens all of them. Throws: IoError.
  explicit Outputs(const std::vector<Target>& targets);

  /// The first record: heads of tables of rows, and a line of jsonl.
  template <class Record>
  void begin(const Record& record) {
    start();
    write(record);
  }
  /// To every output that takes records of this kind. All of these throw as Output::write().
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
  /// To every table, or every table of this kind of record: make(), or make(is_colored), plain or styled text.
  template <class Record = void, class Make>
  void text(const Make& make) {
    for (Open& open : open_) {
      if (open.writer) continue;
      if constexpr (!std::is_void_v<Record>)
        if (open.target.rows != &kind_of<Record>()) continue;
      if constexpr (std::is_invocable_v<Make, bool>)
        open.show(make(open.target.is_colored));
      else
        open.show(make());
    }
  }
  void flush();
  /// Closes all.
  void finish();

 private:
  struct Open {
    explicit Open(const Target& its_target);
    bool takes(const Kind& kind) const;
    /// Writes the head, once.
    void start();
    void show(const StyledText& text) { output.write(text.shown(target.is_colored)); }
    /// Those that its writer made.
    void write_lines(std::string_view lines);

    Target target;
    const Writer* writer;  // null: a table
    Output output;
    bool is_started = false;
  };
  void start();

  std::deque<Open> open_;
};

/// Writes one report to each in turn: if one fails, those before it are complete. Throws: IoError, ClosedPipe.
void write_in_turn(const std::vector<Target>& targets, const std::function<void(Outputs&)>& report);

}  // namespace lrscope
