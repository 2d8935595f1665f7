// A file, as bytes → table → dataset and profile. Byte 0 chooses options; the rest is the file.
#include <cmath>
#include <string>
#include <vector>

#include "base/text.h"
#include "data/column_profile.h"
#include "data/csv/csv_table.h"
#include "data/csv/record_parser.h"
#include "data/encode.h"
#include "fuzz.h"

namespace {
using namespace lrscope;
using fuzz::require;

DataSpec spec_of(std::uint8_t choice) {
  constexpr MissingPolicy policies[] = {MissingPolicy::error, MissingPolicy::drop, MissingPolicy::mean,
                                        MissingPolicy::median};
  constexpr Scaling scalings[] = {Scaling::none, Scaling::standard, Scaling::minmax, Scaling::robust};
  DataSpec spec;
  spec.missing = policies[choice & 3];
  spec.scale = scalings[choice >> 2 & 3];
  if (choice & 16) spec.header = (choice & 32) != 0;
  if (choice & 64) spec.delimiter = (choice & 128) != 0 ? ';' : ',';
  return spec;
}

using Rows = std::vector<std::vector<std::string>>;

/// The records of `text` in blocks of `block` bytes.
Rows records_of(std::string_view text, std::size_t block) {
  Rows rows;
  RecordParser parser("f", ',', [&](const Record& record) {
    auto& cells = rows.emplace_back(1, std::to_string(record.line));
    for (std::size_t i = 0; i < record.width(); ++i) cells.emplace_back(record.cell(i));
  });
  for (; !text.empty(); text.remove_prefix(std::min(block, text.size())))
    if (parser.add(text.substr(0, block)) < std::min(block, text.size())) return rows;
  rows.push_back({parser.finish() ? "closed" : "open"});
  return rows;
}

std::string in_csv_quotes(std::string_view cell) {
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

bool has_control_character(std::string_view text) {
  for (const char c : text)
    if (const auto byte = static_cast<unsigned char>(c); byte < 0x09 || (byte > 0x0d && byte < 0x20)) return true;
  return false;
}

/// Every cell in quotes, one row a line.
std::string written(const CsvTable& table) {
  std::string text;
  const auto add = [&](Index column, std::string_view cell) {
    if (column > 0) text += ',';
    text += in_csv_quotes(cell);
  };
  for (Index column = 0; column < table.columns(); ++column)
    add(column, table.names()[static_cast<std::size_t>(column)]);
  text += '\n';
  for (Index row = 0; row < table.rows(); ++row) {
    for (Index column = 0; column < table.columns(); ++column) add(column, table.cell(row, column));
    text += '\n';
  }
  return text;
}

void require_round_trip(const CsvTable& table) {
  const std::string text = written(table);
  if (has_control_character(text)) return;  // far into a file it passes, at its beginning it is binary
  const CsvTable again({"again", text}, {.delimiter = ',', .header = true});
  require(again.names() == table.names(), "names survive being written and read");
  require(again.rows() == table.rows(), "rows survive being written and read");
  for (Index row = 0; row < table.rows(); ++row)
    for (Index column = 0; column < table.columns(); ++column)
      require(again.cell(row, column) == table.cell(row, column), "cells survive being written and read");
}

void require_sound(const CsvTable& table) {
  for (Index row = 0; row < table.rows(); ++row) {
    require(table.line(row) >= (row == 0 ? 1 : table.line(row - 1) + 1), "lines ascend");
    for (Index column = 0; column < table.columns(); ++column)
      require(trimmed(table.cell(row, column)) == table.cell(row, column), "cells carry no space around them");
  }
}

/// How `encode` ends where it stops at the first defect.
bool is_accepted(const CsvTable& table, const DataSpec& spec) {
  try {
    encode(table, spec);
    return true;
  } catch (const DataError&) {
    return false;
  }
}

void require_sound(const CsvTable& table, const DataSpec& spec) {
  int defects = 0;
  const Dataset data = encode(table, spec, [&](const Defect& defect) {
    ++defects;
    require(printable(defect.message).find('\x1b') == std::string::npos, "messages can be printed");
  });
  require(is_accepted(table, spec) == (defects == 0), "both ways of reading are of one mind");
  if (defects > 0) return;
  require(data.inputs.allFinite() && data.targets.allFinite(), "an accepted table holds finite numbers only");
  require(data.inputs.rows() == static_cast<Index>(data.feature_names.size()), "every input has a name");
  require(data.targets.rows() == static_cast<Index>(data.target_names.size()), "every output has a name");
  require(data.inputs.cols() == data.targets.cols() && data.rows() >= 2, "inputs and targets are of the same rows");
  require(data.lines.size() == static_cast<std::size_t>(data.rows()), "every row has its line");
}

void require_sound(const Profile& profile, const CsvTable& table) {
  require(profile.columns.size() == table.names().size(), "every column is described");
  for (const ColumnProfile& column : profile.columns) {
    require(column.missing >= 0 && column.missing <= table.rows(), "no more cells are missing than there are");
    if (!column.statistics) continue;
    const ColumnStatistics& s = *column.statistics;
    require(std::isfinite(s.min) && std::isfinite(s.max) && s.min <= s.max, "the range is one");
    require(s.min <= s.mean && s.mean <= s.max, "the mean lies in the range");
    require(s.std >= 0 && s.rms >= 0 && s.unique >= 1, "deviations are not negative");
  }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = fuzz::text_of(data + 1, size - 1);
  require(records_of(bytes, bytes.size() + 1) == records_of(bytes, 1 + size % 7), "blocks may end anywhere");
  const DataSpec spec = spec_of(data[0]);
  try {
    const CsvTable table({"f.csv", bytes}, spec);
    require_sound(table);
    require_round_trip(table);
    if (table.rows() == 0) return 0;
    require_sound(table, spec);
    require_sound(profile_of(table, spec), table);
  } catch (const DataError&) {
  } catch (const UsageError&) {
  }
  return 0;
}
