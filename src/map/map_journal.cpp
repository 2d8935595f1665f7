#include "map/map_journal.h"

#include <exception>

#include "sweep/journal/journal_text.h"

namespace lrscope {
namespace {

/// A kill loses the cells of at most this time.
constexpr std::chrono::milliseconds line_interval{250};
constexpr std::size_t most_cells_in_line = 4096;

}  // namespace

MapJournal::MapJournal(const std::string& path, const JournalHeader& header, std::size_t cells)
    : cells_(cells),
      file_(path, open_journal_to_write(path), map_to_go_on),
      written_at_(std::chrono::steady_clock::now()) {
  // A journal of other work is refused for its header, by go_on().
  file_.read([&](std::string_view line, const JournalFile::Place& place) {
    if (file_.header()->begin.work != header.begin.work) return;
    known_cells_ += cells_of(line).size();
    lines_.push_back(place);
  });
  file_.go_on(header);
}

MapJournal::~MapJournal() {
  try {
    flush();
  } catch (const std::exception&) {
  }
}

std::vector<std::pair<std::size_t, CellEnd>> MapJournal::cells_of(std::string_view line) const {
  JournalCells entry = read_cells(line);
  if (entry.key != file_.identity()) throw ForeignLine{};
  for (const auto& [cell, end] : entry.cells)
    if (cell >= cells_) throw MalformedLine("cell " + std::to_string(cell) + " of a map of " + std::to_string(cells_));
  return std::move(entry.cells);
}

void MapJournal::recall(MapCells& cells) const {
  for (const JournalFile::Place& line : lines_)
    for (const auto& [cell, end] : cells_of(file_.text(line))) cells.set(cell, end.outcome, end.score);
}

void MapJournal::remember(std::size_t cell, const CellEnd& end) {
  const std::lock_guard lock(mutex_);
  pending_.emplace_back(cell, end);
  if (pending_.size() >= most_cells_in_line || std::chrono::steady_clock::now() - written_at_ >= line_interval)
    write_pending();
}

void MapJournal::flush() {
  const std::lock_guard lock(mutex_);
  write_pending();
}

void MapJournal::write_pending() {
  if (pending_.empty()) return;
  const std::string line = cells_line(file_.identity(), pending_);
  pending_.clear();  // what a full disk does not take is not tried again
  written_at_ = std::chrono::steady_clock::now();
  file_.append(line);
}

}  // namespace lrscope
