// The journal of a sweep: a file that holds every finished run, so that no interruption loses one.
//
// A run's line is written as soon as the run ends (journal_file.h). Runs are recognised by a hash of configuration, data,
// η, seed and version, so that a line can never stand for another run.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/record/records.h"
#include "lrscope/run/journal_file.h"
#include "lrscope/run/sweep.h"

namespace lrscope {

/// A journal with its runs found by their keys.
class JournalRuns {
 public:
  /// Takes over the open file and reads it. Throws: see JournalFile::read().
  JournalRuns(const std::string& path, int descriptor, const JournalUse& use);

  JournalFile& file() { return file_; }
  const JournalFile& file() const { return file_; }

  std::size_t count() const { return places_.size(); }
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
  void take(std::string_view line, std::int64_t offset);

  JournalFile file_;
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

  std::optional<FinishedRun> recall(double lr, std::uint64_t seed) const override;
  std::optional<StartCurvature> recall_start(std::uint64_t seed) const override;
  void remember(const FinishedRun& finished) override;

  /// Runs that were there when it was opened.
  std::size_t known_runs() const { return runs_.count(); }
  bool was_torn() const { return runs_.file().is_torn(); }

 private:
  std::string identity_;
  JournalRuns runs_;
  std::mutex mutex_;
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
  std::vector<std::unique_ptr<JournalRuns>> journals_;
  std::vector<std::string> notes_;
};

}  // namespace lrscope
