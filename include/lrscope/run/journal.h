// The journal of a sweep: a file that holds every finished run, so that no interruption loses one.
//
// Append-only. A run's line is written with one call as soon as the run ends; what a kill can leave behind is
// a last line without its end, which the next process removes. Runs are recognised by a hash of
// configuration, data, η, seed and version, so that a line can never stand for another run.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/record/records.h"
#include "lrscope/run/sweep.h"

namespace lrscope {

/// What a sweep is. Two journals belong to the same sweep if nothing but the command line and the path of the
/// data differs.
struct JournalHeader {
  std::string version;  // of lrscope
  BeginRecord begin;
  std::vector<double> learning_rates;
  std::optional<double> boundary_tolerance;
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

/// In what `there` and `here` are different sweeps, a line each; empty if they are the same.
std::vector<std::string> differences(const JournalHeader& there, const JournalHeader& here,
                                     const Sides& sides = {});

/// What a journal was named for, in the words of messages.
struct JournalUse {
  std::string_view name;
  std::string_view afterwards;  // what follows "remove this line"
};
inline constexpr JournalUse journal_to_go_on{"--journal", ", and its run starts again."};
inline constexpr JournalUse journal_to_join{"merge:",
                                            ", run its shard again with this journal, then merge again."};

/// Throws: IoError where `path` is a pipe or a device, which forgets what is written to it, or a folder.
void refuse_special_file(const std::string& path);

/// The whole lines of a journal, indexed.
class JournalFile {
 public:
  /// Takes over the open file. Throws: DataError for a line that cannot be read or belongs to another sweep,
  /// UsageError if the file is not a journal, or one of another version of lrscope, IoError.
  JournalFile(const std::string& path, int descriptor, const JournalUse& use);
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  const std::string& path() const { return path_; }
  int descriptor() const { return descriptor_; }
  /// Absent if the file is empty, or was torn before its first line ended.
  const std::optional<JournalHeader>& header() const { return header_; }
  std::int64_t whole_bytes() const { return whole_bytes_; }
  bool is_torn() const { return is_torn_; }

  std::size_t runs() const { return places_.size(); }
  bool holds(const std::string& key) const { return places_.contains(key); }
  /// The line of a run, without its newline. Requires: holds(key). Throws: IoError.
  std::string line(const std::string& key) const;
  std::vector<std::string> keys() const;
  const std::map<std::uint64_t, StartCurvature>& starts() const { return starts_; }

 private:
  struct Place {
    std::int64_t offset;
    std::size_t size;
  };
  void index();
  void index_line(std::string_view line, long long number, std::int64_t offset, const std::string& identity);

  std::string path_;
  int descriptor_;
  JournalUse use_;
  std::optional<JournalHeader> header_;
  std::int64_t whole_bytes_ = 0;
  bool is_torn_ = false;
  std::map<std::string, Place> places_;             // by key
  std::map<std::uint64_t, StartCurvature> starts_;  // by seed
};

/// The journal that a sweep writes to and goes on from.
class Journal final : public RunMemory {
 public:
  /// Creates `path`, or opens it and removes a torn last line. Only one process at a time; one that was
  /// killed is given two seconds to be gone. Throws: UsageError, with the differences, if it belongs to
  /// another sweep or is no journal; DataError for a damaged line; IoError.
  Journal(const std::string& path, const JournalHeader& header);
  ~Journal() override;

  std::optional<FinishedRun> recall(double lr, std::uint64_t seed) const override;
  std::optional<StartCurvature> recall_start(std::uint64_t seed) const override;
  void remember(const FinishedRun& finished) override;

  /// Runs that were there when it was opened.
  std::size_t known_runs() const { return file_.runs(); }
  bool was_torn() const { return file_.is_torn(); }

 private:
  void append(std::string_view line);
  void sync();

  std::string identity_;
  JournalFile file_;
  std::mutex mutex_;
  std::int64_t size_ = 0;
  std::chrono::steady_clock::time_point synced_at_;
};

/// The journals of the shards of one sweep, joined; whatever their order, the result is the same.
class JoinedJournals final : public RunMemory {
 public:
  /// Throws: UsageError, with the differences, if they are not of one sweep, or one is no journal; DataError
  /// for a damaged line; IoError.
  explicit JoinedJournals(const std::vector<std::string>& paths);

  const JournalHeader& header() const { return header_; }
  std::optional<FinishedRun> recall(double lr, std::uint64_t seed) const override;
  std::optional<StartCurvature> recall_start(std::uint64_t seed) const override;
  void remember(const FinishedRun&) override {}

  /// What was found on the way: torn lines, and runs that two journals tell differently.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  void add_notes();
  void add_disagreement(std::size_t one, std::size_t other, const std::string& key);

  JournalHeader header_;
  std::string identity_;
  std::vector<std::unique_ptr<JournalFile>> files_;
  std::vector<std::string> notes_;
};

}  // namespace lrscope
