// Resuming and splitting sweeps: journals, shards, time limits.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "map/map.h"
#include "map/map_journal.h"
#include "sweep/journal/journal.h"
#include "sweep/shard.h"

namespace lrscope::cli {

struct Loaded;
enum class Stop;

/// The shard that --shard asks for, with a word on it where the environment chose it, unless `quiet`.
/// Throws: UsageError, also for a search, which cannot be shared out.
Shard shard_of(const std::string& typed, bool is_search, bool quiet);

/// What a journal is of; learning rates and seeds are the caller's.
JournalHeader header_of(const Loaded& loaded);

/// The journal of --journal, with a word on what it knows already, unless `quiet`; null without.
/// Throws: see Journal.
std::unique_ptr<Journal> open_journal(const std::string& path, const JournalHeader& header, bool quiet);
/// The same of a map with so many cells.
std::unique_ptr<MapJournal> open_map_journal(const std::string& path, const JournalHeader& header, std::size_t cells,
                                             bool quiet);

/// --time-limit. `progress`: how far the work is before it begins: "0 of 25 runs finished".
void limit_time(double seconds, const std::string& journal, const std::string& progress);

/// "; with --journal FILE the same command could go on from there", or that it will, from the one it has.
std::string how_to_go_on(const std::string& journal);

/// Says how far interrupted work came, and `advice`. Returns why it ended.
Stop report_stop(const std::string& progress, const std::string& advice);

}  // namespace lrscope::cli
