#include "map/map_journal.h"

#include <exception>

#include "lrscope/errors.h"
#include "map/map.h"
#include "map/refinement.h"
#include "sweep/journal/journal_text.h"

namespace lrscope {
namespace {

/// A kill loses the cells of at most this time.
constexpr std::chrono::milliseconds line_interval{250};
constexpr std::size_t most_cells_in_line = 4096;

/// Of a map of `count` cells. Throws: MalformedLine, ForeignLine.
std::vector<NumberedEnd> cells_in(std::string_view line, const std::string& identity, std::size_t count) {
  JournalCells entry = read_cells(line);
  if (entry.key != identity) throw ForeignLine{};
  for (const auto& [cell, end] : entry.cells)
    if (cell >= count) throw MalformedLine("cell " + std::to_string(cell) + " of a map of " + std::to_string(count));
  return std::move(entry.cells);
}

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
  return cells_in(line, file_.identity(), cells_);
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

JournalledMap::JournalledMap(std::string_view header) : header_(read_header(header)), identity_(identity_of(header_)) {
  try {
    const MapSpec spec = map_of_config(header_.begin.config);
    is_refined_ = spec.refine;
    result_ = empty_map(spec);
  } catch (const UsageError&) {
    throw MalformedLine("axes that no map has");
  }
}

void JournalledMap::add(std::string_view line) {
  MapCells& cells = result_.cells;
  for (const auto& [cell, end] : cells_in(line, identity_, cells.outcome.size()))
    cells.set(cell, end.outcome, end.score);
}

void JournalledMap::infer() {
  if (!is_refined_) return;
  MapCells& cells = result_.cells;
  Refinement refinement(cells);
  const auto was_run = [&](const std::vector<bool>& wanted) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (wanted[i] && !cells.is_known(i)) return false;
    return true;
  };
  while (const auto wanted = refinement.next())
    if (!was_run(*wanted)) break;
  result_.inferred = refinement.inferred();
}

}  // namespace lrscope
