#include "lrscope/run/journal.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "journal_opening.h"
#include "journal_text.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/file_error.h"
#include "lrscope/core/text.h"
#include "lrscope/version.h"

namespace lrscope {
namespace {

/// How often a line that is written is also forced to the disk, for machines that lose power.
constexpr std::chrono::seconds sync_interval{1};

[[noreturn]] void refuse_stranger(std::string_view name, const std::string& path) {
  throw UsageError(std::string(name) + " " + in_quotes(path) +
                   ": this file is not a journal of lrscope; name another file, it is left as it is.");
}

[[noreturn]] void refuse_full(const std::string& path, int error) {
  const std::string cure = cure_of_writing(error);
  throw IoError(path + ": cannot be written: " + std::strerror(error) +
                "; the finished runs are kept: " + (cure.empty() ? "mend that" : cure) +
                ", and the same command goes on from them (another FILE would begin anew).");
}

/// Throws: UsageError for a journal of another version: by its keys none of its runs would be one of ours.
void require_same_lrscope(const JournalHeader& header, const std::string& where) {
  if (header.version == version) return;
  throw UsageError(where + "this journal was begun by lrscope " + shortened(header.version) +
                   ", and this is lrscope " + std::string(version) +
                   ", whose runs may be others; go on with the lrscope that began it, or name another file.");
}

}  // namespace

JournalFile::JournalFile(const std::string& path, int descriptor, const JournalUse& use)
    : path_(path), descriptor_(descriptor), use_(use) {
  try {
    index();
  } catch (...) {
    close(descriptor_);
    throw;
  }
}

JournalFile::~JournalFile() {
  close(descriptor_);
}

void JournalFile::index() {
  std::string pending;  // the line that has not ended yet
  std::string identity;
  std::array<char, 1 << 16> block;
  long long number = 0;
  std::int64_t read_bytes = 0;
  while (true) {
    const ssize_t got = pread(descriptor_, block.data(), block.size(), read_bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw cannot_be_read(path_, errno);
    if (got == 0) break;
    read_bytes += got;
    std::size_t from = pending.size();
    pending.append(block.data(), static_cast<std::size_t>(got));
    if (!header_ && !may_begin_header(pending)) refuse_stranger(use_.name, path_);
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
      require_same_lrscope(*header_, where);
      return;
    }
    const JournalLine entry = read_run(line);
    const RunRecord& run = entry.finished.run;
    if (entry.key != key_of(identity, run.lr, run.seed))
      throw DataError(where + "the run of lr " + number_text(run.lr) + ", seed " + std::to_string(run.seed) +
                      " does not belong to the sweep of line 1; remove this line" +
                      std::string(use_.afterwards));
    places_.try_emplace(entry.key, Place{offset, line.size()});
    starts_.try_emplace(run.seed, run.start);
  } catch (const OtherSchema& error) {
    throw UsageError(where + "this journal was begun by lrscope " + shortened(error.version) + " with " +
                     error.what() + ", and this lrscope " + std::string(version) + " reads schema " +
                     std::to_string(schema_version) +
                     "; go on with the lrscope that began it, or name another file.");
  } catch (const MalformedLine& error) {
    throw DataError(where + "this line is damaged (" + printable(error.what()) +
                    (number == 1 ? "); name another journal, it cannot be used without its first line."
                                 : "); remove it" + std::string(use_.afterwards)));
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
    if (got <= 0) throw cannot_be_read(path_, got < 0 ? errno : EIO);
    done += static_cast<std::size_t>(got);
  }
  return text;
}

Journal::Journal(const std::string& path, const JournalHeader& header)
    : identity_(identity_of(header)),
      file_(path, open_journal_to_write(path), journal_to_go_on),
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
  if (file_.is_torn() && ftruncate(file_.descriptor(), size_) != 0) throw cannot_be_written(path, errno);
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
      refuse_full(file_.path(), why);
    }
    done += static_cast<std::size_t>(wrote);
  }
  size_ += static_cast<std::int64_t>(line.size());
}

void Journal::sync() {
  static_cast<void>(fdatasync(file_.descriptor()));  // a file system that cannot is no reason to stop
}

}  // namespace lrscope
