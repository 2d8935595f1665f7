// The journal of a map: a file that holds every finished cell, so that a map that was killed goes on where it was.
//
// Cells end by the thousand a second: a line holds those of the last moment (journal_file.h), and a kill loses at most
// that much.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "map/map_record.h"
#include "sweep/journal/journal_file.h"
#include "train/run_end.h"

namespace lrscope {

struct JournalCells;

/// Knows the cells that were run before, in this process or in another.
class MapJournal {
 public:
  /// Creates `path`, or opens it and removes a torn last line; one process at a time. `cells`: how many the map has.
  /// Throws: as Journal.
  MapJournal(const std::string& path, const JournalHeader& header, std::size_t cells);
  /// Writes what is pending, and says nothing where it cannot be written.
  ~MapJournal();

  /// Fills what is known.
  void recall(MapCells& cells) const;
  /// Thread-safe. Throws: IoError.
  void remember(std::size_t cell, const CellEnd& end);
  /// No more cells will come for now. Throws: IoError.
  void flush();

  /// Cells that were there when it was opened.
  std::size_t known_cells() const { return known_cells_; }
  bool was_torn() const { return file_.is_torn(); }

 private:
  JournalCells cells_of(std::string_view line) const;
  void write_pending();

  std::size_t cells_;
  JournalFile file_;
  std::size_t known_cells_ = 0;
  std::mutex mutex_;
  std::unique_ptr<JournalCells> pending_;
  std::chrono::steady_clock::time_point written_at_;
};

}  // namespace lrscope
