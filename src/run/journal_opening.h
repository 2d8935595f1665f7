// How the files of journals are opened: to be written by one process, or to be read. Private to this folder.
#pragma once

#include <string>

namespace lrscope {

/// Opens a journal to write to, as its only writer, and makes it where there is none. A process that was
/// killed holds its lock until it is gone: two seconds are waited for that. Throws: IoError.
int open_journal_to_write(const std::string& path);

/// Throws: IoError; UsageError for what is no regular file.
int open_journal_to_read(const std::string& path);

}  // namespace lrscope
