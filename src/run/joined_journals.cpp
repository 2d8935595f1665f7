// The journals of the shards of one sweep, as the memory of the whole.
#include <utility>

#include "journal_opening.h"
#include "journal_text.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/run/journal.h"

namespace lrscope {
namespace {

[[noreturn]] void refuse_empty(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) names.push_back(in_quotes(path));
  throw UsageError("merge: " + join(names, ", ") +
                   (names.size() == 1 ? ": this journal is" : ": these journals are") +
                   " empty; run the shards, with these as their --journal, then merge again.");
}

}  // namespace

JoinedJournals::JoinedJournals(const std::vector<std::string>& paths) {
  std::string smallest;
  for (const std::string& path : paths) {
    journals_.push_back(std::make_unique<JournalRuns>(path, open_journal_to_read(path), journal_to_join));
    const auto& header = journals_.back()->file().header();
    if (!header) {
      notes_.push_back(path + ": this journal is empty");
      journals_.pop_back();
      continue;
    }
    if (header->begin.work != Work::sweep)
      throw UsageError("merge: " + in_quotes(path) + ": this is the journal of a " +
                       std::string(name_of(header->begin.work)) +
                       "; the same command with this --journal goes on from it.");
    const JournalFile& first = journals_.front()->file();
    if (journals_.size() > 1)
      if (auto lines = differences(*first.header(), *header,
                                   {"in " + in_quotes(first.path()), "in " + in_quotes(path)});
          !lines.empty())
        throw UsageError("merge: " + in_quotes(first.path()) + " and " + in_quotes(path) +
                             " belong to different sweeps; name journals of one. What differs:",
                         std::move(lines));
    // The path of the data may differ: whatever the order of the journals, the same one is kept.
    if (const std::string text = header_line(*header); smallest.empty() || text < smallest) {
      smallest = text;
      header_ = *header;
    }
  }
  if (journals_.empty()) refuse_empty(paths);
  identity_ = identity_of(header_);
  add_notes();
}

void JoinedJournals::add_notes() {
  for (const auto& journal : journals_)
    if (journal->file().is_torn())
      notes_.push_back(journal->file().path() + ": the last line is torn, its run was not finished; it is left out");
  if (header_.holds_seconds) return;  // no run takes equally long twice
  for (std::size_t i = 0; i < journals_.size(); ++i)
    for (const std::string& key : journals_[i]->keys())
      for (std::size_t j = 0; j < i; ++j)
        if (journals_[j]->holds(key) && journals_[j]->line(key) != journals_[i]->line(key))
          add_disagreement(j, i, key);
}

void JoinedJournals::add_disagreement(std::size_t one, std::size_t other, const std::string& key) {
  const RunRecord run = read_run(journals_[one]->line(key), header_).finished.run;
  notes_.push_back(journals_[one]->file().path() + " and " + journals_[other]->file().path() + " tell the run of lr " +
                   number_text(run.lr) + ", seed " + std::to_string(run.seed) +
                   " differently (machines of different kinds round differently); one of them is taken");
}

// Of two lines for one run the smaller is taken, whatever the order of the journals.
std::optional<FinishedRun> JoinedJournals::recall(double lr, std::uint64_t seed) const {
  const std::string key = key_of(identity_, lr, seed);
  std::optional<std::string> smallest;
  for (const auto& journal : journals_) {
    if (!journal->holds(key)) continue;
    std::string line = journal->line(key);
    if (!smallest || line < *smallest) smallest = std::move(line);
  }
  if (!smallest) return std::nullopt;
  return read_run(*smallest, header_).finished;
}

std::optional<StartCurvature> JoinedJournals::recall_start(std::uint64_t seed) const {
  for (const auto& journal : journals_)
    if (const auto found = journal->starts().find(seed); found != journal->starts().end()) return found->second;
  return std::nullopt;
}

}  // namespace lrscope
