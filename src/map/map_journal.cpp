#include "map/map_journal.h"

#include <exception>

#include "sweep/journal/journal_text.h"

namespace lrscope {
namespace {

/// What a kill may lose: the cells of so much time.
constexpr std::chrono::milliseconds line_interval{250};
constexpr std::size_t most_cells_in_line = 4096;

}  // namespace

MapJournal::MapJournal(const std::string& path, const JournalHeader& header, std::size_t cells)
    : cells_(cells),
      file_(path, open_journal_to_write(path), map_to_go_on),
      pending_(std::make_unique<JournalCells>()),
      written_at_(std::chrono::steady_clock::now()) {
  // Of other work, the first line says so; what the others hold is not for a map to judge.
  file_.read([&](std::string_view line, std::int64_t) {
    if (file_.header()->begin.work == header.begin.work) known_cells_ += cells_of(line).cells.size();
  });
  file_.go_on(header);
  pending_->key = file_.identity();
}

MapJournal::~MapJournal() {
  try {
    flush();
  } catch (const std::exception&) {
  }
}

JournalCells MapJournal::cells_of(std::string_view line) const {
  JournalCells entry = read_cells(line);
  if (entry.key != file_.identity()) throw ForeignLine{};
  for (const auto& [cell, end] : entry.cells)
    if (cell >= cells_) throw MalformedLine("cell " + std::to_string(cell) + " of a map of " + std::to_string(cells_));
  return entry;
}

void MapJournal::recall(MapCells& cells) const {
  file_.read_again([&](std::string_view line, std::int64_t) {
    for (const auto& [cell, end] : cells_of(line).cells) cells.set(cell, end.outcome, end.score);
  });
}

void MapJournal::remember(std::size_t cell, const CellEnd& end) {
  const std::lock_guard lock(mutex_);
  pending_->cells.emplace_back(cell, end);
  if (pending_->cells.size() >= most_cells_in_line || std::chrono::steady_clock::now() - written_at_ >= line_interval)
    write_pending();
}

void MapJournal::flush() {
  const std::lock_guard lock(mutex_);
  write_pending();
}

void MapJournal::write_pending() {
  if (pending_->cells.empty()) return;
  const std::string line = cells_line(*pending_);
  pending_->cells.clear();  // what a full disk does not take is not tried again
  written_at_ = std::chrono::steady_clock::now();
  file_.append(line);
}

}  // namespace lrscope
