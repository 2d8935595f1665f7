// The file of a journal: a first line that describes the work, then a line for each finished run of a sweep (journal.h)
// or for some finished cells of a map (map_journal.h).
//
// Append-only. A line is written with one call. A kill can leave a torn last line, which the next process removes.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lrscope/records.h"

namespace lrscope {

/// A sweep or a map. Two journals belong to the same work if only the command line and the path of the data differ.
struct JournalHeader {
  std::string version;  // of lrscope
  BeginRecord begin;
  std::vector<double> learning_rates;
  std::vector<std::uint64_t> seeds;
  std::string start_hash;    // of θ_0 where it comes from a file
  bool holds_steps = false;  // the step records of every run
  bool holds_seconds = false;
};

/// What differs between two journals of different work, a line each; empty if the work is the same. `where_first`,
/// `where_second`: how messages call the two sides.
std::vector<std::string> differences(const JournalHeader& first, const JournalHeader& second,
                                     const std::string& where_first = "in the journal",
                                     const std::string& where_second = "now");

/// Why a journal was opened, in the words of messages.
struct JournalUse {
  std::string_view name;
  std::string_view afterwards;  // what follows "remove this line"
};
inline constexpr JournalUse sweep_to_go_on{"--journal", ", and its run is repeated."};
inline constexpr JournalUse map_to_go_on{"--journal", ", and its cells are repeated."};
inline constexpr JournalUse journal_to_join{"merge:", ", run its shard again with this journal, then merge again."};

/// Throws: IoError where `path` is a pipe, a device or a directory.
void refuse_special_file(const std::string& path);

/// Opens a journal as its only writer, and creates it where there is none. Waits two seconds for a killed process to
/// release its lock. Throws: IoError.
int open_journal_to_write(const std::string& path);

/// A line that no journal can contain.
struct MalformedLine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A line that does not belong to the work of the first line: a run, or cells of a map.
struct ForeignLine {
  struct Run {
    double lr;
    std::uint64_t seed;
  };
  std::optional<Run> run;
};

struct OpenFile;

class JournalFile {
 public:
  /// Where a line stands.
  struct Place {
    std::int64_t offset;
    std::size_t size;
  };
  /// Receives a line after the first, without its newline. Throws: MalformedLine, ForeignLine.
  using Take = std::function<void(std::string_view line, const Place& place)>;

  /// Takes over the open file, as its only writer.
  JournalFile(std::string path, int descriptor, const JournalUse& use);
  /// To be read. It is open only while it is read: there may be more journals than a process may open.
  JournalFile(std::string path, const JournalUse& use) : JournalFile(std::move(path), -1, use) {}
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  /// Passes every whole line after the first to `take`. Throws: DataError, with the place, for a line that `take` refuses;
  /// UsageError if the file is not a journal, or one of another version of lrscope; IoError.
  void read(const Take& take);
  /// A line again. Throws: IoError, also where the file is another one by now.
  std::string text(const Place& place) const;

  /// Prepares for writing: writes `now` as the first line, or compares it with the first line, and removes a torn last
  /// line. Requires: read(). Throws: UsageError, with the differences, if the journal belongs to other work; IoError.
  void go_on(const JournalHeader& now);
  /// Adds a line; after a full disk the file still contains whole lines only. About once a second the file is forced to the
  /// disk, and it is seen whether it is still there. Requires: go_on(). Throws: IoError.
  Place append(std::string_view line);
  /// Throws: IoError unless its name still stands for what was written; what can be saved is written beside it.
  void require_kept();

  const std::string& path() const { return path_; }
  /// Absent if the file is empty, or was torn before its first line ended.
  const std::optional<JournalHeader>& header() const { return header_; }
  /// See identity_of() (journal_text.h).
  const std::string& identity() const { return identity_; }
  std::int64_t whole_bytes() const { return whole_bytes_; }
  bool is_torn() const { return is_torn_; }

 private:
  OpenFile opened() const;
  std::string saved_as() const;
  void take_first(std::string_view line);
  void take_line(const Take& take, std::string_view line, long long number) const;
  std::string place(long long number) const { return path_ + ":" + std::to_string(number) + ": "; }
  void sync();

  std::string path_;
  int descriptor_;                                // −1: to be read
  std::pair<std::uint64_t, std::uint64_t> file_;  // device and inode
  JournalUse use_;
  std::optional<JournalHeader> header_;
  std::string identity_;
  std::int64_t whole_bytes_ = 0;
  bool is_torn_ = false;
  bool is_synced_ = true;
  std::chrono::steady_clock::time_point synced_at_;
};

}  // namespace lrscope
