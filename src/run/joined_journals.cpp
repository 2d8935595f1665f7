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
    files_.push_back(std::make_unique<JournalFile>(path, open_journal_to_read(path), journal_to_join));
    const auto& header = files_.back()->header();
    if (!header) {
      notes_.push_back(path + ": this journal is empty");
      files_.pop_back();
      continue;
    }
    if (files_.size() > 1)
      if (auto lines = differences(*files_.front()->header(), *header,
                                   {"in " + in_quotes(files_.front()->path()), "in " + in_quotes(path)});
          !lines.empty())
        throw UsageError("merge: " + in_quotes(files_.front()->path()) + " and " + in_quotes(path) +
                             " belong to different sweeps; name journals of one. What differs:",
                         std::move(lines));
    // The path of the data may differ: whatever the order of the journals, the same one is kept.
    if (const std::string text = header_line(*header); smallest.empty() || text < smallest) {
      smallest = text;
      header_ = *header;
    }
  }
  if (files_.empty()) refuse_empty(paths);
  identity_ = identity_of(header_);
  add_notes();
}

void JoinedJournals::add_notes() {
  for (const auto& file : files_)
    if (file->is_torn())
      notes_.push_back(file->path() + ": the last line is torn, its run was not finished; it is left out");
  if (header_.holds_seconds) return;  // no run takes equally long twice
  for (std::size_t i = 0; i < files_.size(); ++i)
    for (const std::string& key : files_[i]->keys())
      for (std::size_t j = 0; j < i; ++j)
        if (files_[j]->holds(key) && files_[j]->line(key) != files_[i]->line(key))
          add_disagreement(j, i, key);
}

void JoinedJournals::add_disagreement(std::size_t one, std::size_t other, const std::string& key) {
  const RunRecord run = read_run(files_[one]->line(key)).finished.run;
  notes_.push_back(files_[one]->path() + " and " + files_[other]->path() + " tell the run of lr " +
                   number_text(run.lr) + ", seed " + std::to_string(run.seed) +
                   " differently (machines of different kinds round differently); one of them is taken");
}

// Of two lines for one run the smaller is taken, whatever the order of the journals.
std::optional<FinishedRun> JoinedJournals::recall(double lr, std::uint64_t seed) const {
  const std::string key = key_of(identity_, lr, seed);
  std::optional<std::string> smallest;
  for (const auto& file : files_) {
    if (!file->holds(key)) continue;
    std::string line = file->line(key);
    if (!smallest || line < *smallest) smallest = std::move(line);
  }
  if (!smallest) return std::nullopt;
  return read_run(*smallest).finished;
}

std::optional<StartCurvature> JoinedJournals::recall_start(std::uint64_t seed) const {
  for (const auto& file : files_)
    if (const auto found = file->starts().find(seed); found != file->starts().end()) return found->second;
  return std::nullopt;
}

}  // namespace lrscope
