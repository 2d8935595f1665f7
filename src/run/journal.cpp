#include "lrscope/run/journal.h"

#include <utility>

#include "journal_opening.h"
#include "journal_text.h"

namespace lrscope {

JournalRuns::JournalRuns(const std::string& path, int descriptor, const JournalUse& use)
    : file_(path, descriptor, use) {
  file_.read([this](std::string_view line, std::int64_t offset) { take(line, offset); });
}

void JournalRuns::take(std::string_view line, std::int64_t offset) {
  if (file_.header()->begin.work != Work::sweep) return;  // refused for what it is, not for its lines
  const JournalLine entry = read_run(line, *file_.header());
  const RunRecord& run = entry.finished.run;
  if (entry.key != key_of(file_.identity(), run.lr, run.seed)) throw ForeignLine{{{run.lr, run.seed}}};
  places_.try_emplace(entry.key, Place{offset, line.size()});
  starts_.try_emplace(run.seed, run.start);
}

std::vector<std::string> JournalRuns::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, place] : places_) keys.push_back(key);
  return keys;
}

std::string JournalRuns::line(const std::string& key) const {
  const Place& place = places_.at(key);
  return file_.text(place.offset, place.size);
}

Journal::Journal(const std::string& path, const JournalHeader& header)
    : identity_(identity_of(header)), runs_(path, open_journal_to_write(path), sweep_to_go_on) {
  runs_.file().go_on(header);
}

std::optional<FinishedRun> Journal::recall(double lr, std::uint64_t seed) const {
  const std::string key = key_of(identity_, lr, seed);
  if (!runs_.holds(key)) return std::nullopt;
  return read_run(runs_.line(key), *runs_.file().header()).finished;
}

std::optional<StartCurvature> Journal::recall_start(std::uint64_t seed) const {
  const auto found = runs_.starts().find(seed);
  return found == runs_.starts().end() ? std::nullopt : std::optional(found->second);
}

void Journal::remember(const FinishedRun& finished) {
  const std::string line = run_line(finished, key_of(identity_, finished.run.lr, finished.run.seed));
  const std::lock_guard lock(mutex_);
  runs_.file().append(line);
}

}  // namespace lrscope
