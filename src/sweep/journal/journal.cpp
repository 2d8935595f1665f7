#include "sweep/journal/journal.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/result_file.h"
#include "base/text.h"
#include "lrscope/errors.h"
#include "report/lists.h"
#include "sweep/journal/journal_text.h"

namespace lrscope {
namespace {

[[noreturn]] void refuse_empty(const std::vector<std::string>& paths) {
  throw UsageError("merge: " + quoted_list(paths, most_listed) +
                   (paths.size() == 1 ? ": this journal is" : ": these journals are") +
                   " empty; run the shards, with these as their --journal, then merge again.");
}

/// `all` without the paths of a file that an earlier one names, too. A path of no file stays, and is refused when it is opened.
std::vector<std::string> distinct_files(const std::vector<std::string>& all) {
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  std::vector<std::string> paths;
  for (const std::string& path : all) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0 || seen.insert(device_and_inode(status)).second) paths.push_back(path);
  }
  return paths;
}

}  // namespace

Journal::Journal(const std::string& path, const JournalHeader& header) {
  read(std::make_unique<JournalFile>(path, open_journal_to_write(path), sweep_to_go_on));
  files_.front()->go_on(header);
  header_ = *files_.front()->header();
  known_runs_ = lines_.size();
}

Journal::Journal(const std::vector<std::string>& all_paths) {
  const std::vector<std::string> paths = distinct_files(all_paths);
  std::string smallest;
  for (const std::string& path : paths) {
    read(std::make_unique<JournalFile>(path, journal_to_join));
    const auto& header = files_.back()->header();
    if (!header) {
      notes_.push_back(path + ": this journal is empty");
      files_.pop_back();
      continue;
    }
    require_one_sweep(*files_.back());
    // The path of the data may differ: the choice must not depend on the order of the journals.
    if (const std::string text = header_line(*header); smallest.empty() || text < smallest) {
      smallest = text;
      header_ = *header;
    }
  }
  if (files_.empty()) refuse_empty(paths);
  for (const auto& file : files_)
    if (file->is_torn())
      notes_.push_back(file->path() + ": the last line is incomplete: its run was not finished and is left out");
  if (!header_.holds_seconds) note_disagreements();  // no run takes equally long twice
  known_runs_ = lines_.size();
}

void Journal::Open::add(const JournalFile::Place& place, std::span<const StepRecord> steps) {
  if (steps.front().step == 0) *this = {};  // a run that was repeated
  if (steps.front().step != count) throw MalformedLine("steps that do not follow those before them");
  lines.push_back(place);
  count += std::ssize(steps);
}

void Journal::read(std::unique_ptr<JournalFile> file) {
  open_.clear();
  files_.push_back(std::move(file));
  files_.back()->read([this](std::string_view line, const JournalFile::Place& place) { take(line, place); });
  open_.clear();  // their runs are repeated
}

void Journal::take(std::string_view line, const JournalFile::Place& place) {
  const JournalFile& file = *files_.back();
  if (file.header()->begin.work != Work::sweep) return;  // the file is refused for its header
  if (is_steps_line(line)) {
    const JournalSteps entry = read_steps(line);
    return open_[entry.key].add(place, entry.steps);
  }
  const auto [key, run] = read_run(line);
  if (key != key_of(file.identity(), run.lr, run.seed)) throw ForeignLine{{{run.lr, run.seed}}};
  const Open steps = std::move(open_[key]);
  open_.erase(key);
  if (file.header()->holds_steps && steps.count < run.steps) throw MalformedLine("a run without all of its steps");
  starts_.try_emplace(run.seed, run.start);
  const std::size_t number = files_.size() - 1;
  std::vector<Line>& known = lines_[key];
  if (!known.empty() && known.back().file == number) return;
  known.push_back({number, place, steps.lines});
}

void Journal::require_one_sweep(const JournalFile& file) const {
  const std::string name = in_quotes(file.path()), first = in_quotes(files_.front()->path());
  if (file.header()->begin.work != Work::sweep)
    throw UsageError("merge: " + name + ": this is the journal of a " +
                     std::string(name_of(file.header()->begin.work)) +
                     "; the same command with this --journal resumes from it.");
  if (auto lines = differences(*files_.front()->header(), *file.header(), "in " + first, "in " + name); !lines.empty())
    throw UsageError(
        "merge: " + first + " and " + name + " belong to different sweeps; name journals of one. What differs:",
        std::move(lines));
}

bool Journal::are_alike(const Line& first, const Line& second) const {
  return text(first) == text(second) && std::ranges::equal(first.steps, second.steps, [&](auto one, auto other) {
           return files_[first.file]->text(one) == files_[second.file]->text(other);
         });
}

void Journal::note_disagreements() {
  for (std::size_t file = 1; file < files_.size(); ++file)
    for (const auto& [key, lines] : lines_) {
      const auto own = std::ranges::find(lines, file, &Line::file);
      if (own == lines.end() || own == lines.begin()) continue;
      const RunRecord run = read_run(text(lines.front())).run;
      for (auto earlier = lines.begin(); earlier != own; ++earlier)
        if (!are_alike(*earlier, *own))
          notes_.push_back(files_[earlier->file]->path() + " and " + files_[file]->path() + " record the run of lr " +
                           number_text(run.lr) + ", seed " + std::to_string(run.seed) +
                           " differently (different machines round differently); one of them is used");
    }
}

std::optional<std::pair<Journal::Line, std::string>> Journal::chosen(double lr, std::uint64_t seed) const {
  const std::lock_guard lock(mutex_);
  const auto found = lines_.find(key_of(files_.front()->identity(), lr, seed));
  if (found == lines_.end()) return std::nullopt;
  std::optional<std::pair<Line, std::string>> smallest;
  for (const Line& line : found->second)
    if (std::string other = text(line); !smallest || other < smallest->second) smallest = {line, std::move(other)};
  return smallest;
}

std::optional<RunRecord> Journal::recall(double lr, std::uint64_t seed) const {
  const auto line = chosen(lr, seed);
  return line ? std::optional(read_run(line->second).run) : std::nullopt;
}

void Journal::recall_steps(double lr, std::uint64_t seed, const TakeStep& take) const {
  const auto line = chosen(lr, seed);
  if (!line) return;
  for (const JournalFile::Place& place : line->first.steps)
    for (const StepRecord& step : read_steps(files_[line->first.file]->text(place)).steps) take(step);
}

std::optional<StartCurvature> Journal::recall_start(std::uint64_t seed) const {
  const auto found = starts_.find(seed);
  return found == starts_.end() ? std::nullopt : std::optional(found->second);
}

void Journal::remember_steps(double lr, std::uint64_t seed, std::span<const StepRecord> steps) {
  JournalFile& file = *files_.front();
  const std::string key = key_of(file.identity(), lr, seed), line = steps_line(steps, key);
  const std::lock_guard lock(mutex_);
  open_[key].add(file.append(line), steps);
}

void Journal::remember(const RunRecord& run) {
  JournalFile& file = *files_.front();
  const std::string key = key_of(file.identity(), run.lr, run.seed), line = run_line(run, key);
  const std::lock_guard lock(mutex_);
  lines_[key] = {{0, file.append(line), std::move(open_[key].lines)}};
  open_.erase(key);
}

void Journal::require_kept() {
  const std::lock_guard lock(mutex_);
  files_.front()->require_kept();
}

}  // namespace lrscope
