// The journal of a map: a file of all finished cells. A line contains those of the last moment, the most a kill loses.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "map/map_record.h"
#include "sweep/journal/journal_file.h"
#include "train/watch/stop_rule.h"

namespace lrscope {

class MapJournal {
 public:
  /// As Journal. `cells`: of the map.
  MapJournal(const std::string& path, const JournalHeader& header, std::size_t cells);
  /// Writes what is pending; ignores errors.
  ~MapJournal();

  /// Fills the cells that the journal contained when it was opened.
  void recall(MapCells& cells) const;
  /// Thread-safe. Throws: IoError.
  void remember(std::size_t cell, const CellEnd& end);
  /// Writes what is pending. Throws: IoError.
  void flush();
  /// Throws: IoError unless the file is there as it was written.
  void require_kept() { file_.require_kept(); }

  /// Cells that it contained when it was opened.
  std::size_t known_cells() const { return known_cells_; }
  bool was_torn() const { return file_.is_torn(); }

 private:
  std::vector<std::pair<std::size_t, CellEnd>> cells_of(std::string_view line) const;
  void write_pending();

  std::size_t cells_;
  JournalFile file_;
  std::vector<JournalFile::Place> lines_;  // that it contained when it was opened
  std::size_t known_cells_ = 0;
  std::mutex mutex_;
  std::vector<std::pair<std::size_t, CellEnd>> pending_;
  std::chrono::steady_clock::time_point written_at_;
};

/// The map that lines of a journal hold, however far it came.
class JournalledMap {
 public:
  /// `header`: the first line. Throws: MalformedLine, OtherSchema.
  explicit JournalledMap(std::string_view header);

  /// Takes a line of cells. Throws: MalformedLine, ForeignLine.
  void add(std::string_view line);
  /// Adds the cells that --refine took from their neighbours, as far as these were run.
  void infer();

  const JournalHeader& header() const { return header_; }
  const MapResult& result() const { return result_; }

 private:
  JournalHeader header_;
  std::string identity_;
  bool is_refined_ = false;
  MapResult result_;
};

}  // namespace lrscope
