// The lines of a journal (journal_file.h), one JSON object each, written and read back to the bit.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sweep/journal/journal.h"
#include "train/watch/stop_rule.h"

namespace lrscope {

/// The header of a journal with another layout of its lines.
struct OtherSchema : MalformedLine {
  OtherSchema(const std::string& schema, std::string its_version)
      : MalformedLine(schema), version(std::move(its_version)) {}

  std::string version;  // of the lrscope that wrote it
};

/// Each with a newline at the end.
std::string header_line(const JournalHeader& header);
std::string run_line(const RunRecord& run, const std::string& key);
/// Some steps of a run under way, before its own line. Requires: at least one.
std::string steps_line(std::span<const StepRecord> steps, const std::string& key);

/// True if `text` can be the beginning of a header line that was torn off.
bool may_begin_header(std::string_view text);

/// Throws: MalformedLine, OtherSchema.
JournalHeader read_header(std::string_view line);
/// Throws: MalformedLine for a header that no sweep and no map has: without seeds, with a learning rate below 0.
void require_work(const JournalHeader& header);
struct JournalLine {
  std::string key;
  RunRecord run;
};
JournalLine read_run(std::string_view line);

struct JournalSteps {
  std::string key;  // of their run
  std::vector<StepRecord> steps;
};
bool is_steps_line(std::string_view line);
/// Throws: MalformedLine.
JournalSteps read_steps(std::string_view line);

using NumberedEnd = std::pair<std::size_t, CellEnd>;  // of a cell of a map
/// {"type":"cells","key":…,"trained":[[cell,score],…],"nonfinite":[…]}, with a newline at the end.
std::string cells_line(const std::string& key, const std::vector<NumberedEnd>& cells);
struct JournalCells {
  std::string key;
  std::vector<NumberedEnd> cells;
};
/// Throws: MalformedLine.
JournalCells read_cells(std::string_view line);

/// A hash of everything that the runs of a journal have in common: configuration, data, θ_0 and version.
std::string identity_of(const JournalHeader& header);

/// The key of one run of a sweep with this identity.
std::string key_of(std::string_view identity, double lr, std::uint64_t seed);

}  // namespace lrscope
