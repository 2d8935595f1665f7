// The file behind a journal: a first line that says what the work is, and a line for everything that was finished.
//
// Append-only. A line is written with one call; what a kill can leave behind is a last line without its end, which the
// next process removes. What the other lines hold is for journal.h (the runs of a sweep) and map_journal.h (the cells of
// a map) to know.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/records.h"

namespace lrscope {

/// What a sweep or a map is. Two journals belong to the same if nothing but the command line and the path of the data
/// differs.
struct JournalHeader {
  std::string version;  // of lrscope
  BeginRecord begin;
  std::vector<double> learning_rates;
  std::vector<std::uint64_t> seeds;
  std::string start_hash;    // of θ_0 where it comes from a file
  bool holds_steps = false;  // the step records of every run
  bool holds_seconds = false;
};

/// How messages call the two sides of a comparison.
struct Sides {
  std::string there = "in the journal";
  std::string here = "now";
};

/// In what `there` and `here` are different work, a line each; empty if they are the same.
std::vector<std::string> differences(const JournalHeader& there, const JournalHeader& here, const Sides& sides = {});

/// What a journal was named for, in the words of messages.
struct JournalUse {
  std::string_view name;
  std::string_view afterwards;  // what follows "remove this line"
};
inline constexpr JournalUse sweep_to_go_on{"--journal", ", and its run starts again."};
inline constexpr JournalUse map_to_go_on{"--journal", ", and its cells are run again."};
inline constexpr JournalUse journal_to_join{"merge:", ", run its shard again with this journal, then merge again."};

/// Throws: IoError where `path` is a pipe or a device, which forgets what is written to it, or a folder.
void refuse_special_file(const std::string& path);

/// Opens a journal to write to, as its only writer, and makes it where there is none. A process that was
/// killed holds its lock until it is gone: two seconds are waited for that. Throws: IoError.
int open_journal_to_write(const std::string& path);
/// Throws: IoError; UsageError for what is no regular file.
int open_journal_to_read(const std::string& path);

/// A line that no journal has.
struct MalformedLine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A line of another journal than that of its first line: that of a run, or cells of a map.
struct ForeignLine {
  struct Run {
    double lr;
    std::uint64_t seed;
  };
  std::optional<Run> run;
};

class JournalFile {
 public:
  /// A line after the first, without its newline, and where it begins. Throws: MalformedLine, ForeignLine.
  using Take = std::function<void(std::string_view line, std::int64_t offset)>;

  /// Takes over the open file.
  JournalFile(std::string path, int descriptor, const JournalUse& use);
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  /// Reads what is there; `take` gets every whole line after the first. Throws: DataError, with the place, for a line that
  /// `take` refuses; UsageError if the file is not a journal, or one of another version of lrscope; IoError.
  void read(const Take& take);
  /// The same once more, up to where the file was whole then.
  void read_again(const Take& take) const;
  /// So many bytes from there on. Throws: IoError.
  std::string text(std::int64_t offset, std::size_t size) const;

  /// To write: what `now` is becomes the first line, or is compared with it, and a torn last line is removed. Requires:
  /// read(). Throws: UsageError, with the differences, if the journal belongs to other work; IoError.
  void go_on(const JournalHeader& now);
  /// Adds a line, with one call; a full disk leaves the file with whole lines. Forced to the disk at most once a second.
  /// Throws: IoError.
  void append(std::string_view line);

  const std::string& path() const { return path_; }
  /// Absent if the file is empty, or was torn before its first line ended.
  const std::optional<JournalHeader>& header() const { return header_; }
  /// Of the header: what its lines have in common.
  const std::string& identity() const { return identity_; }
  std::int64_t whole_bytes() const { return whole_bytes_; }
  bool is_torn() const { return is_torn_; }

 private:
  void take_first(std::string_view line);
  template <class Each>
  bool for_each_line(std::int64_t end, const Each& each) const;
  void take_line(const Take& take, std::string_view line, long long number, std::int64_t offset) const;
  std::string place(long long number) const { return path_ + ":" + std::to_string(number) + ": "; }
  void sync();

  std::string path_;
  int descriptor_;
  JournalUse use_;
  std::optional<JournalHeader> header_;
  std::string identity_;
  std::int64_t whole_bytes_ = 0;
  bool is_torn_ = false;
  bool is_synced_ = true;
  std::chrono::steady_clock::time_point synced_at_;
};

}  // namespace lrscope
