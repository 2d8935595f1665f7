// Writes records and tables to files and standard output, each in its format.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/text.h"
#include "report/output.h"
#include "report/writer.h"

namespace lrscope {

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
    const RecordKind<Record>& kind = kind_of<Record>();
    std::optional<RecordView> view;
    for (Open& open : open_) {
      if (!open.takes(kind)) continue;
      if (!view) view.emplace(kind.view(record));
      open.start();
      open.output.write(open.writer->line(*view));
    }
  }
  template <class Record>
  void write(const std::vector<Record>& records) {
    for (const Record& record : records) write(record);
  }
  /// True if any of them takes records of this kind.
  template <class Record>
  bool take() const {
    return std::ranges::any_of(open_, [](const Open& open) { return open.takes(kind_of<Record>()); });
  }
  /// To every table, or every table of this kind of record: printable(make()), or make(is_colored).
  template <class Record = void, class Make>
  void text(const Make& make) {
    for (Open& open : open_) {
      if (open.writer) continue;
      if constexpr (!std::is_void_v<Record>)
        if (open.target.rows != &kind_of<Record>()) continue;
      if constexpr (std::is_invocable_v<Make, bool>)
        open.output.write(make(open.target.is_colored));
      else
        open.output.write(printable_lines(make()));
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

    Target target;
    const Writer* writer;  // null: a table
    Output output;
    bool is_started = false;
  };
  void start();

  std::deque<Open> open_;
};

/// Writes the same report to one target after the other: if one fails, those before it are complete. Throws: IoError,
/// ClosedPipe.
void write_in_turn(const std::vector<Target>& targets, const std::function<void(Outputs&)>& report);

}  // namespace lrscope
