#include "lrscope/run/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "journal_text.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"

namespace lrscope {
namespace {

/// How often a line that is written is also forced to the disk, for machines that lose power.
constexpr std::chrono::seconds sync_interval{1};

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  if (errno == EISDIR) throw IoError(path + ": is a directory; name a file.");
  throw IoError(path + ": cannot be " + what + ": " + std::strerror(errno) + ".");
}

[[noreturn]] void refuse_stranger(std::string_view name, const std::string& path) {
  throw UsageError(std::string(name) + " " + in_quotes(path) +
                   ": this file is not a journal of lrscope; name another file, it is left as it is.");
}

[[noreturn]] void refuse_empty(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) names.push_back(in_quotes(path));
  throw UsageError("merge: " + join(names, ", ") +
                   (names.size() == 1 ? ": this journal is" : ": these journals are") +
                   " empty; run the shards, with these as their --journal, then merge again.");
}

bool is_regular(int descriptor) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

/// Opens a journal to write to, as its only writer.
int open_to_write(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(path, "written");
  // A file system without locks is no reason to refuse.
  if (is_regular(descriptor) && flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    close(descriptor);
    throw IoError(path +
                  ": another lrscope is writing to this journal; wait for it to end, or give every process a "
                  "journal of its own and join them with lrscope merge.");
  }
  return descriptor;
}

int open_to_read(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) fail(path, "read");
  struct stat status {};
  if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    close(descriptor);
    errno = EISDIR;
    fail(path, "read");
  }
  return descriptor;
}

}  // namespace

JournalFile::JournalFile(const std::string& path, int descriptor, std::string_view name)
    : path_(path), descriptor_(descriptor) {
  if (!is_regular(descriptor_)) return;  // a device or a pipe remembers nothing
  try {
    index(name);
  } catch (...) {
    close(descriptor_);
    throw;
  }
}

JournalFile::~JournalFile() {
  close(descriptor_);
}

void JournalFile::index(std::string_view name) {
  std::string pending;  // the line that has not ended yet
  std::string identity;
  std::array<char, 1 << 16> block;
  long long number = 0;
  std::int64_t read_bytes = 0;
  while (true) {
    const ssize_t got = pread(descriptor_, block.data(), block.size(), read_bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path_, "read");
    if (got == 0) break;
    read_bytes += got;
    std::size_t from = pending.size();
    pending.append(block.data(), static_cast<std::size_t>(got));
    if (!header_ && !may_begin_header(pending)) refuse_stranger(name, path_);
    std::size_t begin = 0;
    for (std::size_t end; (end = pending.find('\n', from)) != std::string::npos; begin = from = end + 1) {
      const std::string_view line = std::string_view(pending).substr(begin, end - begin);
      index_line(line, ++number, whole_bytes_, identity);
      if (number == 1) identity = identity_of(*header_);
      whole_bytes_ += static_cast<std::int64_t>(line.size()) + 1;
    }
    pending.erase(0, begin);
  }
  is_torn_ = !pending.empty();
}

void JournalFile::index_line(std::string_view line, long long number, std::int64_t offset,
                             const std::string& identity) {
  const std::string where = path_ + ":" + std::to_string(number) + ": ";
  try {
    if (number == 1) {
      header_ = read_header(line);
      return;
    }
    const JournalLine entry = read_run(line);
    const RunRecord& run = entry.finished.run;
    if (entry.key != key_of(identity, run.lr, run.seed))
      throw DataError(where + "the run of lr " + number_text(run.lr) + ", seed " + std::to_string(run.seed) +
                      " does not belong to the sweep of line 1; remove this line, and its run starts again.");
    places_.try_emplace(entry.key, Place{offset, line.size()});
    starts_.try_emplace(run.seed, run.start);
  } catch (const MalformedLine& error) {
    throw DataError(where + "this line is damaged (" + printable(error.what()) +
                    (number == 1 ? "); name another journal, it cannot be used without its first line."
                                 : "); remove it, and its run starts again."));
  }
}

std::vector<std::string> JournalFile::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, place] : places_) keys.push_back(key);
  return keys;
}

std::string JournalFile::line(const std::string& key) const {
  const Place& place = places_.at(key);
  std::string text(place.size, '\0');
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t got = pread(descriptor_, text.data() + done, text.size() - done,
                              static_cast<off_t>(place.offset) + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail(path_, "read");
    done += static_cast<std::size_t>(got);
  }
  return text;
}

Journal::Journal(const std::string& path, const JournalHeader& header)
    : identity_(identity_of(header)),
      file_(path, open_to_write(path), "--journal"),
      synced_at_(std::chrono::steady_clock::now()) {
  if (file_.header()) {
    const auto lines = differences(*file_.header(), header);
    if (!lines.empty())
      throw UsageError("--journal " + in_quotes(path) +
                           ": this journal belongs to another sweep; repeat that sweep's options, or name "
                           "another file. What differs:",
                       lines);
  }
  size_ = file_.whole_bytes();
  if (file_.is_torn() && ftruncate(file_.descriptor(), size_) != 0) fail(path, "written");
  if (!file_.header()) append(header_line(header));
}

Journal::~Journal() {
  sync();
}

std::optional<FinishedRun> Journal::recall(double lr, std::uint64_t seed) const {
  const std::string key = key_of(identity_, lr, seed);
  if (!file_.holds(key)) return std::nullopt;
  return read_run(file_.line(key)).finished;
}

std::optional<StartCurvature> Journal::recall_start(std::uint64_t seed) const {
  const auto found = file_.starts().find(seed);
  return found == file_.starts().end() ? std::nullopt : std::optional(found->second);
}

void Journal::remember(const FinishedRun& finished) {
  const std::string line = run_line(finished, key_of(identity_, finished.run.lr, finished.run.seed));
  const std::lock_guard lock(mutex_);
  append(line);
  if (std::chrono::steady_clock::now() - synced_at_ < sync_interval) return;
  sync();
  synced_at_ = std::chrono::steady_clock::now();
}

// One call for a line. What a full disk took of it is removed again: the file ends with a whole line.
void Journal::append(std::string_view line) {
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t wrote = write(file_.descriptor(), line.data() + done, line.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      const int why = errno;
      static_cast<void>(!ftruncate(file_.descriptor(), size_));
      errno = why;
      fail(file_.path(), "written");
    }
    done += static_cast<std::size_t>(wrote);
  }
  size_ += static_cast<std::int64_t>(line.size());
}

void Journal::sync() {
  static_cast<void>(fdatasync(file_.descriptor()));  // a file system that cannot is no reason to stop
}

JoinedJournals::JoinedJournals(const std::vector<std::string>& paths) {
  std::string smallest;
  for (const std::string& path : paths) {
    files_.push_back(std::make_unique<JournalFile>(path, open_to_read(path), "merge:"));
    const auto& header = files_.back()->header();
    if (!header) {
      if (!is_regular(files_.back()->descriptor()))
        throw UsageError("merge: " + in_quotes(path) +
                         ": a journal is read from a file, and this is a pipe or a device; name the file.");
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
