// The journal of a sweep: a file of all finished runs, so that no interruption loses one.
//
// A run's line is written as soon as the run ends (journal_file.h). Its key is a hash of configuration, data, η, seed and
// version, so that a line can never stand for another run.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/sweep.h"
#include "sweep/journal/journal_file.h"

namespace lrscope {

/// The journal that a sweep writes to and resumes from, or the joined journals of its shards.
class Journal final : public RunMemory {
 public:
  /// Creates `path`, or opens it and removes a torn last line; only one process at a time. Throws: UsageError, with the
  /// differences, if it belongs to another sweep or is no journal; DataError for a damaged line; IoError.
  Journal(const std::string& path, const JournalHeader& header);

  /// Reads the journals of the shards of one sweep; their order does not matter. Throws: UsageError, with the differences,
  /// if they are not of one sweep, or one is no journal; DataError for a damaged line; IoError.
  explicit Journal(const std::vector<std::string>& paths);

  std::optional<RunRecord> recall(double lr, std::uint64_t seed) const override;
  void recall_steps(double lr, std::uint64_t seed, const TakeStep& take) const override;
  std::optional<StartCurvature> recall_start(std::uint64_t seed) const override;
  /// Requires: not joined, as the next.
  void remember_steps(double lr, std::uint64_t seed, std::span<const StepRecord> steps) override;
  void remember(const RunRecord& run) override;
  /// Throws: IoError unless the file is there as it was written.
  void require_kept();

  const JournalHeader& header() const { return header_; }
  /// Runs that it contained when it was opened.
  std::size_t known_runs() const { return known_runs_; }
  bool was_torn() const { return files_.front()->is_torn(); }
  /// Of joined journals: torn lines, and runs that differ between two journals.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct Line {
    std::size_t file;
    JournalFile::Place place;
    std::vector<JournalFile::Place> steps;  // the lines of its steps, in order
  };
  /// Steps whose run has not ended.
  struct Open {
    std::vector<JournalFile::Place> lines;
    std::int64_t count = 0;
    void add(const JournalFile::Place& place, std::span<const StepRecord> steps);
  };

  void read(std::unique_ptr<JournalFile> file);
  void take(std::string_view line, const JournalFile::Place& place);
  std::string text(const Line& line) const { return files_[line.file]->text(line.place); }
  bool are_alike(const Line& first, const Line& second) const;
  /// The run's line with the smallest text: the choice must not depend on the order of the journals.
  std::optional<std::pair<Line, std::string>> chosen(double lr, std::uint64_t seed) const;
  void require_one_sweep(const JournalFile& file) const;
  void note_disagreements();

  JournalHeader header_;
  std::vector<std::unique_ptr<JournalFile>> files_;
  std::map<std::string, std::vector<Line>> lines_;  // by key, at most one of each file, in the order of files
  std::map<std::string, Open> open_;                // by key, of the last file
  std::size_t known_runs_ = 0;
  std::map<std::uint64_t, StartCurvature> starts_;  // by seed
  std::vector<std::string> notes_;
  mutable std::mutex mutex_;
};

}  // namespace lrscope
