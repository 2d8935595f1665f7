#include "sweep/journal/journal_file.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "base/file_error.h"
#include "base/text.h"
#include "lrscope/errors.h"
#include "lrscope/version.h"
#include "sweep/journal/journal_text.h"

namespace lrscope {
namespace {

/// How often a line that is written is also forced to the disk, for machines that lose power.
constexpr std::chrono::seconds sync_interval{1};

[[noreturn]] void refuse_stranger(std::string_view name, const std::string& path) {
  throw bad_value(name, path, "this file is not a journal of lrscope; name another file, it is left as it is.");
}

[[noreturn]] void refuse_full(const std::string& path, std::string_view kept, int error) {
  const std::string cure = cure_of_writing(error);
  throw IoError(path, std::string("cannot be written: ") + std::strerror(error) + "; the finished " +
                          std::string(kept) + " are kept: " + (cure.empty() ? "mend that" : cure) +
                          ", and the same command goes on from them (another FILE would begin anew).");
}

/// Throws: UsageError for a journal of another version: by its keys none of its runs would be one of ours.
void require_same_lrscope(const JournalHeader& header, const std::string& where) {
  if (header.version == version) return;
  throw UsageError(where + "this journal was begun by lrscope " + shortened(header.version) + ", and this is lrscope " +
                   std::string(version) +
                   ", whose runs may be others; go on with the lrscope that began it, or name another file.");
}

[[noreturn]] void refuse_other_schema(const OtherSchema& error, const std::string& where) {
  throw UsageError(where + "this journal was begun by lrscope " + shortened(error.version) + " with " + error.what() +
                   ", and this lrscope " + std::string(version) + " reads schema " + std::to_string(schema_version) +
                   "; go on with the lrscope that began it, or name another file.");
}

/// The subject and the verb of a sentence about the line.
std::string subject_of(const ForeignLine& line) {
  if (!line.run) return "these cells do";
  return "the run of lr " + number_text(line.run->lr) + ", seed " + std::to_string(line.run->seed) + " does";
}

}  // namespace

JournalFile::JournalFile(std::string path, int descriptor, const JournalUse& use)
    : path_(std::move(path)), descriptor_(descriptor), use_(use), synced_at_(std::chrono::steady_clock::now()) {}

JournalFile::~JournalFile() {
  sync();
  close(descriptor_);
}

/// Calls each(line, number, offset) for every whole line before byte `end`; the first of them is number 1. True if bytes
/// follow the last.
template <class Each>
bool JournalFile::for_each_line(std::int64_t end, const Each& each) const {
  std::string pending;  // the line that has not ended yet
  std::array<char, 1 << 16> block;
  long long number = 0;
  std::int64_t read_bytes = 0, offset = 0;
  while (read_bytes < end) {
    const auto wanted = std::min<std::int64_t>(end - read_bytes, std::ssize(block));
    const ssize_t got = pread(descriptor_, block.data(), static_cast<std::size_t>(wanted), read_bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw cannot_be_read(path_, errno);
    if (got == 0) break;
    read_bytes += got;
    std::size_t from = pending.size();
    pending.append(block.data(), static_cast<std::size_t>(got));
    if (number == 0 && !may_begin_header(pending)) refuse_stranger(use_.name, path_);
    std::size_t begin = 0;
    for (std::size_t stop; (stop = pending.find('\n', from)) != std::string::npos; begin = from = stop + 1) {
      const std::string_view line = std::string_view(pending).substr(begin, stop - begin);
      each(line, ++number, offset);
      offset += std::ssize(line) + 1;
    }
    pending.erase(0, begin);
  }
  return !pending.empty();
}

void JournalFile::read(const Take& take) {
  is_torn_ = for_each_line(std::numeric_limits<std::int64_t>::max(),
                           [&](std::string_view line, long long number, std::int64_t offset) {
                             if (number == 1)
                               take_first(line);
                             else
                               take_line(take, line, number, offset);
                             whole_bytes_ = offset + std::ssize(line) + 1;
                           });
}

void JournalFile::read_again(const Take& take) const {
  for_each_line(whole_bytes_, [&](std::string_view line, long long number, std::int64_t offset) {
    if (number > 1) take_line(take, line, number, offset);
  });
}

void JournalFile::take_first(std::string_view line) {
  try {
    header_ = read_header(line);
  } catch (const OtherSchema& error) {
    refuse_other_schema(error, place(1));
  } catch (const MalformedLine& error) {
    throw DataError(place(1) + "this line is damaged (" + printable(error.what()) +
                    "); name another journal, it cannot be used without its first line.");
  }
  require_same_lrscope(*header_, place(1));
  identity_ = identity_of(*header_);
}

void JournalFile::take_line(const Take& take, std::string_view line, long long number, std::int64_t offset) const {
  try {
    take(line, offset);
  } catch (const MalformedLine& error) {
    throw DataError(place(number) + "this line is damaged (" + printable(error.what()) + "); remove it" +
                    std::string(use_.afterwards));
  } catch (const ForeignLine& error) {
    throw DataError(place(number) + subject_of(error) + " not belong to the " +
                    std::string(name_of(header_->begin.work)) + " of line 1; remove this line" +
                    std::string(use_.afterwards));
  }
}

std::string JournalFile::text(std::int64_t offset, std::size_t size) const {
  std::string text(size, '\0');
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t got = pread(descriptor_, text.data() + done, text.size() - done,
                              static_cast<off_t>(offset) + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw cannot_be_read(path_, got < 0 ? errno : EIO);
    done += static_cast<std::size_t>(got);
  }
  return text;
}

void JournalFile::go_on(const JournalHeader& now) {
  if (header_) {
    const std::string there(name_of(header_->begin.work)), work(name_of(now.begin.work));
    if (there != work)
      throw bad_value("--journal", path_,
                      "this is the journal of a " + there + ", and this is a " + work + "; name another file.");
    if (auto lines = differences(*header_, now); !lines.empty()) {
      UsageError error = bad_value("--journal", path_,
                                   "this journal belongs to another " + work + "; repeat that " + work +
                                       "'s options, or name another file. What differs:");
      error.details = std::move(lines);
      throw error;
    }
  }
  if (is_torn_ && ftruncate(descriptor_, whole_bytes_) != 0) throw cannot_be_written(path_, errno);
  if (header_) return;
  header_ = now;
  identity_ = identity_of(now);
  append(header_line(now));
}

// What a full disk took of the line is removed again.
void JournalFile::append(std::string_view line) {
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t wrote = write(descriptor_, line.data() + done, line.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      const int why = errno;
      static_cast<void>(!ftruncate(descriptor_, whole_bytes_));
      refuse_full(path_, header_ && header_->begin.work == Work::map ? "cells" : "runs", why);
    }
    done += static_cast<std::size_t>(wrote);
  }
  whole_bytes_ += std::ssize(line);
  is_synced_ = false;
  if (std::chrono::steady_clock::now() - synced_at_ >= sync_interval) sync();
}

void JournalFile::sync() {
  if (!is_synced_) static_cast<void>(fdatasync(descriptor_));  // a file system that cannot is no reason to stop
  is_synced_ = true;
  synced_at_ = std::chrono::steady_clock::now();
}

}  // namespace lrscope
