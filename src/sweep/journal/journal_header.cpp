// What the header of a journal must have, and what its runs have in common.
#include <cmath>
#include <string>

#include "base/hash.h"
#include "base/text.h"
#include "spec/axis.h"
#include "sweep/journal/journal_text.h"

namespace lrscope {

void require_work(const JournalHeader& header) {
  const auto& tolerance = header.begin.boundary_tolerance;
  if (header.seeds.empty()) throw MalformedLine("without seeds");
  if (header.learning_rates.empty() && !tolerance) throw MalformedLine("without learning rates");
  for (const double rate : header.learning_rates)
    if (!(rate > 0 && std::isfinite(rate))) throw MalformedLine("a learning rate of " + number_text(rate));
  if (tolerance && !(*tolerance >= least_tolerance && *tolerance <= most_tolerance))
    throw MalformedLine("a search to " + number_text(*tolerance));
  for (const auto count : {header.begin.rows, header.begin.held_rows.value_or(0), header.begin.parameters})
    if (count < 0) throw MalformedLine("a negative count");
}

std::string identity_of(const JournalHeader& header) {
  JournalHeader same = header;
  same.begin.command.clear();
  same.begin.data_path.clear();
  same.begin.codings.clear();  // follows from data and configuration
  same.learning_rates.clear();
  same.begin.boundary_tolerance.reset();
  same.seeds.clear();
  std::erase_if(same.begin.config, [](const auto& row) { return row.first == "lr" || row.first == "seeds"; });
  return hash_of(header_line(same));
}

std::string key_of(std::string_view identity, double lr, std::uint64_t seed) {
  return hash_of(std::string(identity) + " " + number_text(lr) + " " + std::to_string(seed));
}

}  // namespace lrscope
