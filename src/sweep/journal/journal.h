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

#include "lrscope/records.h"
#include "lrscope/sweep.h"
#include "sweep/journal/journal_file.h"

namespace lrscope {

/// The journal that a sweep writes to and goes on from, or those of its shards, joined.
class Journal final : public RunMemory {
 public:
  /// Creates `path`, or opens it and removes a torn last line. Only one process at a time; one that was
  /// killed is given two seconds to be gone. Throws: UsageError, with the differences, if it belongs to
  /// another sweep or is no journal; DataError for a damaged line; IoError.
  Journal(const std::string& path, const JournalHeader& header);

  /// The journals of the shards of one sweep, to read; whatever their order, the result is the same. Throws: UsageError,
  /// with the differences, if they are not of one sweep, or one is no journal; DataError for a damaged line; IoError.
  explicit Journal(const std::vector<std::string>& paths);

  std::optional<FinishedRun> recall(double lr, std::uint64_t seed) const override;
  std::optional<StartCurvature> recall_start(std::uint64_t seed) const override;
  /// Requires: a journal to write to.
  void remember(const FinishedRun& finished) override;

  const JournalHeader& header() const { return header_; }
  /// Runs that were there when it was opened.
  std::size_t known_runs() const { return lines_.size(); }
  bool was_torn() const { return files_.front()->is_torn(); }
  /// What was found in those that were joined: torn lines, and runs that two journals tell differently.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct Line {
    std::size_t file;
    std::int64_t offset;
    std::size_t size;
  };
  struct Disagreement {
    std::size_t file;
    std::string key;
    std::size_t earlier;  // file
    auto operator<=>(const Disagreement&) const = default;
  };

  void read(std::unique_ptr<JournalFile> file);
  void take(std::string_view line, std::int64_t offset);
  std::string text(const Line& line) const { return files_[line.file]->text(line.offset, line.size); }
  void require_one_sweep(const JournalFile& file) const;
  std::string sentence(const Disagreement& disagreement) const;

  JournalHeader header_;
  std::vector<std::unique_ptr<JournalFile>> files_;
  std::map<std::string, std::vector<Line>> lines_;  // by key, one of each file
  std::map<std::uint64_t, StartCurvature> starts_;  // by seed
  std::vector<Disagreement> disagreements_;
  std::vector<std::string> notes_;
  std::mutex mutex_;
};

}  // namespace lrscope
