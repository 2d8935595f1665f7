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

  std::optional<FinishedRun> recall(double lr, std::uint64_t seed) const override;
  std::optional<StartCurvature> recall_start(std::uint64_t seed) const override;
  /// Requires: not joined.
  void remember(const FinishedRun& finished) override;

  const JournalHeader& header() const { return header_; }
  /// Runs that it contained when it was opened.
  std::size_t known_runs() const { return lines_.size(); }
  bool was_torn() const { return files_.front()->is_torn(); }
  /// Of joined journals: torn lines, and runs that differ between two journals.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct Line {
    std::size_t file;
    JournalFile::Place place;
  };

  void read(std::unique_ptr<JournalFile> file);
  void take(std::string_view line, const JournalFile::Place& place);
  std::string text(const Line& line) const { return files_[line.file]->text(line.place); }
  void require_one_sweep(const JournalFile& file) const;
  void note_disagreements();

  JournalHeader header_;
  std::vector<std::unique_ptr<JournalFile>> files_;
  std::map<std::string, std::vector<Line>> lines_;  // by key, at most one of each file, in the order of files
  std::map<std::uint64_t, StartCurvature> starts_;  // by seed
  std::vector<std::string> notes_;
  std::mutex mutex_;
};

}  // namespace lrscope
