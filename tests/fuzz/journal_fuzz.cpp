// The journal of a sweep, as a file: what is read of it is written as the same, and it may be torn anywhere.
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>

#include "fuzz.h"
#include "lrscope/errors.h"
#include "sweep/journal/journal.h"
#include "sweep/journal/journal_text.h"

namespace {
using namespace lrscope;
using fuzz::require;

/// A descriptor of one file without a name, which holds `bytes` and nothing else.
int file_of(std::string_view bytes) {
  static std::FILE* const file = std::tmpfile();
  require(file != nullptr, "a temporary file can be made");
  const int own = fileno(file);
  require(ftruncate(own, 0) == 0, "the file can be emptied");
  require(pwrite(own, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()), "the file can be written");
  return dup(own);
}

void require_round_trip(const JournalHeader& header) {
  const std::string line = header_line(header);
  require(line.find('\n') == line.size() - 1, "a header is one line");
  require(header_line(read_header(line)) == line, "a written header is read as the same");
  require(differences(header, read_header(line)).empty(), "a written header is the same sweep");
}

void require_round_trip(const JournalLine& entry) {
  const std::string line = run_line(entry.run, entry.key);
  require(line.find('\n') == line.size() - 1, "a run is one line");
  const JournalLine again = read_run(line);
  require(again.key == entry.key && run_line(again.run, again.key) == line, "a written run is read as the same");
}

void require_round_trip(const JournalSteps& entry) {
  const std::string line = steps_line(entry.steps, entry.key);
  require(line.find('\n') == line.size() - 1, "steps are one line");
  require(is_steps_line(line), "a line of steps is told from the others");
  const JournalSteps again = read_steps(line);
  require(again.key == entry.key && steps_line(again.steps, again.key) == line, "written steps are read as the same");
}

void require_round_trip(const JournalCells& cells) {
  const std::string line = cells_line(cells.key, cells.cells);
  require(line.find('\n') == line.size() - 1, "cells are one line");
  const JournalCells again = read_cells(line);
  require(again.cells.size() == cells.cells.size() && cells_line(again.key, again.cells) == line,
          "written cells are read as the same");
}

/// Lines as they are, whatever file they would stand in.
void try_lines(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
    try {
      require_round_trip(read_header(line));
    } catch (const MalformedLine&) {
    }
    try {
      require_round_trip(read_run(line));
    } catch (const MalformedLine&) {
    }
    try {
      require_round_trip(read_steps(line));
    } catch (const MalformedLine&) {
    }
    try {
      require_round_trip(read_cells(line));
    } catch (const MalformedLine&) {
    }
  }
}

struct Whole {
  std::size_t runs = 0;
  std::int64_t bytes = 0;
};

/// Nothing where the bytes are refused.
std::optional<Whole> try_file(std::string_view bytes) {
  try {
    JournalFile file("j", file_of(bytes), sweep_to_go_on);
    Whole whole;
    file.read([&](std::string_view line, const JournalFile::Place& place) {
      if (file.header()->begin.work != Work::sweep) return;
      require(file.text(place) == line, "a line is found where it was read");
      if (is_steps_line(line)) return void(read_steps(line));
      read_run(line);
      ++whole.runs;
    });
    whole.bytes = file.whole_bytes();
    require(whole.bytes <= static_cast<std::int64_t>(bytes.size()), "no more is whole than there is");
    require(file.is_torn() == (whole.bytes < static_cast<std::int64_t>(bytes.size())), "the rest is torn");
    require(file.header().has_value() == (whole.bytes > 0), "the first line is the header");
    return whole;
  } catch (const DataError& error) {
    require(std::string_view(error.what()).starts_with("j:"), "a message begins with the place");
  } catch (const UsageError&) {
  }
  return std::nullopt;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  try_lines(bytes);
  const auto whole = try_file(bytes);
  if (!whole || size == 0) return 0;
  const auto torn = try_file(bytes.substr(0, size - 1 - data[size / 2] % size));
  require(torn.has_value(), "a journal may be torn anywhere");
  require(torn->runs <= whole->runs && torn->bytes <= whole->bytes, "tearing adds nothing");
  return 0;
}
