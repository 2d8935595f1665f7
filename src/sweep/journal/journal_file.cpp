#include "sweep/journal/journal_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file_error.h"
#include "base/result_file.h"
#include "base/text.h"
#include "lrscope/errors.h"
#include "lrscope/version.h"
#include "spec/knobs.h"
#include "sweep/journal/journal_text.h"
#include "sweep/journal/open_file.h"

namespace lrscope {
namespace {

/// "--hidden '64,64'", or "no --hidden".
std::string setting(const JournalHeader& header, const std::string& flag) {
  for (const auto& [name, value] : header.begin.config)
    if (name == flag) return "--" + flag + " " + in_quotes(value);
  // An earlier version did not know the option, and did what its default does.
  for (const Knob<RunSpec>& knob : knobs<RunSpec>())
    if (knob.name == flag)
      if (const std::string value = knob.get({}); !value.empty()) return "--" + flag + " " + in_quotes(value);
  return "no --" + flag;
}

/// How often what was written is forced to the disk, for machines that lose power.
constexpr std::chrono::seconds sync_interval{1};

[[noreturn]] void refuse_full(const std::string& path, std::string_view kept, int error) {
  const std::string cure = cure_of_writing(error);
  throw IoError(path, std::string("cannot be written: ") + std::strerror(error) + "; the finished " +
                          std::string(kept) + " are kept: " + (cure.empty() ? "mend that" : cure) +
                          ", and the same command resumes from them (another FILE would start over).");
}

/// `schema`: that of the header, if it is another one, else "". No run of another version counts as one of this version.
[[noreturn]] void refuse_other_version(const std::string& where, const std::string& writer, const std::string& schema) {
  throw UsageError(where + "this journal was begun by lrscope " + shortened(writer) +
                   (schema.empty() ? ", and this is lrscope " + std::string(version) + ", whose runs may differ"
                                   : " with " + schema + ", and this lrscope " + std::string(version) +
                                         " reads schema " + std::to_string(schema_version)) +
                   "; use the lrscope that began it, or name another file.");
}

std::string subject_and_verb_of(const ForeignLine& line) {
  if (!line.run) return "these cells do";
  return "the run of lr " + number_text(line.run->lr) + ", seed " + std::to_string(line.run->seed) + " does";
}

}  // namespace

std::vector<std::string> differences(const JournalHeader& first, const JournalHeader& second,
                                     const std::string& where_first, const std::string& where_second) {
  std::vector<std::string> lines;
  const auto compare = [&](const std::string& was, const std::string& is) {
    if (was != is) lines.push_back(was + " " + where_first + ", " + is + " " + where_second);
  };
  compare("lrscope " + first.version, "lrscope " + second.version);
  std::vector<std::string> flags;
  for (const JournalHeader* header : {&first, &second})
    for (const auto& [flag, value] : header->begin.config)
      if (std::ranges::find(flags, flag) == flags.end()) flags.push_back(flag);
  for (const std::string& flag : flags) compare(setting(first, flag), setting(second, flag));
  const auto data = [](const JournalHeader& header) {
    return header.begin.data_hash.empty()
               ? header.begin.data_path
               : in_quotes(header.begin.data_path) + " with " + std::to_string(header.begin.rows) + " rows, XXH3 " +
                     header.begin.data_hash;
  };
  if (first.begin.data_hash != second.begin.data_hash || first.begin.data_hash.empty())
    compare(data(first), data(second));
  if (lines.empty() && (first.learning_rates != second.learning_rates || first.seeds != second.seeds))
    compare("the file behind --lr with " + counted(first.learning_rates.size(), "value"),
            "another with " + counted(second.learning_rates.size(), "value"));
  if (lines.empty() && first.start_hash != second.start_hash)
    compare("the numbers of the file behind --init-from", "other ones");
  const auto with = [](const std::string& flag, bool is_there) { return (is_there ? "--" : "no --") + flag; };
  compare(with("trajectories", first.holds_steps), with("trajectories", second.holds_steps));
  compare(with("timing", first.holds_seconds), with("timing", second.holds_seconds));
  return lines;
}

JournalFile::JournalFile(std::string path, int descriptor, const JournalUse& use)
    : path_(std::move(path)), descriptor_(descriptor), use_(use), synced_at_(std::chrono::steady_clock::now()) {
  const OpenFile file = opened();
  file_ = device_and_inode(status_of(file.descriptor));
}

JournalFile::~JournalFile() {
  if (descriptor_ < 0) return;
  sync();
  close(descriptor_);
}

OpenFile JournalFile::opened() const {
  if (descriptor_ >= 0) return {descriptor_, false};
  return {open_to_read(path_), true};
}

void JournalFile::read(const Take& take) {
  const OpenFile file = opened();
  std::string pending;  // the line that has not ended yet
  std::vector<char> block(std::size_t{1} << 16);
  long long number = 0;
  std::int64_t read_bytes = 0;
  for (;;) {
    const ssize_t got = pread(file.descriptor, block.data(), block.size(), read_bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw cannot_be_read(path_, errno);
    if (got == 0) break;
    read_bytes += got;
    std::size_t from = pending.size();
    pending.append(block.data(), static_cast<std::size_t>(got));
    if (number == 0 && !may_begin_header(pending))
      throw bad_value(use_.name, path_,
                      "this file is not a journal of lrscope; name another file, it is left as it is.");
    std::size_t begin = 0;
    for (std::size_t stop; (stop = pending.find('\n', from)) != std::string::npos; begin = from = stop + 1) {
      const std::string_view line = std::string_view(pending).substr(begin, stop - begin);
      ++number == 1 ? take_first(line) : take_line(take, line, number);
      whole_bytes_ += std::ssize(line) + 1;
    }
    pending.erase(0, begin);
  }
  is_torn_ = !pending.empty();
}

void JournalFile::take_first(std::string_view line) {
  try {
    header_ = read_header(line);
  } catch (const OtherSchema& error) {
    refuse_other_version(place(1), error.version, error.what());
  } catch (const MalformedLine& error) {
    throw DataError(place(1) + "this line is damaged (" + printable(error.what()) +
                    "); name another journal, it cannot be used without its first line.");
  }
  if (header_->version != version) refuse_other_version(place(1), header_->version, "");
  identity_ = identity_of(*header_);
}

void JournalFile::take_line(const Take& take, std::string_view line, long long number) const {
  try {
    take(line, {whole_bytes_, line.size()});
  } catch (const MalformedLine& error) {
    throw DataError(place(number) + "this line is damaged (" + printable(error.what()) + "); remove it" +
                    std::string(use_.afterwards));
  } catch (const ForeignLine& error) {
    throw DataError(place(number) + subject_and_verb_of(error) + " not belong to the " +
                    std::string(name_of(header_->begin.work)) + " of line 1; remove this line" +
                    std::string(use_.afterwards));
  }
}

std::string JournalFile::text(const Place& place) const {
  const OpenFile file = opened();
  if (device_and_inode(status_of(file.descriptor)) != file_)
    throw IoError(path_, "is another file than when it was first read; let it be while it is merged.");
  std::string text(place.size, '\0');
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t got = pread(file.descriptor, text.data() + done, text.size() - done,
                              static_cast<off_t>(place.offset) + static_cast<off_t>(done));
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

// The part of the line that a full disk took is removed again.
JournalFile::Place JournalFile::append(std::string_view line) {
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
  const Place place{whole_bytes_, line.size() - 1};
  whole_bytes_ += std::ssize(line);
  is_synced_ = false;
  if (std::chrono::steady_clock::now() - synced_at_ >= sync_interval) {
    sync();
    require_kept();
  }
  return place;
}

void JournalFile::require_kept() {
  struct stat status {};
  const bool is_there = stat(path_.c_str(), &status) == 0;
  const struct stat written = status_of(descriptor_);
  if (is_there && device_and_inode(status) == file_ && written.st_size == whole_bytes_) return;
  if (written.st_size != whole_bytes_)
    throw IoError(path_,
                  "was changed by another program while it was written, and cannot be relied on; begin another "
                  "journal.");
  const std::string saved = saved_as(), what = is_there ? "replaced" : "removed or renamed";
  if (saved.empty())
    throw IoError(path_, "was " + what +
                             " while it was written, and its runs cannot be saved beside it; name a file in "
                             "a folder that stays.");
  throw IoError(path_, "was " + what + " while it was written; what was finished is saved in " + in_quotes(saved) +
                           ", and the same command" +
                           (saved == path_ ? " resumes" : " with --journal " + shell_word(saved) + " resumes") +
                           " from there.");
}

std::string JournalFile::saved_as() const {
  constexpr int most = 1000;
  for (int i = 0; i < most; ++i) {
    const std::string name = path_ + (i == 0 ? "" : i == 1 ? ".saved" : ".saved" + std::to_string(i));
    if (copy_to_new(descriptor_, name)) return name;
    if (errno != EEXIST) return "";
  }
  return "";
}

void JournalFile::sync() {
  if (!is_synced_) static_cast<void>(fdatasync(descriptor_));  // a file system that cannot is no reason to stop
  is_synced_ = true;
  synced_at_ = std::chrono::steady_clock::now();
}

}  // namespace lrscope
