// Where records and tables go: files and standard output, each in its format. Owns what it opens.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "report/output.h"
#include "report/writer.h"

namespace lrscope {

/// One place to write to, before it is opened.
struct Target {
  std::string path;  // empty: standard output
  Format format = Format::table;
  const Kind* rows = nullptr;      // the records that are rows of csv, tsv, markdown, or what its table shows
  const Kind* left_out = nullptr;  // records that it does not get
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
    for (const auto& open : open_) {
      if (!takes(*open, kind)) continue;
      if (!view) view.emplace(kind.view(record));
      write_line(*open, *view);
    }
  }
  template <class Record>
  void write(const std::vector<Record>& records) {
    for (const Record& record : records) write(record);
  }
  /// Whether any of them takes records of this kind.
  template <class Record>
  bool take() const {
    return std::ranges::any_of(open_, [](const auto& open) { return takes(*open, kind_of<Record>()); });
  }
  /// To every table: what make() returns, printable(), or what make(is_colored) returns.
  template <class Make>
  void text(const Make& make) {
    text_of(nullptr, make);
  }
  /// To every table of this kind of record.
  template <class Record, class Make>
  void text(const Make& make) {
    text_of(&kind_of<Record>(), make);
  }
  void flush();
  /// Everything has been given: closes all.
  void finish();

 private:
  struct Open {
    explicit Open(const Target& its_target);
    Target target;
    const Writer* writer;  // null: a table
    Output output;
    bool is_started = false;
  };
  template <class Make>
  void text_of(const Kind* kind, const Make& make) {
    for (const auto& open : open_) {
      if (open->writer || (kind && kind != open->target.rows)) continue;
      if constexpr (std::is_invocable_v<Make, bool>)
        open->output.write(make(open->target.is_colored));
      else
        write_printable(*open, make());
    }
  }
  static bool takes(const Open& open, const Kind& kind);
  static void write_line(Open& open, const RecordView& record);
  static void write_printable(Open& open, const std::string& text);
  static void start(Open& open);
  void start();

  std::vector<std::unique_ptr<Open>> open_;
};

/// The same report to one target after the other, so that those before are whole whatever becomes of the
/// next. Throws: IoError, ClosedPipe.
void write_in_turn(const std::vector<Target>& targets, const std::function<void(Outputs&)>& report);

}  // namespace lrscope
